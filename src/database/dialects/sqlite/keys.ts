/** What a SQLite file holds, looked at without making it. */
import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Existing, TableKeys, Wanted } from '../../database.ts';
import { cannotOpen } from './errors.ts';
import { readTimeout } from './reader.ts';

const tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'";
/** The columns that are by themselves a primary key or a unique index. */
const primaryKey =
  'select name, (select count(*) from pragma_table_info(@table) where pk > 0) as size from pragma_table_info(@table) where pk > 0';
const uniqueIndexes = `
  select min(info.name) as name, count(*) as size
  from pragma_index_list(@table) as list, pragma_index_info(list.name) as info
  where list."unique" and not list.partial group by list.name`;

function readKeys(db: Sqlite.Database): TableKeys {
  const names = db.prepare(tables).pluck().all() as string[];
  const keys = [primaryKey, uniqueIndexes].map((sql) => db.prepare(sql));
  return new Map(
    names.map((table) => {
      const found = keys.flatMap((statement) => statement.all({ table }) as { name: string; size: number }[]);
      return [table, new Set(found.filter(({ size }) => size === 1).map(({ name }) => name))];
    }),
  );
}

/** Without virtual tables, and those in which one keeps what it holds. */
const everything = `
  select name from pragma_table_list
  where schema = 'main' and type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'
  order by name`;

/** MikroORM is loaded only where there is something to reflect. */
async function tablesOf(db: Sqlite.Database, wanted: Wanted): Promise<Existing['tables']> {
  const names = wanted === 'all' ? (db.prepare(everything).pluck().all() as string[]) : wanted;
  if (names.length === 0) return new Map();
  const { reflectSqlite } = await import('./reflect.ts');
  return reflectSqlite(db, names);
}

/** What is there; a file that is not has nothing. Throws `ConfigurationError`. */
export async function readSqlite(file: string, reflected: Wanted): Promise<Existing> {
  if (file === ':memory:' || !existsSync(file)) return { keys: new Map(), tables: new Map() };
  let db: Sqlite.Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true, timeout: readTimeout });
    return { keys: readKeys(db), tables: await tablesOf(db, reflected) };
  } catch (error) {
    throw cannotOpen(file, error);
  } finally {
    db?.close();
  }
}
