/** What a SQLite file holds, looked at without making it. */
import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { TableKeys } from '../../database.ts';
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

/** Each table with the columns that a foreign key may lead to; a file that is not there has none. */
export function readSqliteKeys(file: string): TableKeys {
  if (file === ':memory:' || !existsSync(file)) return new Map();
  let db: Sqlite.Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true, timeout: readTimeout });
    return readKeys(db);
  } catch (error) {
    throw cannotOpen(file, error);
  } finally {
    db?.close();
  }
}
