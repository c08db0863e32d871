/** What a PostgreSQL holds, before anything is made. */
import pg from 'pg';
import type { Existing, Wanted } from '../../database.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { clientConfig } from './connection.ts';
import { labelOf } from './label.ts';

/** Each table of the schema, with the columns that are by themselves a primary key or a unique index. */
const keys = `
  select c.relname as table, a.attname as column
  from pg_class c
  left join pg_index i on i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indpred is null
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`;

/** Tables and views of the schema, without the parts that a table is divided into. */
const everything = `
  select relname::text as name from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relispartition
  order by relname`;

/** MikroORM is loaded only where there is something to reflect. */
async function tablesOf(client: pg.Client, wanted: Wanted): Promise<Existing['tables']> {
  const names =
    wanted === 'all' ? (await client.query<{ name: string }>(everything)).rows.map(({ name }) => name) : wanted;
  if (names.length === 0) return new Map();
  const { reflectPostgres } = await import('./reflect.ts');
  return reflectPostgres(client, names);
}

/** A search path that names no schema has nowhere to make tables. */
async function checkSchema(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ path: string }>(
    `select current_setting('search_path') as path where current_schema() is null`,
  );
  const [without] = rows;
  if (without !== undefined) throw new Error(`there is no schema of its search_path, ${without.path}`);
}

/** What is there. Throws `ConfigurationError`. */
export async function readPostgres(url: string, options: DatabaseOptions, reflected: Wanted): Promise<Existing> {
  // The driver's own types: MikroORM reads the catalogue with them.
  const { types: _, ...config } = clientConfig(url, options);
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await checkSchema(client);
    const { rows } = await client.query<{ table: string; column: string | null }>(keys);
    const byTable = Map.groupBy(rows, ({ table }) => table);
    const found = [...byTable].map(
      ([table, of]) => [table, new Set(of.flatMap(({ column }) => column ?? []))] as const,
    );
    return { keys: new Map(found), tables: await tablesOf(client, reflected) };
  } catch (error) {
    throw cannotOpenServer(labelOf(url), error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
