/** What an app is told, by options and by the environment, checked and with its defaults. */
import { randomBytes } from 'node:crypto';
import { checkCacheLimits } from './cache/cache.ts';
import { type Complain, complaining } from './complain.ts';
import { createTablesChoices } from './database/create-tables.ts';
import { checkDatabaseOptions } from './database/options.ts';
import { ConfigurationError, type ConfigurationProblem } from './errors.ts';
import { checkCorsOrigins } from './middleware/cors.ts';
import type { Logger } from './middleware/errors.ts';
import { checkMiddlewares } from './middleware/middleware.ts';
import { checkRateLimit } from './middleware/rate-limit.ts';
import { checkTrustedProxies } from './middleware/trusted-proxies.ts';
import {
  checkDocs,
  checkOpenApi,
  type DocsSettings,
  type OpenApiSettings,
  readDocs,
  readOpenApi,
} from './openapi/option.ts';
import { checkMetrics, checkTelemetry } from './operations/asked.ts';
import { createLogger, logFormats, logLevels, parseLogLevel } from './operations/logger.ts';
import { checkOwnPaths } from './operations/own-paths.ts';
import {
  callable,
  having,
  nothing,
  type OptionTable,
  oneOf,
  orOff,
  parseNumber,
  parseYesOrNo,
  plainPath,
  readOptions,
  text,
  wholeNumber,
  yesOrNo,
} from './option.ts';
import type { LightApiOptions, RunOptions } from './options.ts';
import { checkRedis } from './redis.ts';
import type { Address } from './server/node.ts';

export type { LightApiOptions, RunOptions } from './options.ts';

/** What stays absent where nobody says it. */
type Absent = 'cache' | 'createTables' | 'database' | 'docs' | 'logger' | 'loginValidator' | 'redis' | 'slowQuery';

/** The options with their defaults. */
interface Stated
  extends Readonly<Required<Omit<LightApiOptions, Absent>>>,
    Readonly<{ [Name in Absent]: LightApiOptions[Name] | undefined }> {}

/** What an app works with. */
export interface Settings extends Omit<Stated, 'database' | 'docs' | 'logger' | 'openapi'> {
  readonly openapi: OpenApiSettings;
  readonly docs: DocsSettings | undefined;
  readonly logger: Logger;
  /** Throws `ConfigurationError` where neither option nor environment says it. */
  readonly databaseUrl: () => string;
}

/** The longest time that a timer of Node's counts, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

const milliseconds = (from: number) =>
  wholeNumber({ from, to: longestTimer, remedy: `Give milliseconds from ${from} to ${longestTimer}.` });

const limit = wholeNumber({ from: 1, remedy: 'Give a whole number above 0.' });

const pathText = /^(?:\/[A-Za-z0-9_~-]+)+\/?$/;

/** Every option of an app: a new one is a line here, in `options.ts` and in `docs/configuration.md`. */
const options: OptionTable<Stated> = {
  database: { check: text('Give a URL.'), otherwise: nothing },
  databaseOptions: { check: checkDatabaseOptions, otherwise: () => ({}) },
  createTables: { check: oneOf(createTablesChoices), otherwise: nothing },
  bodyLimit: { check: limit, otherwise: () => 1_048_576 },
  listLimit: { check: limit, otherwise: () => 1_000 },
  logger: {
    check: having(['info', 'warn', 'error'], 'Give console, or a logger such as pino.'),
    otherwise: nothing,
  },
  secret: {
    check: text('Give a long random text.'),
    variable: 'LIGHTAPI_SECRET',
    otherwise: () => randomBytes(32).toString('hex'),
  },
  middlewares: { check: checkMiddlewares, otherwise: () => [] },
  corsOrigins: { check: checkCorsOrigins, otherwise: () => [] },
  trustedProxies: { check: checkTrustedProxies, otherwise: () => [] },
  loginValidator: { check: callable('Give a function of user name and password.'), otherwise: nothing },
  authPath: { check: text('Give a plain path, as in "/auth".', pathText), otherwise: () => '/auth' },
  basePath: {
    check: (path, ...complaining) =>
      path === '' || text('Give a plain path, as in "/api".', pathText)(path, ...complaining),
    otherwise: () => '',
  },
  loginRateLimit: {
    check: (value, complain) => checkRateLimit(value, complain, ['points', 'duration', 'store']),
    otherwise: () => ({ points: 10, duration: 60 }),
  },
  clock: { check: callable('Give a function that returns a Date.'), otherwise: () => () => new Date() },
  healthPath: { check: orOff(plainPath), otherwise: () => '/healthz' },
  readyPath: { check: orOff(plainPath), otherwise: () => '/readyz' },
  readyTimeout: { check: milliseconds(1), otherwise: () => 1_000 },
  accessLog: { check: yesOrNo, variable: 'LIGHTAPI_ACCESS_LOG', parse: parseYesOrNo, otherwise: () => false },
  logLevel: {
    check: oneOf(logLevels),
    variable: 'LIGHTAPI_LOG_LEVEL',
    parse: parseLogLevel,
    otherwise: () => 'info',
  },
  logFormat: { check: oneOf(logFormats), variable: 'LIGHTAPI_LOG_FORMAT', otherwise: () => 'text' },
  slowQuery: { check: milliseconds(0), variable: 'LIGHTAPI_SLOW_QUERY', parse: parseNumber, otherwise: nothing },
  serverTiming: { check: yesOrNo, otherwise: () => false },
  metrics: { check: checkMetrics, variable: 'LIGHTAPI_METRICS', parse: parseYesOrNo, otherwise: () => false },
  redis: { check: checkRedis, variable: 'LIGHTAPI_REDIS_URL', otherwise: nothing },
  redisRequired: { check: yesOrNo, otherwise: () => false },
  redisPrefix: { check: text("Use letters, digits and '_:.-'.", /^[\w:.-]{1,100}$/), otherwise: () => 'lightapi' },
  cache: { check: checkCacheLimits, otherwise: nothing },
  openapi: { check: nothing, otherwise: () => ({}) },
  docs: { check: nothing, otherwise: nothing },
  telemetry: { check: checkTelemetry, variable: 'LIGHTAPI_TELEMETRY', parse: parseYesOrNo, otherwise: () => false },
};

