/** Opens the database that a URL names, loading only the driver that it needs. */
import type { Database, TableKeys } from './database.ts';
import type { DatabaseOptions } from './options.ts';
import { parseDatabaseUrl } from './url.ts';

/** Throws `ConfigurationError` where the URL is wrong, the driver is missing or the database can't be opened. */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    const { openSqlite } = await import('./dialects/sqlite/dialect.ts');
    return openSqlite(parsed.file);
  }
  const { openPostgres } = await import('./dialects/postgres/dialect.ts');
  return openPostgres(parsed.url, options);
}

/** What a database holds before anything is made. Opens nothing that is not there; throws `ConfigurationError`. */
export async function readTableKeys(url: string, options: DatabaseOptions = {}): Promise<TableKeys> {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    const { readSqliteKeys } = await import('./dialects/sqlite/keys.ts');
    return readSqliteKeys(parsed.file);
  }
  const { readPostgresKeys } = await import('./dialects/postgres/keys.ts');
  return readPostgresKeys(parsed.url, options);
}
