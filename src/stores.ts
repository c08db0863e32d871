/** What an app shares besides its database: its Redis, and where its replies are kept. */
import type { CacheStore } from './cache/cache.ts';
import { memoryStore } from './cache/memory-store.ts';
import { openRedisStore } from './cache/redis-store.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import type { DatabaseOptions } from './database/options.ts';
import type { Resource } from './endpoint/resource.ts';
import { openRedis, type Redis } from './redis.ts';
import type { Settings } from './settings.ts';

/** What of it there is: each only where something asks for it. */
export interface Stores {
  readonly redis: Redis | undefined;
  readonly store: CacheStore | undefined;
  readonly close: () => Promise<void>;
}

/** Connects to Redis, where the app names one, and opens the cache. Throws `ConfigurationError`. */
export async function openStores(resources: readonly Resource[], settings: Settings): Promise<Stores> {
  const { logger, redis: option, redisPrefix: prefix, cache } = settings;
  const redis = option === undefined ? undefined : await openRedis(option, { prefix, logger });
  const isCached = resources.some(({ policies }) => policies.cache !== undefined);
  // An app that keeps nothing itself tells those that do of its writes, where it says that there is a cache.
  const isShared = redis !== undefined && (isCached || cache !== undefined);
  const store = isShared ? await openRedisStore(redis) : isCached ? memoryStore(cache) : undefined;
  return {
    redis,
    store,
    close: async () => {
      await store?.close();
      await redis?.close();
    },
  };
}

/** Opens a database whose writes end what is kept, whoever opens tables on it. */
export async function openWith(
  url: string,
  options: DatabaseOptions,
  { store }: Pick<Stores, 'store'>,
): Promise<Database> {
  const database = await openDatabase(url, options);
  if (store === undefined) return database;
  const { invalidate } = store;
  return { ...database, open: (models, observers) => database.open(models, { changed: invalidate, ...observers }) };
}
