/** What an app can be told: the types of its options, as they are said. */
import type { CredentialValidator } from './auth/credentials.ts';
import type { CacheLimits } from './cache/cache.ts';
import type { CreateTables } from './database/create-tables.ts';
import type { DatabaseOptions } from './database/options.ts';
import type { Logger } from './middleware/errors.ts';
import type { MiddlewareOption } from './middleware/middleware.ts';
import type { RateLimit } from './middleware/rate-limit.ts';
import type { OpenApiOptions } from './openapi/option.ts';
import type { MetricsOptions, TelemetryOptions } from './operations/asked.ts';
import type { LogFormat, LogLevel } from './operations/logger.ts';
import type { RedisClient } from './redis.ts';

/** The limit of the login routes. */
type LoginRateLimit = Pick<RateLimit, 'points' | 'duration' | 'store'>;

/** How an app is made. Everything has a default but the database, which the environment may name. */
export interface LightApiOptions {
  /** `sqlite:///books.db`, `sqlite:////var/lib/books.db`, `sqlite:///:memory:`. Default: `LIGHTAPI_DATABASE_URL`. */
  database?: string;
  /** How a database server is connected to, and how long a statement may take. */
  databaseOptions?: DatabaseOptions;
  /**
   * What a start makes in the database: what can be added (`'sync'`), missing tables alone, or nothing; what differs
   * otherwise is an error. Default: `'sync'`, and `'never'` once `lightapi migrate up` has changed the database.
   */
  createTables?: CreateTables;
  /** The size of a request body, in bytes, at most. Default 1,048,576. */
  bodyLimit?: number;
  /** The rows in one list, at most; a longer one says where it goes on. Default 1,000. */
  listLimit?: number;
  /** Where notices and unexpected errors go: the console, or a logger such as pino. Default: the app's own. */
  logger?: Logger;
  /**
   * Signs the cursors of lists; the processes of one API share it. Default: `LIGHTAPI_SECRET`, otherwise made at start,
   * so that cursors end with the process.
   */
  secret?: string;
  /** Around every request, in this order: classes that extend `Middleware`, and middleware of Hono's. Default: none. */
  middlewares?: readonly MiddlewareOption[];
  /** The origins whose pages may read replies; `'*'`: all, without credentials. Default: none. */
  corsOrigins?: readonly string[];
  /** Addresses and networks of proxies that may say whom they speak for. Default: none. */
  trustedProxies?: readonly string[];
  /** Whose user name and password these are: the user, or `null`. For `BasicAuthentication` and the login routes. */
  loginValidator?: CredentialValidator;
  /** Where the login routes are: `{authPath}/login` and `{authPath}/token`. Default `'/auth'`. */
  authPath?: string;
  /** The path under which everything is served, where the app is part of a site: `'/api'`. Default: none. */
  basePath?: string;
  /**
   * How often a client, and a user name, may try the login routes. Default 10 in 60 seconds, counted in memory; a `store`
   * is shared by the processes of one API.
   */
  loginRateLimit?: LoginRateLimit;
  /** What time it is, for `created_at` and `updated_at`. Default: the system's clock. */
  clock?: () => Date;
  /** Where the process says that it lives; `false`: nowhere. Default `'/healthz'`. */
  healthPath?: string | false;
  /** Where it says whether requests may be sent to it, 200 or 503; `false`: nowhere. Default `'/readyz'`. */
  readyPath?: string | false;
  /** Milliseconds that the database has to answer before the process is not ready. Default 1,000. */
  readyTimeout?: number;
  /** A line in the log for each request. Default: `LIGHTAPI_ACCESS_LOG`, otherwise `false`. */
  accessLog?: boolean;
  /** The least that is worth a line of the app's own logger. Default: `LIGHTAPI_LOG_LEVEL`, otherwise `'info'`. */
  logLevel?: LogLevel;
  /** What its lines are: words, or JSON. Default: `LIGHTAPI_LOG_FORMAT`, otherwise `'text'`. */
  logFormat?: LogFormat;
  /** From so many milliseconds on, a statement has a line in the log. Default: `LIGHTAPI_SLOW_QUERY`, otherwise none has. */
  slowQuery?: number;
  /** Tells clients in `Server-Timing` where the time went. Default `false`. */
  serverTiming?: boolean;
  /** Counts for Prometheus, by `prom-client`, at `/metrics`. Default: `LIGHTAPI_METRICS`, otherwise `false`. */
  metrics?: boolean | MetricsOptions;
  /**
   * The Redis that the processes of one API share, for caches and limits: `redis://user:password@host:6379/0`, or a
   * connected client of the package `redis` or `ioredis`, which stays open. Default: `LIGHTAPI_REDIS_URL`, otherwise none.
   */
  redis?: string | RedisClient;
  /** Whether the process is ready only while Redis answers. Default `false`: it serves without, slower. */
  redisRequired?: boolean;
  /** What all keys in Redis begin with: it keeps several APIs on one Redis apart. Default `'lightapi'`. */
  redisPrefix?: string;
  /** What the caches of `meta.cache` may hold. */
  cache?: CacheLimits;
  /** What the API's description says of the whole, and where it is served; `false`: nowhere. Default: `/openapi.json`. */
  openapi?: OpenApiOptions | false;
  /** The API page: at `/docs`, at another path, or not at all. Default: `true`, but where `NODE_ENV` is `production`. */
  docs?: boolean | string;
  /** Traces and measures by `@opentelemetry/api`. Default: `LIGHTAPI_TELEMETRY`, otherwise `false`. */
  telemetry?: boolean | TelemetryOptions;
}

/** Where and how long to serve. */
export interface RunOptions {
  /** Default: `LIGHTAPI_HOST`, otherwise `127.0.0.1`. */
  host?: string;
  /** 0 takes any free one. Default: `LIGHTAPI_PORT`, otherwise 8000. */
  port?: number;
  /**
   * Milliseconds after SIGTERM or SIGINT in which the server still accepts and is not ready any more, so that load
   * balancers notice. Default: `LIGHTAPI_DRAIN_DELAY`, otherwise 0.
   */
  drainDelay?: number;
  /** Milliseconds that requests have to finish after that. Default: `LIGHTAPI_DRAIN_TIMEOUT`, otherwise 10,000. */
  drainTimeout?: number;
  /**
   * Milliseconds that connections without a request stay open meanwhile, since one may be on its way; the clients of
   * those that answer are told to open another. Default 0.
   */
  lingerTimeout?: number;
  /** Whether the start is told: address, database and routes. Default `true`. */
  banner?: boolean;
}