const withoutSlash = (path: string): string => String(path).replace(/\/$/, '');

/** Reads options, and throws `ConfigurationError` with all that is wrong with them. */
function checked<T>(read: (complainAt: (where: string) => Complain) => T): T {
  const problems: ConfigurationProblem[] = [];
  const values = read(complaining(problems));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values;
}

const noDatabase = (): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'database_url',
      where: 'database',
      problem: 'no database is named.',
      remedy: "Pass new LightApi({ database: 'sqlite:///books.db' }), or set LIGHTAPI_DATABASE_URL.",
    },
  ]);

/** Checks the options of an app. Throws `ConfigurationError` with all that is wrong with them. */
export function readSettings(said: LightApiOptions): Settings {
  const { database, logger, ...settings } = checked((complainAt) => {
    const read = readOptions(options, said, { of: 'LightApi', complainAt });
    checkOpenApi(read.openapi, complainAt('openapi'), read.loginValidator);
    checkDocs(read.docs, complainAt('docs'), read.openapi);
    const openapi = readOpenApi(read.openapi);
    const paths = { authPath: withoutSlash(read.authPath), basePath: withoutSlash(read.basePath) };
    const all = { ...read, ...paths, openapi, docs: readDocs(read.docs, openapi) };
    if (all.redisRequired && all.redis === undefined) {
      complainAt('redisRequired')('bad_option', 'there is no redis.', 'Set redis, or LIGHTAPI_REDIS_URL.');
    }
    checkOwnPaths(all, complainAt);
    return all;
  });
  const { logLevel: level, logFormat: format } = settings;
  return {
    ...settings,
    logger: logger ?? createLogger({ level, format }),
    databaseUrl: () => {
      const url = database ?? process.env.LIGHTAPI_DATABASE_URL;
      if (url === undefined || url === '') throw noDatabase();
      return url;
    },
  };
}

const drain: OptionTable<Drain> = {
  drainDelay: {
    check: milliseconds(0),
    variable: 'LIGHTAPI_DRAIN_DELAY',
    parse: parseNumber,
    otherwise: () => 0,
  },
  drainTimeout: {
    check: milliseconds(0),
    variable: 'LIGHTAPI_DRAIN_TIMEOUT',
    parse: parseNumber,
    otherwise: () => 10_000,
  },
  lingerTimeout: { check: milliseconds(0), otherwise: () => 0 },
};

/** Every option of `run()`. */
const runOptions: OptionTable<Required<RunOptions>> = {
  host: { check: text('Give a name or an address.'), variable: 'LIGHTAPI_HOST', otherwise: () => '127.0.0.1' },
  port: {
    check: wholeNumber({
      from: 0,
      to: 65_535,
      code: 'bad_address',
      remedy: 'Give a number from 0 to 65535; 0 takes any free port.',
    }),
    variable: 'LIGHTAPI_PORT',
    parse: parseNumber,
    otherwise: () => 8000,
  },
  banner: { check: yesOrNo, otherwise: () => true },
  ...drain,
};

/** How a server ends, in milliseconds. */
export type Drain = Readonly<Required<Pick<RunOptions, 'drainDelay' | 'drainTimeout' | 'lingerTimeout'>>>;

/** Throws `ConfigurationError`. */
export const readDrain = ({ drainDelay, drainTimeout, lingerTimeout }: Partial<Drain>): Drain =>
  checked((complainAt) => readOptions(drain, { drainDelay, drainTimeout, lingerTimeout }, { of: 'run', complainAt }));

/** Every option of `run()`, as it is said, or stands. Throws `ConfigurationError` with all that is wrong with them. */
export const readRun = (said: RunOptions): Required<RunOptions> =>
  checked((complainAt) => readOptions(runOptions, said, { of: 'run', complainAt }));

/**
 * Where to listen: the options, then `LIGHTAPI_HOST` and `LIGHTAPI_PORT`, then `127.0.0.1:8000`. Throws
 * `ConfigurationError` with all that is wrong with the options of `run()`.
 */
export function readAddress(said: RunOptions): Address {
  const { host, port } = readRun(said);
  return { host, port };
}
