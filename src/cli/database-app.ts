/** An app of a database alone: every table and view that it has, as they are, to be read unless writing is asked for. */
import { LightApi } from '../app.ts';
import type { EndpointClass } from '../endpoint/endpoint.ts';
import { RestEndpoint } from '../endpoint/endpoint.ts';
import type { Meta } from '../endpoint/meta.ts';
import { ConfigurationError } from '../errors.ts';
import { field } from '../field/field.ts';
import { isSecret, readDatabaseTables, type ServableTable } from './database-tables.ts';
import { classNameOf, routeOf } from './table-names.ts';

/** What lists are like: short, and no longer than this however they are asked. */
const pagination = { style: 'page_number', pageSize: 50, maxPageSize: 500 } as const;

function metaOf({ name, columns }: ServableTable, write: boolean): Meta {
  const shown = columns.filter((column) => !isSecret(column));
  const sortable = shown.filter(({ type }) => type !== 'json').map((column) => column.name);
  return {
    ...{ reflect: true, table: name, pagination, filtering: { fields: sortable, ordering: sortable } },
    ...(!write && { methods: ['GET'] as const }),
  };
}

/** Fields that stand over columns: a secret text is taken and never shown, others are not there at all. */
function hidden({ columns, unmapped }: ServableTable): Readonly<Record<string, unknown>> {
  const secrets = columns.filter(isSecret).map((column) => {
    const { name, type, nullable, hasDatabaseDefault } = column;
    const optional = nullable || hasDatabaseDefault === true;
    return [name, type === 'string' ? field.string({ writeOnly: true, optional }) : field.string({ exclude: true })];
  });
  return Object.fromEntries([...secrets, ...unmapped.map((name) => [name, field.string({ exclude: true })])]);
}

function endpointOf(table: ServableTable, write: boolean): EndpointClass {
  const over = hidden(table);
  const endpoint = class extends RestEndpoint {
    static override meta: Meta = metaOf(table, write);
    constructor() {
      super();
      for (const [name, value] of Object.entries(over)) {
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
      }
    }
  };
  Object.defineProperty(endpoint, 'name', { value: classNameOf(table.name) });
  return endpoint;
}

const nothing = (url: string): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'unknown_table',
      where: url.replace(/\/\/[^/@]*@/, '//'),
      problem: 'the database has no table that can be served.',
      remedy: 'Say the right database, or declare classes: "lightapi init" makes an app with one.',
    },
  ]);

const listed = (names: readonly string[]): string => names.join(', ');

/** What nobody would see otherwise. */
function* notices(tables: readonly ServableTable[], write: boolean): Iterable<string> {
  for (const { name, unmapped } of tables.filter((table) => table.unmapped.length > 0)) {
    yield `${name} is served without ${listed(unmapped)}: JSON has no form for the type.`;
  }
  for (const { name, columns } of tables) {
    const secrets = columns.filter(isSecret).map((column) => column.name);
    if (secrets.length > 0) yield `${name} is served without ${listed(secrets)}, whose name is that of a secret.`;
  }
  if (write) yield 'Everybody who reaches this server may write every table: --write asks nobody who they are.';
  else yield 'Read-only: --write serves POST, PUT, PATCH and DELETE as well.';
}

/** Makes an app of a database, and tells what it leaves out. Throws `ConfigurationError`. */
export async function makeDatabaseApp(
  url: string,
  { write, tell }: { readonly write: boolean; readonly tell: (line: string) => void },
): Promise<LightApi> {
  const { tables, leftOut } = await readDatabaseTables(url);
  for (const line of leftOut) tell(line);
  if (tables.length === 0) throw nothing(url);
  for (const line of notices(tables, write)) tell(line);
  const app: LightApi = new LightApi({ database: url, createTables: 'never' });
  return app.register(Object.fromEntries(tables.map((table) => [routeOf(table.name), endpointOf(table, write)])));
}
