/** Builds what is declared: opens what it stands on, makes what its tables lack, and compiles its routes. */
import type { Hono } from 'hono';
import { assemble } from './assemble.ts';
import type { Database, Opened } from './database/database.ts';
import type { Background } from './endpoint/background.ts';
import type { Resource } from './endpoint/resource.ts';
import { type Operations, openOperations } from './operations/operations.ts';
import type { Readiness } from './operations/readiness.ts';
import type { Settings } from './settings.ts';
import { openStores, openWith, type Stores } from './stores.ts';

/** What stands once an app is built. */
export interface Built {
  readonly hono: Hono;
  readonly database: Database;
  readonly resources: readonly Resource[];
  readonly opened: Opened;
  readonly operations: Operations;
  readonly stores: Stores;
}

/** What an app is besides what it declares. */
interface Building {
  readonly settings: Settings;
  readonly readiness: Readiness;
  readonly background: Background;
}

/** Throws `ConfigurationError` with all that differs in the database. */
export async function build(declared: readonly Resource[], building: Building): Promise<Built> {
  const { databaseUrl, databaseOptions } = building.settings;
  const stores = await openStores(declared, building.settings);
  let database: Database | undefined;
  try {
    database = await openWith(databaseUrl(), databaseOptions, stores);
    return await compile(declared, { database, stores }, building);
  } catch (error) {
    await database?.close();
    await stores.close();
    throw error;
  }
}

async function compile(
  declared: readonly Resource[],
  { database, stores }: Pick<Built, 'database' | 'stores'>,
  { settings, readiness, background }: Building,
): Promise<Built> {
  const models = declared.map(({ model }) => model);
  const synced = await database.sync(models, settings.createTables);
  for (const notice of synced.notices) settings.logger.warn(notice);
  const resources = declared.map((resource, at) => ({ ...resource, model: synced.models[at] ?? resource.model }));
  const operations = await openOperations(settings, database, readiness);
  const opened = database.open(
    resources.map(({ model }) => model),
    { watch: operations.watch },
  );
  readiness.add('database', opened.ping);
  const { anywhere, latest } = database;
  const { redis, store } = stores;
  if (settings.redisRequired && redis !== undefined) readiness.add('redis', redis.ping);
  const parts = { opened, resources, background, operations, latest, redis, store };
  const hono = assemble({ ...parts, ...(anywhere && { anywhere }) }, settings);
  return { hono, database, resources, opened, operations, stores };
}
