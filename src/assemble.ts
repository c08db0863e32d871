/** Puts an app together: what stands around its routes, and the routes. */
import { Hono } from 'hono';
import type { CacheStore } from './cache/cache.ts';
import { createFlights } from './cache/flights.ts';
import type { Database, Opened } from './database/database.ts';
import { identityOf } from './database/url.ts';
import type { Background } from './endpoint/background.ts';
import { bindResource } from './endpoint/bind.ts';
import { type CacheSettings, compileCaching } from './endpoint/caching.ts';
import { compileProtect } from './endpoint/guard.ts';
import { compileHandlers } from './endpoint/handle.ts';
import { bindLogin } from './endpoint/login.ts';
import type { Resource } from './endpoint/resource.ts';
import { notFound } from './errors.ts';
import { refusal } from './http/reply.ts';
import { addRoutes, addStatic } from './http/routes.ts';
import { secureReplies } from './http/secure-headers.ts';
import { compileClientAddress } from './middleware/client-address.ts';
import { compileCors } from './middleware/cors.ts';
import { replyToErrors } from './middleware/errors.ts';
import { compileMiddlewares } from './middleware/middleware.ts';
import { compilePublicUrl } from './middleware/public-url.ts';
import { redisStore } from './middleware/redis-store.ts';
import { replicaReads } from './middleware/replica-reads.ts';
import { addOpenApi } from './openapi/serve.ts';
import type { Operations } from './operations/operations.ts';
import type { Redis } from './redis.ts';
import type { Settings } from './settings.ts';

/** What is served, and from where. */
interface Parts extends Pick<Database, 'anywhere' | 'latest'> {
  readonly opened: Opened;
  readonly resources: readonly Resource[];
  readonly background: Background;
  readonly operations: Operations;
  readonly redis?: Redis | undefined;
  /** Where replies are kept; absent where none are. */
  readonly store?: CacheStore | undefined;
}

interface CacheBindings extends Pick<Settings, 'cache' | 'secret' | 'listLimit'>, Pick<CacheSettings, 'publicUrl'> {
  readonly database: string;
}

/** What the caches of all endpoints share. */
function caches(
  { store, latest, resources }: Parts,
  { cache, secret, listLimit, database, publicUrl }: CacheBindings,
): CacheSettings | undefined {
  if (store === undefined) return undefined;
  const models = resources.map(({ model }) => model);
  const seal = [secret, listLimit, identityOf(database)];
  const { bodyLimit = 1_048_576 } = cache ?? {};
  return { store, latest, join: createFlights(), bodyLimit, seal, models, publicUrl };
}

export function assemble(parts: Parts, settings: Settings): Hono {
  const { opened, resources, background, operations, anywhere, redis } = parts;
  const { logger, corsOrigins, middlewares, trustedProxies, authPath, loginValidator, loginRateLimit } = settings;
  const hono = new Hono({ strict: false }).basePath(settings.basePath);
  hono.onError(replyToErrors(logger));
  hono.notFound(() => refusal(notFound()));
  operations.addTo(hono);
  if (operations.middleware !== undefined) hono.use(operations.middleware);
  const cors = compileCors(corsOrigins);
  if (cors !== undefined) hono.use(cors);
  const clientAddress = compileClientAddress(trustedProxies);
  if (anywhere !== undefined) hono.use(replicaReads({ anywhere, clientAddress, ...settings.databaseOptions }));
  if (middlewares.length > 0) hono.use(secureReplies, ...compileMiddlewares(middlewares));
  const limitStore = redis && redisStore(redis.client, { prefix: redis.prefix });
  const guards = { loginValidator, clientAddress, logger, limitStore };
  const login = bindLogin(resources, { ...guards, loginRateLimit });
  if (login !== undefined) {
    for (const door of ['login', 'token']) addStatic(hono, `${authPath}/${door}`, ['POST', login]);
  }
  addOpenApi(hono, { resources, ...settings });
  const bindings = { ...settings, publicUrl: compilePublicUrl(trustedProxies) };
  const cached = caches(parts, { ...bindings, database: settings.databaseUrl() });
  const handlers = opened.tables.flatMap((table, at) => {
    const resource = resources[at];
    if (resource === undefined) return [];
    const bound = bindResource({ resource, table, opened }, bindings);
    const caching = cached && compileCaching(resource, cached);
    return [compileHandlers({ resource, bound, background, caching }, compileProtect(resource, guards))];
  });
  addRoutes(hono, handlers);
  return hono;
}
