/** What a MySQL holds, before anything is made, and which columns a key is of. */
import type { Connection } from 'mysql2';
import type { StoredRow } from '../../../model.ts';
import type { Existing, Wanted } from '../../database.ts';
import type { DatabaseOptions } from '../../options.ts';
import type { MysqlError } from './errors.ts';
import { withClient } from './pool.ts';
import { askRows } from './run.ts';

/** Each table, with the columns that are by themselves a primary key or a unique index. */
const keys = `
  select t.table_name as name, k.column_name as \`column\`
  from information_schema.tables t
  left join (
    select table_name, min(column_name) as column_name
    from information_schema.statistics where table_schema = database() and non_unique = 0
    group by table_name, index_name having count(*) = 1 and max(sub_part) is null
  ) k on k.table_name = t.table_name
  where t.table_schema = database() and t.table_type = 'BASE TABLE'`;

const everything = `
  select table_name as name from information_schema.tables
  where table_schema = database() and table_type in ('BASE TABLE', 'VIEW') order by table_name`;

/** MikroORM is loaded only where there is something to reflect. */
async function tablesOf(client: Connection, wanted: Wanted): Promise<Existing['tables']> {
  const names = wanted === 'all' ? (await askRows(client, everything)).map(({ name }) => String(name)) : wanted;
  if (names.length === 0) return new Map();
  const { reflectMysql } = await import('./reflect.ts');
  return reflectMysql(client, names);
}

/** What is there. Throws `ConfigurationError`. */
export const readMysql = (url: string, options: DatabaseOptions, reflected: Wanted): Promise<Existing> =>
  withClient(url, options, async (client) => {
    const rows = (await askRows(client, keys)) as { name: string; column: string | null }[];
    const byTable = Map.groupBy(rows, ({ name }) => name);
    const found = [...byTable].map(
      ([table, of]) => [table, new Set(of.flatMap(({ column }) => column ?? []))] as const,
    );
    return { keys: new Map(found), tables: await tablesOf(client, reflected) };
  });

const members = `
  select table_name as name, column_name as \`column\` from information_schema.statistics
  where table_schema = database() and index_name = ? and non_unique = 0 order by table_name, seq_in_index`;

type Ask = (sql: string, values: readonly unknown[]) => Promise<StoredRow[]>;

/**
 * The columns of the key that a value is taken in: MySQL says its name, `books.uq_books_isbn`, MariaDB that without its
 * table. None where several tables have a key of that name.
 */
export async function columnsOf({ message }: MysqlError, ask: Ask, table?: string): Promise<readonly string[]> {
  const [, named = ''] = /for key '([^']+)'$/.exec(message) ?? [];
  const at = named.indexOf('.');
  const key = at < 0 ? named : named.slice(at + 1);
  const rows = (await ask(members, [key])) as { name: string; column: string }[];
  const of = at < 0 ? table : named.slice(0, at);
  const found = of === undefined ? rows : rows.filter(({ name }) => name === of);
  const isOne = new Set(found.map(({ name }) => name)).size === 1;
  return isOne ? found.map(({ column }) => column) : [];
}
