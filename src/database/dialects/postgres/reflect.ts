/** The tables and views of a PostgreSQL, as others made them. */
import type pg from 'pg';
import type { ColumnType } from '../../../model.ts';
import { boundsOf, type Found, foundTable, type ReadType, type Reflected, reflect } from '../../reflect.ts';
import { readCatalogue } from '../../tables.ts';
import { dialectOn, PostgresDriver } from './sync.ts';

const mapped: Readonly<Record<string, ColumnType>> = {
  ...{ int2: 'integer', int4: 'integer', int8: 'integer', smallint: 'integer', integer: 'integer', bigint: 'integer' },
  ...{ serial: 'integer', bigserial: 'integer', smallserial: 'integer', float4: 'number', float8: 'number' },
  ...{ real: 'number', 'double precision': 'number', bool: 'boolean', boolean: 'boolean', uuid: 'uuid' },
  ...{ json: 'json', jsonb: 'json', date: 'date', text: 'string', varchar: 'string', citext: 'string', name: 'string' },
  ...{ 'character varying': 'string', char: 'string', bpchar: 'string', character: 'string' },
  // Their text is their value; what is none is refused by the database, with 422.
  ...{ time: 'string', timetz: 'string', interval: 'string', inet: 'string', cidr: 'string', macaddr: 'string' },
  ...{ xml: 'string', timestamp: 'datetime', timestamptz: 'datetime', numeric: 'decimal', decimal: 'decimal' },
  ...{ 'timestamp with time zone': 'datetime', 'timestamp without time zone': 'datetime' },
  ...{ 'time without time zone': 'string', 'time with time zone': 'string' },
};

const short: Readonly<Record<string, number>> = {
  ...{ int2: 16, smallint: 16, smallserial: 16, int4: 32, integer: 32, serial: 32 },
};

const parts = /^([a-z][\w ]*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?( with(?:out)? time zone)?$/;

/** An extension's type is named with its schema, where that is another. */
const extension = /^.+\.(?=citext$)/;

/** By the name that the catalogue gives a type. */
const readType: ReadType = (declared) => {
  const [, name = '', first, second, zone = ''] = parts.exec(declared.toLowerCase().replace(extension, '')) ?? [];
  const type = mapped[name + zone];
  if (type === undefined) return undefined;
  if (type === 'integer') return { type, constraints: boundsOf(short[name] ?? 64) };
  if (type === 'decimal' && first !== undefined) {
    return { type, constraints: { maxDigits: Number(first), decimalPlaces: Number(second ?? 0) } };
  }
  const isText = type === 'string' && /char/.test(name) && first !== undefined;
  const ignoresCase = name === 'citext' && { ignoresCase: true };
  return { type, ...ignoresCase, ...(isText && { constraints: { maxLength: Number(first) } }) };
};

interface ViewColumn {
  readonly view: string;
  readonly name: string;
  readonly declared: string;
}

/** The columns of views, materialized ones too. */
const viewColumns = `
  select c.relname as view, a.attname as name, format_type(a.atttypid, a.atttypmod) as declared
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('v', 'm') and c.relname = any($1)
  order by a.attnum`;

const foundView = (columns: readonly ViewColumn[]): Found => ({
  isView: true,
  columns: columns.map(({ name, declared }) => ({ name, declared, nullable: true, primary: false, given: 'never' })),
});

/** The tables of these names; those that there are not are not in it. `client` gives the driver's own types. */
export async function reflectPostgres(client: pg.Client, names: readonly string[]): Promise<Map<string, Reflected>> {
  const { rows } = await client.query<{ schema: string }>('select current_schema() as schema');
  const schema = rows[0]?.schema ?? 'public';
  const views = Map.groupBy((await client.query<ViewColumn>(viewColumns, [names])).rows, ({ view }) => view);
  const catalogue = await readCatalogue({ driver: PostgresDriver, driverOptions: dialectOn(client), schema }, names);
  const found = names.flatMap((name): [string, Found][] => {
    const view = views.get(name);
    if (view !== undefined) return [[name, foundView(view)]];
    const table = catalogue.getTable(name);
    return table === undefined ? [] : [[name, foundTable(table, () => false)]];
  });
  return new Map(found.map(([name, each]) => [name, reflect(each, readType)]));
}
