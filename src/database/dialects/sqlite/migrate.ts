/** How SQLite migrates: in transactions, with foreign keys looked at before the end rather than on the way. */

import type Sqlite from 'better-sqlite3';
import type { Column, StoredRow } from '../../../model.ts';
import type { Change } from '../../migration/change.ts';
import { type Migrator, migratorOn } from '../../migration/migrator.ts';
import type { Side } from '../../migration/side.ts';
import { columnSql, oneOf, spell } from '../../migration/spelling.ts';
import { familyOf } from '../../migration/values.ts';
import { entityOf, openOrm } from '../../tables.ts';
import { whileBusy } from './busy.ts';
import { SqliteDriver } from './catalogue.ts';
import { openConnection } from './connection.ts';
import { cannotOpen } from './errors.ts';
import { rebuild } from './rebuild.ts';
import { types as columnTypes, dialectOn } from './sync.ts';
import { fitsType } from './types.ts';

const isNumeric = (family: string | undefined): boolean => family === 'integer' || family === 'number';

/** Text is no way to other types: SQLite would make a 0 of what is no number. */
function convert(column: Column, fromType: string, name: string): string | undefined {
  const [from, to] = [familyOf(fromType), familyOf(columnTypes.sqlType(column))];
  const places = column.constraints.decimalPlaces ?? 0;
  if (from === to) return name;
  if (to === 'text') {
    if (from === 'boolean') return `case ${name} when 1 then 'true' when 0 then 'false' end`;
    return `cast(${name} as text)`;
  }
  if (from === 'decimal' && to === 'number') return `cast(${name} as real)`;
  if (from === 'decimal' && to === 'integer') return `cast(round(cast(${name} as real)) as integer)`;
  if (from === 'number' && to === 'integer') return `cast(round(${name}) as integer)`;
  if (isNumeric(from) && to === 'decimal') {
    return from === 'integer' ? `cast(${name} as text)` : `printf('%.${places}f', ${name})`;
  }
  if (from === 'boolean' && isNumeric(to)) return name;
  if (from === 'integer' && to === 'number') return name;
  if (to === 'boolean' && isNumeric(from)) return `${name} <> 0`;
  if (from === 'datetime' && to === 'date') return `substr(${name}, 1, 10)`;
  return from === 'date' && to === 'datetime' ? `${name} || 'T00:00:00.000Z'` : undefined;
}

const types = { ...columnTypes, sameType: fitsType, convert };

/** A column brings its check and its foreign key along. */
function adding(table: string, column: Column, quote: (name: string) => string): string {
  const { name, references } = column;
  return [
    `alter table ${quote(table)} add column ${columnSql(column, { quote, types })}`,
    ...(column.type === 'enum' ? [`check (${oneOf(quote, column)})`] : []),
    ...(references
      ? [
          `constraint ${quote(`fk_${table}_${name}`)} references ${quote(references.table)} (${quote(references.column)})`,
        ]
      : []),
  ].join(' ');
}

function spellHere(change: Change, quote: (name: string) => string): readonly string[] | undefined {
  switch (change.kind) {
    case 'addColumn':
      return [adding(change.table, change.column, quote)];
    case 'dropIndex':
      return [`drop index ${quote(change.name)}`];
    case 'renameIndex':
      return [
        `drop index ${quote(change.from)}`,
        ...spell({ ...change, kind: 'addIndex', name: change.to }, { quote, types }),
      ];
    // They came with their column; what else changes them makes the table anew.
    case 'addCheck':
    case 'addKey':
    case 'renameConstraint':
      return [];
    default:
      return undefined;
  }
}

/** Rows whose foreign keys lead nowhere. */
const dangling = (db: Sqlite.Database): ReadonlySet<string> =>
  new Set((db.pragma('foreign_key_check') as StoredRow[]).map((row) => JSON.stringify(row)));

function checkKeys(db: Sqlite.Database, before: ReadonlySet<string>): void {
  const broken = [...dangling(db)].filter((row) => !before.has(row)).map((row) => JSON.parse(row));
  if (broken.length === 0) return;
  const [{ table, parent }] = broken as [{ table: string; parent: string }];
  throw new Error(`${broken.length} rows, of ${table} the first, would refer to rows of ${parent} that are not there`);
}

/** Foreign keys are off: a table that is made anew would take the rows with it that refer to it. */
async function locked<T>(db: Sqlite.Database, work: () => Promise<T>): Promise<T> {
  db.pragma('foreign_keys = OFF');
  try {
    await whileBusy(() => db.exec('BEGIN IMMEDIATE')).catch((error: unknown) => {
      throw cannotOpen(db.name, error);
    });
    const before = dangling(db);
    const value = await work();
    checkKeys(db, before);
    db.exec('COMMIT');
    return value;
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.pragma('foreign_keys = ON');
    db.pragma('legacy_alter_table = OFF');
  }
}

/** Opens a SQLite file, making it where it is missing. Throws `ConfigurationError` where it can't. */
export async function openSqliteMigrator(file: string): Promise<Migrator> {
  const { db, close } = await openConnection(file);
  const names = db.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  );
  const side: Side = {
    dialect: 'sqlite',
    label: file === ':memory:' ? 'SQLite in memory' : `SQLite ${file}`,
    types,
    orm: async (models) => ({
      orm: await openOrm(
        { driver: SqliteDriver, driverOptions: dialectOn(db), dbName: db.name },
        models.map((model) => entityOf(model, types)),
      ),
    }),
    tables: async () => new Set(names.pluck().all() as string[]),
    rows: async (sql) => db.prepare(sql).all() as StoredRow[],
    run: async (script) => {
      db.exec(script);
      if (!db.inTransaction) throw new Error('the file ended the transaction that it is applied in');
    },
    locked: (work) => locked(db, work),
    spell: spellHere,
    hasInlineKeys: true,
    rebuild: async (altered) => rebuild(db, altered, types),
    close,
  };
  return migratorOn(side);
}
