/** How PostgreSQL migrates: in transactions, which an advisory lock keeps apart. */
import pg from 'pg';
import type { Column } from '../../../model.ts';
import type { Change, ColumnChange } from '../../migration/change.ts';
import { type Migrator, migratorOn } from '../../migration/migrator.ts';
import type { Side } from '../../migration/side.ts';
import { familyOf } from '../../migration/values.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { entityOf, openOrm } from '../../tables.ts';
import { clientConfig } from './connection.ts';
import { labelOf } from './label.ts';
import { dialectOn, literal, lock, PostgresDriver, takeLock, types } from './sync.ts';
import { fitsType } from './types.ts';

/** Our types as MikroORM reads them. */
const shortNames: Readonly<Record<string, string>> = {
  bigint: 'int8',
  'double precision': 'float8',
  boolean: 'bool',
};
const ownBases: ReadonlySet<string> = new Set([
  ...['text', 'varchar', 'int8', 'float8', 'bool', 'timestamptz', 'date', 'numeric', 'uuid', 'jsonb'],
]);
const plain = (type: string): string => {
  const name = type.replace(/ collate .*$/, '');
  return shortNames[name] ?? name;
};

/** A type of ours is the one that is declared, to the length; of another, it is enough that values fit. */
function sameType(column: Column, found: string): boolean {
  if (!ownBases.has(found.replace(/\(.*$/, ''))) return fitsType(column, found);
  return plain(types.sqlType(column)) === found;
}

const utc = (name: string): string => `(${name} at time zone 'UTC')`;

function convert(column: Column, fromType: string, name: string): string | undefined {
  const type = types.sqlType(column);
  const [from, to] = [familyOf(fromType), familyOf(type)];
  const isNumeric = (family: string | undefined): boolean => ['integer', 'number', 'decimal'].includes(family ?? '');
  // An assignment: what is too long is refused, where a cast would cut it.
  if (from === to || (isNumeric(from) && isNumeric(to))) return name;
  if (to === 'text') {
    if (from === 'datetime') return `to_char(${utc(name)}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    return `${name}::text`;
  }
  if (from === 'text') return `${name}::${type}`;
  if (from === 'boolean' && isNumeric(to)) return `${name}::int`;
  if (to === 'boolean' && isNumeric(from)) return `${name} <> 0`;
  if (from === 'datetime' && to === 'date') return `${utc(name)}::date`;
  return from === 'date' && to === 'datetime' ? utc(`${name}::timestamp`) : undefined;
}

function* changing(change: ColumnChange, quote: (name: string) => string): Iterable<string> {
  const { table, column, fromType } = change;
  const name = quote(column.name);
  const alter = `alter table ${quote(table)} alter column ${name}`;
  const value = types.defaultSql(column);
  if (fromType !== undefined) {
    const using = convert(column, fromType, name);
    // A default is of the old type.
    if (change.hasDefault) yield `${alter} drop default`;
    yield `${alter} type ${types.sqlType(column)}${using === name ? '' : ` using ${using}`}`;
  }
  if (change.nullable && !column.nullable && value !== undefined) {
    yield `update ${quote(table)} set ${name} = ${value} where ${name} is null`;
  }
  if (change.nullable) yield `${alter} ${column.nullable ? 'drop' : 'set'} not null`;
  if (change.default && value === undefined && fromType === undefined) yield `${alter} drop default`;
  if ((change.default || fromType !== undefined) && value !== undefined) yield `${alter} set default ${value}`;
}

function spell(change: Change, quote: (name: string) => string): readonly string[] | undefined {
  if (change.kind === 'changeColumn') return [...changing(change, quote)];
  if (change.kind !== 'renameIndex' && change.kind !== 'renameConstraint') return undefined;
  const [from, to] = [quote(change.from), quote(change.to)];
  const isConstraint = change.kind === 'renameConstraint' || change.isConstraint;
  return [
    isConstraint
      ? `alter table ${quote(change.table)} rename constraint ${from} to ${to}`
      : `alter index ${from} rename to ${to}`,
  ];
}

const tablesSql =
  "select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')";

const defaultsSql = (table: string): string => `
  select a.attname::text as name, pg_get_expr(d.adbin, d.adrelid) as value
  from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  where d.adrelid = ('"' || replace(${literal(table)}, '"', '""') || '"')::regclass and a.attgenerated = ''`;

/** `'x'::text` without its type, which MikroORM leaves where the text has several lines. */
const untyped = (value: string): string => value.replace(/^('(?:[^']|'')*')::[^']+$/, '$1');

function sideOn(client: pg.Client, label: string): Side {
  const rows: Side['rows'] = async (sql) => (await client.query(sql)).rows;
  return {
    ...{ dialect: 'postgres', label, rows, spell },
    types: { ...types, sameType, convert },
    orm: async (models) => {
      const [row] = await rows('select current_schema() as schema');
      const orm = await openOrm(
        { driver: PostgresDriver, driverOptions: dialectOn(client) },
        models.map((model) => entityOf(model, types)),
      );
      return { orm, schema: String(row?.schema) };
    },
    tables: async () => new Set((await rows(tablesSql)).map(({ name }) => String(name))),
    details: async (table) => {
      const defaults = await rows(defaultsSql(table));
      return { defaults: new Map(defaults.map(({ name, value }) => [String(name), untyped(String(value))])) };
    },
    run: async (script) => void (await client.query(script)),
    alone: {
      locked: async (work) => {
        await takeLock(client, 'pg_try_advisory_lock');
        try {
          return await work();
        } finally {
          await client.query('select pg_advisory_unlock($1)', [lock]).catch(() => undefined);
        }
      },
      // Of several, the server says that it takes one.
      run: async (statement) => void (await client.query({ text: statement, queryMode: 'extended' } as pg.QueryConfig)),
    },
    locked: async (work) => {
      await client.query('begin');
      try {
        await takeLock(client, 'pg_try_advisory_xact_lock');
        const value = await work();
        await client.query('commit');
        return value;
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    },
    close: () => client.end(),
  };
}

/** Connects to PostgreSQL. Throws `ConfigurationError` where it can't. */
export async function openPostgresMigrator(url: string, options: DatabaseOptions): Promise<Migrator> {
  // The driver's own types: MikroORM reads the catalogue with them.
  const { types: _, ...config } = clientConfig(url, options);
  const client = new pg.Client({ ...config, statement_timeout: false });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw cannotOpenServer(labelOf(url), error);
  });
  return migratorOn(sideOn(client, labelOf(url)));
}
