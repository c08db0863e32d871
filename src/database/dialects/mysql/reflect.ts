/** The tables and views of a MySQL, as others made them. */
import type { Connection } from 'mysql2';
import type { ColumnType } from '../../../model.ts';
import { boundsOf, type Found, foundTable, type ReadType, type Reflected, reflect } from '../../reflect.ts';
import { readCatalogue } from '../../tables.ts';
import { printedDefault } from './default.ts';
import { flavourOf } from './flavour.ts';
import { askRows } from './run.ts';
import { dialectOn, MysqlDriver } from './sync.ts';

const mapped: Readonly<Record<string, ColumnType>> = {
  ...{ bigint: 'integer', int: 'integer', integer: 'integer', mediumint: 'integer', smallint: 'integer' },
  ...{ tinyint: 'integer', year: 'integer', bool: 'boolean', boolean: 'boolean', double: 'number', float: 'number' },
  ...{ real: 'number', decimal: 'decimal', numeric: 'decimal', varchar: 'string', char: 'string', text: 'string' },
  ...{ longtext: 'string', mediumtext: 'string', tinytext: 'string', time: 'string', uuid: 'uuid', json: 'json' },
  ...{ date: 'date', datetime: 'datetime', timestamp: 'datetime', enum: 'enum' },
};

const short: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, integer: 32 };

const parts = /^(\w+)\s*(?:\((\d+)(?:,\s*(\d+))?\))?( unsigned)?/;

/** By the name that the catalogue gives a type; a `tinyint(1)` is what MySQL has for a boolean. */
const readType: ReadType = (declared) => {
  const [, name = '', first, second, unsigned] = parts.exec(declared.toLowerCase()) ?? [];
  if (name === 'tinyint' && first === '1') return { type: 'boolean' };
  const type = mapped[name];
  if (type === undefined || type === 'enum') return undefined;
  if (type === 'integer' && name !== 'year') {
    return { type, constraints: boundsOf(short[name] ?? 64, unsigned !== undefined) };
  }
  if (type === 'decimal') {
    return { type, constraints: { maxDigits: Number(first ?? 10), decimalPlaces: Number(second ?? 0) } };
  }
  const isSized = first !== undefined && (name === 'varchar' || name === 'char');
  return { type, ...(isSized && { constraints: { maxLength: Number(first) } }) };
};

interface NamedColumn {
  readonly name: string;
  readonly of: string;
  readonly declared: string;
}

/** MariaDB's JSON is a text with a check of its own. */
const jsonColumns = `
  select table_name as \`of\`, column_name as name, '' as declared from information_schema.columns
  where table_schema = database() and data_type = 'longtext' and exists (
    select 1 from information_schema.check_constraints c
    where c.constraint_schema = database() and c.table_name = columns.table_name
      and c.check_clause like concat('json\\_valid(\`', columns.column_name, '\`)'))`;

const viewColumns = `
  select c.table_name as \`of\`, c.column_name as name, c.column_type as declared
  from information_schema.columns c join information_schema.views v
    on v.table_schema = c.table_schema and v.table_name = c.table_name
  where c.table_schema = database() order by c.ordinal_position`;

const defaults = `
  select table_name as \`of\`, column_name as name, column_default as value, extra, version() as version
  from information_schema.columns where table_schema = database() and column_default is not null`;

interface GivenDefault extends Pick<NamedColumn, 'name' | 'of'> {
  readonly value: string;
  readonly extra: string;
  readonly version: string;
}

/** A table whose defaults are SQL: MikroORM gives texts with quotes around theirs, and MariaDB's NULL for one. */
function withDefaults({ columns, ...rest }: Found, given: readonly GivenDefault[]): Found {
  const sqlOf = (name: string): string | undefined => {
    const found = given.find((each) => each.name === name);
    const flavour = found && flavourOf(found.version);
    const sql = found && flavour && printedDefault(String(found.value), String(found.extra), flavour);
    return sql === undefined || /^null$/i.test(sql) ? undefined : sql;
  };
  return {
    ...rest,
    columns: columns.map(({ default: _, ...column }) => {
      const sql = sqlOf(column.name);
      if (sql !== undefined) return { ...column, default: sql };
      return column.given === 'otherwise' ? { ...column, given: 'never' } : column;
    }),
  };
}

const foundView = (columns: readonly NamedColumn[]): Found => ({
  isView: true,
  columns: columns.map(({ name, declared }) => ({ name, declared, nullable: true, primary: false, given: 'never' })),
});

const namedColumns = async (client: Connection, sql: string): Promise<ReadonlyMap<string, NamedColumn[]>> =>
  Map.groupBy((await askRows(client, sql)) as unknown as NamedColumn[], ({ of }) => of);

/** A table whose JSON columns are told apart from its texts. */
const withJson = ({ columns, ...rest }: Found, json: readonly NamedColumn[]): Found => ({
  ...rest,
  columns: columns.map((column) =>
    json.some(({ name }) => name === column.name) ? { ...column, declared: 'json' } : column,
  ),
});

/** The tables of these names; those that there are not are not in it. */
export async function reflectMysql(client: Connection, names: readonly string[]): Promise<Map<string, Reflected>> {
  const views = await namedColumns(client, viewColumns);
  // MySQL's own JSON is a type, and its catalogue of checks names no tables.
  const json = await namedColumns(client, jsonColumns).catch(() => new Map<string, NamedColumn[]>());
  const rows = (await askRows(client, defaults)) as unknown as readonly GivenDefault[];
  const given = Map.groupBy(rows, ({ of }) => of);
  const catalogue = await readCatalogue({ driver: MysqlDriver, driverOptions: dialectOn(client) }, names);
  const found = names.flatMap((name): [string, Found][] => {
    const view = views.get(name);
    if (view !== undefined) return [[name, foundView(view)]];
    const table = catalogue.getTable(name);
    if (table === undefined) return [];
    const found = foundTable(table, () => false);
    return [[name, withDefaults(withJson(found, json.get(name) ?? []), given.get(name) ?? [])]];
  });
  return new Map(found.map(([name, each]) => [name, reflect(each, readType)]));
}
