/** How MySQL migrates: statement by statement, while a lock keeps others away. */

import type { Connection } from 'mysql2';
import type { Column } from '../../../model.ts';
import type { Change } from '../../migration/change.ts';
import type { Details } from '../../migration/found.ts';
import { type Migrator, migratorOn } from '../../migration/migrator.ts';
import type { Side } from '../../migration/side.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { entityOf, openOrm } from '../../tables.ts';
import { completed } from './completion.ts';
import { changing, wayOf } from './conversion.ts';
import { printedDefault } from './default.ts';
import { flavourAt } from './dialect.ts';
import type { Flavour } from './flavour.ts';
import { labelOf } from './label.ts';
import { closeClient, openClient } from './pool.ts';
import { progressTable, resume, stoppedAt } from './progress.ts';
import { ask, askRows, runQuery } from './run.ts';
import { declaringMode, dialectOn, lock, MysqlDriver, typesOf } from './sync.ts';
import { fitsType } from './types.ts';

/** So many seconds a migration waits for another: a day, as the other may be at a large table. */
const lockLimit = 86_400;

/** MariaDB says widths of integers, which mean nothing. */
const plain = (type: string): string =>
  type.replace(' character set ascii', '').replace(/^(bigint|int|smallint|mediumint)\(\d+\)/, '$1');

const ownBases: ReadonlySet<string> = new Set([
  ...['varchar', 'longtext', 'bigint', 'double', 'datetime', 'date', 'decimal', 'char', 'json'],
]);

const lengthOf = (type: string): number => Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.NaN);

/** A type of ours is the one that is declared; of another, it is enough that values fit, and compare as ours do. */
function sameType(declared: string, column: Column, found: string): boolean {
  const [one, other] = [plain(declared), plain(found)];
  if (one === other) return true;
  const collationOf = (type: string): string | undefined => / collate (\w+)/.exec(type)?.[1];
  if (collationOf(one) !== collationOf(other) || found.startsWith('enum')) return false;
  if (column.type === 'enum') return other.startsWith('varchar') && lengthOf(other) >= lengthOf(one);
  const isOurs = other === 'tinyint(1)' || ownBases.has(other.replace(/\W.*$/, ''));
  return !isOurs && fitsType(column, found);
}

const migrationTypes = (flavour: Flavour): Side['types'] => {
  const types = typesOf(flavour);
  return {
    ...types,
    sameType: (column, found) => sameType(types.sqlType(column), column, found),
    convert: (column, fromType, name) => wayOf(fromType, types.sqlType(column), name) && name,
  };
};

function spellOn({ name: flavour }: Flavour, types: Side['types']): NonNullable<Side['spell']> {
  return (change: Change, quote) => {
    const alter = `alter table ${quote(change.table)}`;
    switch (change.kind) {
      case 'changeColumn':
        return [...changing(change, { quote, types })];
      case 'dropIndex':
        return [`drop index ${quote(change.name)} on ${quote(change.table)}`];
      case 'renameIndex':
        return [`${alter} rename index ${quote(change.from)} to ${quote(change.to)}`];
      case 'dropCheck':
        return [`${alter} drop ${flavour === 'MySQL' ? 'check' : 'constraint'} ${quote(change.name)}`];
      case 'dropKey':
        return [`${alter} drop foreign key ${quote(change.name)}`];
      default:
        return undefined;
    }
  };
}

const tablesSql = `
  select table_name as name from information_schema.tables
  where table_schema = database() and table_type = 'BASE TABLE' and table_name <> '${progressTable}'`;

const columnsSql = `
  select column_name as name, column_type as type, collation_name as collation, column_default as value, extra,
    column_key as kind
  from information_schema.columns where table_schema = database() and table_name = ?`;

async function detailsOf(client: Connection, table: string, flavour: Flavour): Promise<Details> {
  const columns = (await askRows(client, columnsSql, [table])) as Record<string, string | null>[];
  const read = columns.map(({ name, type, collation, value, extra, kind }) => ({
    name: String(name),
    type: `${type}${collation == null || kind === 'PRI' ? '' : ` collate ${collation}`}`.toLowerCase(),
    value: value == null ? undefined : printedDefault(value, String(extra), flavour),
  }));
  return {
    types: new Map(read.map(({ name, type }) => [name, type])),
    // A list that is part of the type goes with it.
    values: new Map(read.flatMap(({ name, type }) => (type.startsWith('enum') ? [[name, []]] : []))),
    defaults: new Map(read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
  };
}

function sideOn(client: Connection, flavour: Flavour, url: string): Side {
  const types = migrationTypes(flavour);
  const label = labelOf(url, flavour.name);
  return {
    // A collation of one is unknown to the other.
    dialect: flavour.name.toLowerCase(),
    ...{ label, types, completed, spell: spellOn(flavour, types) },
    orm: async (models) => ({
      orm: await openOrm(
        { driver: MysqlDriver, driverOptions: dialectOn(client) },
        models.map((model) => entityOf(model, types)),
      ),
    }),
    tables: async () => new Set((await askRows(client, tablesSql)).map(({ name }) => String(name))),
    details: (table) => detailsOf(client, table, flavour),
    rows: async (sql) => (await runQuery(client, sql, [])).rows,
    run: async (script) => void (await ask(client, script)),
    resume: (name, script) => resume(client, name, script),
    stopped: () => stoppedAt(client),
    locked: async (work) => {
      const [row] = await askRows(client, `select get_lock(${lock}, ${lockLimit}) as got`);
      if (row?.got !== 1) throw cannotOpenServer(label, 'another process is changing its tables');
      try {
        return await work();
      } finally {
        await ask(client, `select release_lock(${lock})`).catch(() => undefined);
      }
    },
    close: () => closeClient(client),
  };
}

/** Connects to MySQL or MariaDB. Throws `ConfigurationError` where it can't. */
export async function openMysqlMigrator(url: string, options: DatabaseOptions): Promise<Migrator> {
  const client = await openClient(url, options);
  try {
    await ask(
      client,
      `set session sql_mode = '${declaringMode}', time_zone = '+00:00' /*M! , max_statement_time = 0 */`,
    );
    const [row] = await askRows(client, 'select version() as version, database() as name');
    if (row?.name == null) throw cannotOpenServer(labelOf(url), 'the URL names no database');
    return migratorOn(sideOn(client, await flavourAt(url, async () => String(row.version)), url));
  } catch (error) {
    await closeClient(client);
    throw error;
  }
}
