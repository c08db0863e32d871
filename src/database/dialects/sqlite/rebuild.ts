/** Makes a SQLite table anew with its rows, since most of it can't be altered (https://sqlite.org/lang_altertable.html, 7). */
import type Sqlite from 'better-sqlite3';
import { ConfigurationError } from '../../../errors.ts';
import type { Column } from '../../../model.ts';
import type { Change } from '../../migration/change.ts';
import type { MigrationTypes } from '../../migration/difference.ts';
import type { Altered } from '../../migration/side.ts';
import { spell } from '../../migration/spelling.ts';
import { withForeignKeys } from '../../tables.ts';

const altering: ReadonlySet<Change['kind']> = new Set([
  ...(['changeColumn', 'dropColumn', 'dropCheck', 'dropKey'] as const),
]);

/** Whether statements of SQLite's own do. */
function isSimple(changes: readonly Change[], types: MigrationTypes): boolean {
  const added = new Set(changes.flatMap((change) => (change.kind === 'addColumn' ? [change.column] : [])));
  return changes.every((change) => {
    if (altering.has(change.kind)) return false;
    if (change.kind === 'addColumn') return change.column.nullable || types.defaultSql(change.column) !== undefined;
    return (change.kind !== 'addCheck' && change.kind !== 'addKey') || added.has(change.column);
  });
}

/** What a table made anew would lose. */
const lost: readonly (readonly [string, RegExp])[] = [
  ['WITHOUT ROWID', /\)\s*(?:strict\s*,\s*)?without\s+rowid/i],
  ['STRICT', /\)\s*(?:without\s+rowid\s*,\s*)?strict\b/i],
  ['a generated column', /\bas\s*\(/i],
  ['a collation', /\bcollate\b/i],
  ['ON DELETE or ON UPDATE', /\bon\s+(?:delete|update)\b/i],
  ['a key of several columns', /\b(?:unique|key)\s*\([^)]*,/i],
];

interface Stored {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

const odd = (where: string, what: string): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'table_differs',
      where,
      problem: `the table has to be made anew, which would lose ${what}.`,
      remedy: 'Write this migration by hand.',
    },
  ]);

/** Throws `ConfigurationError` where something would be lost. */
function checkTable({ model, found, actual }: Altered, sql: string): void {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  const checks = bare.match(/\bcheck\s*\(/gi)?.length ?? 0;
  const known = [...found.columns.values()].filter(({ check }) => check !== undefined).length;
  const what = lost.find(([, pattern]) => pattern.test(bare))?.[0] ?? (checks > known ? 'a check' : undefined);
  if (what !== undefined) throw odd(`${model.name}, ${actual.name}`, what);
}

const plainIndex = /^create\s+(?:unique\s+)?index\s+[^(]*\((?:\s*["`[]?\w+["`\]]?\s*,?)+\)\s*$/i;

/** The indexes and triggers that go with the old table and are to come back. */
function* restored(altered: Altered, stored: readonly Stored[], gone: ReadonlySet<string>): Iterable<string> {
  const { model, found, changes, quote } = altered;
  const dropped = new Set(
    changes.flatMap((change) => {
      if (change.kind === 'dropIndex') return [change.name];
      return change.kind === 'renameIndex' ? [change.from] : [];
    }),
  );
  const isRenamed = found.was !== model.table || found.renamed.size > 0;
  for (const { type, name, sql } of stored) {
    const index = type === 'index' ? found.indexes.find((other) => other.name === name) : undefined;
    if (dropped.has(name) || index?.columns.some((column) => gone.has(column))) continue;
    if (index !== undefined && plainIndex.test(sql)) {
      const columns = index.columns.map(quote).join(', ');
      yield `create ${index.unique ? 'unique ' : ''}index ${quote(name)} on ${quote(model.table)} (${columns})`;
    } else if (isRenamed) throw odd(`${model.name}, ${model.table}`, `the ${type} ${name}, which may say an old name`);
    else yield sql;
  }
}

/** Where the values of a column come from. */
function source(column: Column, { changes, quote }: Altered, types: MigrationTypes): string {
  const name = quote(column.name);
  const change = changes.find((each) => each.kind === 'changeColumn' && each.column === column);
  if (change?.kind !== 'changeColumn') return name;
  const value = change.fromType === undefined ? name : (types.convert(column, change.fromType, name) ?? name);
  const filling = types.defaultSql(column);
  return change.nullable && !column.nullable && filling !== undefined ? `coalesce(${value}, ${filling})` : value;
}

/** The new table as it is to be: with what only the database knows, and types that need not change. */
function shape(altered: Altered, gone: ReadonlySet<string>, types: MigrationTypes): void {
  const { model, found, actual, target } = altered;
  for (const column of model.columns) {
    const before = found.columns.get(column.name);
    const made = target.getColumn(column.name);
    if (before && made && !gone.has(column.name) && types.sameType(column, before.type)) made.type = before.type;
  }
  const kept = [...found.columns.keys()].filter((name) => !gone.has(name) && !target.hasColumn(name));
  for (const name of kept) {
    const column = actual.getColumn(name);
    if (column !== undefined) target.addColumn(column);
  }
  const keys = found.keys.filter(({ column }) => kept.includes(column));
  const references = keys.map((key) => ({ name: key.column, references: key.references }) as Column);
  withForeignKeys(target, { ...model, columns: [...model.columns, ...references] });
}

/** Ids that were given once are not given again. */
const sequenceSql = (table: string): string =>
  `insert into sqlite_sequence (name, seq) select '${table}__new', seq from sqlite_sequence where name = '${table}'`;

/** The statements, after those that rename; `undefined` where SQLite can alter the table. Throws `ConfigurationError`. */
export function rebuild(db: Sqlite.Database, altered: Altered, types: MigrationTypes): readonly string[] | undefined {
  const { model, found, changes, target, quote, create } = altered;
  if (isSimple(changes, types)) return undefined;
  const stored = db
    .prepare('select type, name, sql from sqlite_master where tbl_name = ? and sql is not null order by rowid')
    .all(found.was) as Stored[];
  checkTable(altered, stored.find(({ type }) => type === 'table')?.sql ?? '');
  const gone = new Set(changes.flatMap((change) => (change.kind === 'dropColumn' ? [change.name] : [])));
  shape(altered, gone, types);
  const names = target.getColumns().map(({ name }) => name);
  const copied = names.filter((name) => found.columns.has(name) && !gone.has(name));
  const values = copied.map((name) => {
    const column = model.columns.find((other) => other.name === name);
    return column === undefined ? quote(name) : source(column, altered, types);
  });
  const [table, next] = [quote(model.table), quote(`${model.table}__new`)];
  return [
    create(target).replace(/^(create table) \S+/, `$1 ${next}`),
    ...(model.primaryKey.generated ? [sequenceSql(model.table)] : []),
    `insert into ${next} (${copied.map(quote).join(', ')})\n  select ${values.join(', ')} from ${table}`,
    `drop table ${table}`,
    // Otherwise what refers to the table would have to exist while it doesn't.
    'pragma legacy_alter_table = on',
    `alter table ${next} rename to ${table}`,
    'pragma legacy_alter_table = off',
    ...restored(
      altered,
      stored.filter(({ type }) => type !== 'table'),
      gone,
    ),
    ...changes.flatMap((change): readonly string[] => {
      if (change.kind === 'addIndex') return spell(change, { quote, types });
      return change.kind === 'renameIndex'
        ? spell({ ...change, kind: 'addIndex', name: change.to }, { quote, types })
        : [];
    }),
  ];
}
