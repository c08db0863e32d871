/** Opens the database that a URL names, loading only the driver that it needs. */
import { ConfigurationError } from '../errors.ts';
import { withPeer } from '../peer.ts';
import type { Database, Existing, Wanted } from './database.ts';
import type { Migrator } from './migration/migrator.ts';
import type { DatabaseOptions } from './options.ts';
import { parseDatabaseUrl } from './url.ts';

/** Loads a dialect whose driver not everyone needs. */
const withDriver = <T>(name: string, load: () => Promise<T>): Promise<T> =>
  withPeer({ name, where: 'database', what: 'the driver', code: 'database_url' }, load);

/** Throws `ConfigurationError` where the URL is wrong, the driver is missing or the database can't be opened. */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    const { openSqlite } = await import('./dialects/sqlite/dialect.ts');
    return openSqlite(parsed.file);
  }
  if (parsed.dialect === 'mysql') {
    const { openMysql } = await withDriver('mysql2', () => import('./dialects/mysql/dialect.ts'));
    return openMysql(parsed.url, options);
  }
  const { openPostgres } = await withDriver('pg', () => import('./dialects/postgres/dialect.ts'));
  return openPostgres(parsed.url, options);
}

/**
 * What a database holds before anything is made, with the tables of `reflected` whole. Opens nothing that is not there;
 * throws `ConfigurationError`.
 */
async function readExisting(url: string, options: DatabaseOptions, reflected: Wanted): Promise<Existing> {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    const { readSqlite } = await import('./dialects/sqlite/keys.ts');
    return readSqlite(parsed.file, reflected);
  }
  if (parsed.dialect === 'mysql') {
    const { readMysql } = await withDriver('mysql2', () => import('./dialects/mysql/keys.ts'));
    return readMysql(parsed.url, options, reflected);
  }
  const { readPostgres } = await withDriver('pg', () => import('./dialects/postgres/keys.ts'));
  return readPostgres(parsed.url, options, reflected);
}

/** Every table and view of a database, with the keys that foreign keys may lead to. Throws `ConfigurationError`. */
export const readAllTables = (url: string, options: DatabaseOptions = {}): Promise<Existing> =>
  readExisting(url, options, 'all');

/** What a database holds, or what is wrong with its URL: told with the mistakes of the classes. */
export const inspect = async (
  url: () => string,
  options: DatabaseOptions,
  reflected: readonly string[],
): Promise<Existing | ConfigurationError> => {
  try {
    return await readExisting(url(), options, reflected);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
};

/** Opens a database to migrate it: no table is made. Throws `ConfigurationError`. */
export async function openMigrator(url: string, options: DatabaseOptions = {}): Promise<Migrator> {
  const parsed = parseDatabaseUrl(url);
  if (parsed.dialect === 'sqlite') {
    const { openSqliteMigrator } = await import('./dialects/sqlite/migrate.ts');
    return openSqliteMigrator(parsed.file);
  }
  if (parsed.dialect === 'mysql') {
    const { openMysqlMigrator } = await withDriver('mysql2', () => import('./dialects/mysql/migrate.ts'));
    return openMysqlMigrator(parsed.url, options);
  }
  const { openPostgresMigrator } = await withDriver('pg', () => import('./dialects/postgres/migrate.ts'));
  return openPostgresMigrator(parsed.url, options);
}
