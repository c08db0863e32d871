/** What a PostgreSQL holds, before anything is made. */
import pg from 'pg';
import type { TableKeys } from '../../database.ts';
import type { DatabaseOptions } from '../../options.ts';
import { clientConfig } from './connection.ts';
import { cannotOpen } from './errors.ts';
import { labelOf } from './label.ts';

/** Each table of the schema, with the columns that are by themselves a primary key or a unique index. */
const keys = `
  select c.relname as table, a.attname as column
  from pg_class c
  left join pg_index i on i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indpred is null
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`;

/** Each table with the columns that a foreign key may lead to. Throws `ConfigurationError`. */
export async function readPostgresKeys(url: string, options: DatabaseOptions): Promise<TableKeys> {
  const client = new pg.Client(clientConfig(url, options));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ table: string; column: string | null }>(keys);
    const byTable = Map.groupBy(rows, ({ table }) => table);
    return new Map([...byTable].map(([table, of]) => [table, new Set(of.flatMap(({ column }) => column ?? []))]));
  } catch (error) {
    throw cannotOpen(labelOf(url), error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
