/** SQLite behind the interface of database/database.ts. */
import { Kysely, SqliteDialect } from 'kysely';
import type { Database } from '../../database.ts';
import type { Tables } from '../../statements.ts';
import { openConnection } from './connection.ts';
import { syncSqlite } from './sync.ts';
import { openTable } from './table.ts';

/** Opens a SQLite file, making it where it is missing. Throws `ConfigurationError` where it can't. */
export async function openSqlite(file: string): Promise<Database> {
  const connection = await openConnection(file);
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection.db }) });
  return {
    label: file === ':memory:' ? 'SQLite in memory' : `SQLite ${file}`,
    sync: (models) => syncSqlite(connection, models),
    table: (model, all) => openTable(connection, kysely, { model, all }),
    close: connection.close,
  };
}
