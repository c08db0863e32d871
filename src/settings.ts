/** What an app is told, by options and by the environment, checked and with its defaults. */
import { randomBytes } from 'node:crypto';
import type { CredentialValidator } from './auth/credentials.ts';
import { complaining } from './complain.ts';
import { type CreateTables, createTablesChoices } from './database/create-tables.ts';
import { checkDatabaseOptions, type DatabaseOptions } from './database/options.ts';
import { type ConfigurationCode, ConfigurationError, type ConfigurationProblem } from './errors.ts';
import { checkCorsOrigins } from './middleware/cors.ts';
import type { Logger } from './middleware/errors.ts';
import { checkMiddlewares, type MiddlewareOption } from './middleware/middleware.ts';
import { checkRateLimit, type RateLimit } from './middleware/rate-limit.ts';
import { checkTrustedProxies } from './middleware/trusted-proxies.ts';
import type { Address } from './server/node.ts';

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
  /** Where notices and unexpected errors go: the console, or a logger such as pino. Default `console`. */
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
  /**
   * How often a client, and a user name, may try the login routes. Default 10 in 60 seconds, counted in memory; a `store`
   * is shared by the processes of one API.
   */
  loginRateLimit?: LoginRateLimit;
  /** What time it is, for `created_at` and `updated_at`. Default: the system's clock. */
  clock?: () => Date;
}

/** Where and how long to serve. */
export interface RunOptions {
  /** Default: `LIGHTAPI_HOST`, otherwise `127.0.0.1`. */
  host?: string;
  /** 0 takes any free one. Default: `LIGHTAPI_PORT`, otherwise 8000. */
  port?: number;
  /** Milliseconds that requests have to finish after SIGTERM or SIGINT. Default 10,000. */
  drainTimeout?: number;
}

/** The options with their defaults. */
export interface Settings {
  /** Throws `ConfigurationError` where neither option nor environment says it. */
  readonly databaseUrl: () => string;
  readonly databaseOptions: DatabaseOptions;
  readonly createTables: CreateTables | undefined;
  readonly bodyLimit: number;
  readonly listLimit: number;
  readonly logger: Logger;
  readonly secret: string;
  readonly middlewares: readonly MiddlewareOption[];
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly loginValidator: CredentialValidator | undefined;
  readonly authPath: string;
  readonly loginRateLimit: LoginRateLimit;
  readonly clock: () => Date;
}

const wrong = (
  code: ConfigurationCode,
  where: string,
  [problem, remedy]: readonly [string, string],
): ConfigurationError => new ConfigurationError([{ code, where, problem, remedy }]);

const noDatabase = (): ConfigurationError =>
  wrong('database_url', 'database', [
    'no database is named.',
    "Pass new LightApi({ database: 'sqlite:///books.db' }), or set LIGHTAPI_DATABASE_URL.",
  ]);

function readLimit(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw wrong('bad_option', name, [`it is ${value}.`, 'Give a whole number above 0.']);
}

type Around = Pick<
  Settings,
  'databaseOptions' | 'createTables' | 'middlewares' | 'corsOrigins' | 'trustedProxies' | 'authPath' | 'loginRateLimit'
>;

/** What is wrong with the options around requests. */
function checkAround(options: Around): void {
  const problems: ConfigurationProblem[] = [];
  const complainAt = complaining(problems);
  checkDatabaseOptions(options.databaseOptions, complainAt('databaseOptions'));
  checkMiddlewares(options.middlewares, complainAt('middlewares'));
  checkCorsOrigins(options.corsOrigins, complainAt('corsOrigins'));
  checkTrustedProxies(options.trustedProxies, complainAt('trustedProxies'));
  checkRateLimit(options.loginRateLimit, complainAt('loginRateLimit'), ['points', 'duration', 'store']);
  if (!/^(?:\/[A-Za-z0-9_~-]+)+$/.test(options.authPath)) {
    complainAt('authPath')('bad_option', `it is "${options.authPath}".`, 'Give a plain path, as in "/auth".');
  }
  if (options.createTables !== undefined && !createTablesChoices.includes(options.createTables)) {
    complainAt('createTables')(
      'bad_option',
      `it is ${options.createTables}.`,
      `Choose ${createTablesChoices.join(', ')}.`,
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** Every option, told by the compiler where one is missing here. */
const known = Object.keys({
  ...{ database: 0, databaseOptions: 0, createTables: 0, bodyLimit: 0, listLimit: 0, logger: 0, secret: 0, clock: 0 },
  ...{ middlewares: 0, corsOrigins: 0, trustedProxies: 0, loginValidator: 0, authPath: 0, loginRateLimit: 0 },
} satisfies Record<keyof LightApiOptions, 0>);

function checkKnown(options: object): void {
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  throw wrong('bad_option', unknown, ['LightApi knows no such option.', `It knows ${known.join(', ')}.`]);
}

/** Checks the options of an app. Throws `ConfigurationError`. */
export function readSettings(options: LightApiOptions): Settings {
  const { middlewares = [], corsOrigins = [], trustedProxies = [], loginValidator } = options;
  const { authPath = '/auth', loginRateLimit = { points: 10, duration: 60 }, databaseOptions = {} } = options;
  const around = {
    middlewares,
    corsOrigins,
    trustedProxies,
    databaseOptions,
    createTables: options.createTables,
    authPath: authPath.replace(/\/$/, ''),
    loginRateLimit,
  };
  checkAround(around);
  checkKnown(options);
  const { database, bodyLimit = 1_048_576, listLimit = 1_000, logger = console, clock = () => new Date() } = options;
  return {
    databaseUrl: () => {
      const url = database ?? process.env.LIGHTAPI_DATABASE_URL;
      if (url === undefined || url === '') throw noDatabase();
      return url;
    },
    bodyLimit: readLimit('bodyLimit', bodyLimit),
    listLimit: readLimit('listLimit', listLimit),
    logger,
    ...around,
    loginValidator,
    secret: options.secret || process.env.LIGHTAPI_SECRET || randomBytes(32).toString('hex'),
    clock,
  };
}

/** The longest time that a timer of Node's counts, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds that requests have to finish. Throws `ConfigurationError`. */
export function readDrainTimeout({ drainTimeout = 10_000 }: Pick<RunOptions, 'drainTimeout'>): number {
  if (Number.isInteger(drainTimeout) && drainTimeout >= 0 && drainTimeout <= longestTimer) return drainTimeout;
  throw wrong('bad_option', 'drainTimeout', [`it is ${drainTimeout}.`, `Give milliseconds from 0 to ${longestTimer}.`]);
}

/** Where to listen: the options, then `LIGHTAPI_HOST` and `LIGHTAPI_PORT`, then `127.0.0.1:8000`. */
export function readAddress({ host, port }: RunOptions): Address {
  const text = process.env.LIGHTAPI_PORT || '8000';
  const number = port ?? (/^\d{1,5}$/.test(text) ? Number(text) : Number.NaN);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw wrong('bad_address', port === undefined ? 'LIGHTAPI_PORT' : 'port', [
      `it is ${port ?? JSON.stringify(text)}.`,
      'Give a number from 0 to 65535; 0 takes any free port.',
    ]);
  }
  return { host: host || process.env.LIGHTAPI_HOST || '127.0.0.1', port: number };
}
