/** Opens the database that a URL names, loading only the driver that it needs. */
import type { Database, TableKeys } from './database.ts';
import { parseDatabaseUrl } from './url.ts';

/** Throws `ConfigurationError` where the URL is wrong or the file can't be opened. */
export async function openDatabase(url: string): Promise<Database> {
  const { file } = parseDatabaseUrl(url);
  const { openSqlite } = await import('./dialects/sqlite/dialect.ts');
  return openSqlite(file);
}

/** What a database holds before anything is made. Opens nothing that is not there; throws `ConfigurationError`. */
export async function readTableKeys(url: string): Promise<TableKeys> {
  const { file } = parseDatabaseUrl(url);
  const { readSqliteKeys } = await import('./dialects/sqlite/keys.ts');
  return readSqliteKeys(file);
}
