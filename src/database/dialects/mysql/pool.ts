/** The clients of one MySQL: how they are told where to go, and how they are lent. */
import type { Duplex } from 'node:stream';
import mysql, { type Connection, type ConnectionOptions, type Pool, type PoolConnection } from 'mysql2';
import { type DatabaseOptions, withDefaults } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { labelOf } from './label.ts';
import { ask } from './run.ts';

/** So long a request waits for a connection, in milliseconds. */
const connectLimit = 5_000;
/** Statements that are kept prepared on each connection; a server holds 16,382 of all. */
const preparedLimit = 500;

/** What the URL says of TLS: `?ssl-mode=REQUIRED` as MySQL's own programs, `?sslmode=require` as others. */
function tlsOf({ searchParams }: URL): object | undefined {
  const mode = (searchParams.get('ssl-mode') ?? searchParams.get('sslmode') ?? '').toLowerCase().replace('-', '_');
  if (mode === 'required' || mode === 'require') return { rejectUnauthorized: false };
  return mode.startsWith('verify') ? { verifyIdentity: mode !== 'verify_ca' } : undefined;
}

/** What every client is told. */
function clientConfig(url: string, options: DatabaseOptions): ConnectionOptions {
  const parsed = new URL(url);
  const { tls } = withDefaults(options);
  const ssl = typeof tls === 'object' ? { ...tls } : tls === true ? { verifyIdentity: true } : tlsOf(parsed);
  const { hostname, port, username, password, pathname, searchParams } = parsed;
  const socketPath = searchParams.get('unix_socket') ?? searchParams.get('socketPath');
  return {
    host: hostname === '' ? 'localhost' : hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(socketPath !== null && { socketPath }),
    ...(ssl !== undefined && tls !== false && { ssl: ssl as NonNullable<ConnectionOptions['ssl']> }),
    charset: 'utf8mb4_bin',
    connectTimeout: connectLimit,
    enableKeepAlive: true,
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
    maxPreparedStatements: preparedLimit,
    // No server may ask for a file.
    flags: ['-LOCAL_FILES'],
  };
}

/** Texts are sorted by so many bytes: as many as the least sort buffer of a default server has room for. */
const sortLength = 16_384;

const strict = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** Each of the two reads the comments that are meant for it. MySQL limits reads alone: locks are waited for as long. */
function sessionSettings(options: DatabaseOptions): readonly string[] {
  const { statementTimeout } = withDefaults(options);
  const seconds = Math.ceil(statementTimeout / 1_000);
  return [
    `set session time_zone = '+00:00', sql_mode = '${strict}', innodb_lock_wait_timeout = ${seconds},
     max_sort_length = ${sortLength}
     /*M! , max_statement_time = ${statementTimeout / 1_000} */ /*!80000 , max_execution_time = ${statementTimeout} */`,
    // What is read back must be what is there: a snapshot would be older.
    'set session transaction isolation level read committed',
  ];
}

/** When a connection knows its session. */
const settled = new WeakMap<object, Promise<unknown>>();

/** A pool that opens a connection when it needs one. */
export function openPool(url: string, options: DatabaseOptions): Pool {
  const pool = mysql.createPool({ ...clientConfig(url, options), connectionLimit: withDefaults(options).poolSize });
  pool.on('connection', (client) => {
    // Without a listener, the loss of an idle connection would end the process.
    client.on('error', () => undefined);
    const settling = Promise.all(sessionSettings(options).map((setting) => ask(client, setting)));
    settling.catch(() => client.destroy());
    settled.set(client, settling);
  });
  return pool;
}

/** Gives a connection up: who waits on it is told, which `destroy` would not. */
export function lose(client: PoolConnection): void {
  client.emit('error', new Error('the connection is given up'));
  (client as unknown as { readonly stream: Duplex }).stream.destroy();
}

/** Lends a connection of the pool. */
function acquire(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(Object.assign(new Error('timeout exceeded when waiting for a connection'), { code: 'POOL_TIMEOUT' }));
    }, connectLimit);
    pool.getConnection((error, client) => {
      clearTimeout(timer);
      if (error !== null) reject(error);
      else if (isLate) client.release();
      else resolve(client);
    });
  });
}

/** Runs work on a connection of the pool. */
export async function using<T>(pool: Pool, work: (client: PoolConnection) => Promise<T>): Promise<T> {
  const client = await acquire(pool);
  try {
    await settled.get(client);
    return await work(client);
  } finally {
    client.release();
  }
}

/** A connection beside the pool. Throws `ConfigurationError` where the database can't be reached. */
export async function openClient(url: string, options: DatabaseOptions): Promise<Connection> {
  const client = mysql.createConnection({ ...clientConfig(url, options), multipleStatements: true });
  client.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    client.connect((error) => (error === null ? resolve() : reject(error)));
  }).catch((error: unknown) => {
    client.destroy();
    throw cannotOpenServer(labelOf(url), error);
  });
  return client;
}

/** Ends a connection once it is done. */
export const closeClient = (client: Connection): Promise<void> => new Promise((resolve) => client.end(() => resolve()));

/** A connection for one piece of work. Throws `ConfigurationError` where the database can't be reached. */
export async function withClient<T>(
  url: string,
  options: DatabaseOptions,
  work: (client: Connection) => Promise<T>,
): Promise<T> {
  const client = await openClient(url, options);
  try {
    const value = await work(client);
    await closeClient(client);
    return value;
  } finally {
    client.destroy();
  }
}
