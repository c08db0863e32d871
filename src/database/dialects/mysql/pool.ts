/** The clients of one MySQL: how they are told where to go, and how they are lent. */
import { isIP } from 'node:net';
import mysql, { type Connection, type ConnectionOptions, type Pool, type PoolConnection } from 'mysql2';
import type { Usage } from '../../database.ts';
import { type DatabaseOptions, withDefaults } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { readTls } from '../../tls.ts';
import { labelOf } from './label.ts';
import { ask } from './run.ts';
import { cut, lose, watch } from './silence.ts';

/** So long a server may take to end the connections that are closed, in milliseconds. */
const farewellLimit = 2_000;
/** Statements that are kept prepared on each connection; a server holds 16,382 of all. */
const preparedLimit = 500;

const hostOf = ({ hostname }: URL): string => (hostname === '' ? 'localhost' : hostname.replace(/^\[(.*)\]$/, '$1'));

/** TLS as the driver takes it, which looks at the name in a certificate only where it is told to. */
function sslOf(url: string, options: DatabaseOptions): ConnectionOptions['ssl'] {
  const tls = readTls(url, withDefaults(options).tls);
  if (tls === undefined || tls === false) return undefined;
  const verifyIdentity = tls.rejectUnauthorized !== false && tls.checkServerIdentity === undefined;
  if (verifyIdentity && isIP(hostOf(new URL(url))) !== 0) {
    throw cannotOpenServer(
      labelOf(url),
      'the driver can not verify an address: name the host, or give sslmode=verify-ca',
    );
  }
  return { ...tls, verifyIdentity } as NonNullable<ConnectionOptions['ssl']>;
}

/** What every client is told. Throws `ConfigurationError` where TLS is said that can't be. */
function clientConfig(url: string, options: DatabaseOptions): ConnectionOptions {
  const parsed = new URL(url);
  const { connectTimeout } = withDefaults(options);
  const ssl = sslOf(url, options);
  const { port, username, password, pathname, searchParams } = parsed;
  const socketPath = searchParams.get('unix_socket') ?? searchParams.get('socketPath');
  return {
    host: hostOf(parsed),
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(socketPath !== null && { socketPath }),
    ...(ssl !== undefined && { ssl }),
    charset: 'utf8mb4_bin',
    connectTimeout,
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

/** The connections of one server, of which each is lent to one piece of work at a time. */
export class Clients {
  readonly #pool: Pool;
  readonly #connectTimeout: number;
  readonly #open = new Set<PoolConnection>();
  readonly #lent = new Set<PoolConnection>();
  #waiting = 0;
  readonly #telling = new Set<Promise<unknown>>();
  /** When a connection knows its session. */
  readonly #settled = new WeakMap<PoolConnection, Promise<unknown>>();

  constructor(url: string, options: DatabaseOptions) {
    const { poolSize, connectTimeout, statementTimeout } = withDefaults(options);
    this.#connectTimeout = connectTimeout;
    this.#pool = mysql.createPool({ ...clientConfig(url, options), connectionLimit: poolSize });
    const settings = sessionSettings(options);
    this.#pool.on('connection', (client) => {
      this.#open.add(client);
      const gone = (): void => void this.#open.delete(client);
      // Without a listener, the loss of an idle connection would end the process.
      client.on('error', gone).on('end', gone);
      watch(client, statementTimeout + connectTimeout, () => this.#loseSilent(client));
      const settling = Promise.all(settings.map((setting) => ask(client, setting)));
      settling.catch(() => lose(client));
      this.#settled.set(client, settling);
    });
  }

  /** Those that nobody has at the moment are as good as lost, too. */
  #loseSilent(client: PoolConnection): void {
    lose(client);
    for (const other of this.#open) if (!this.#lent.has(other)) lose(other);
  }

  #acquire(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(Object.assign(new Error('timeout exceeded when waiting for a connection'), { code: 'POOL_TIMEOUT' }));
      }, this.#connectTimeout);
      this.#pool.getConnection((error, client) => {
        clearTimeout(timer);
        if (error !== null) reject(error);
        else if (isLate) client.release();
        else resolve(client);
      });
    });
  }

  get usage(): Usage {
    const { size: open } = this.#open;
    return { open, idle: Math.max(0, open - this.#lent.size), waiting: this.#waiting };
  }

  /** Runs work on a connection. */
  async use<T>(work: (client: PoolConnection) => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const client = await this.#acquire().finally(() => {
      this.#waiting -= 1;
    });
    this.#lent.add(client);
    try {
      await this.#settled.get(client);
      return await work(client);
    } finally {
      this.#lent.delete(client);
      client.release();
    }
  }

  /** Gives a connection up. The server goes on with a statement whose client is gone, and holds its locks: it is told. */
  abandon(client: PoolConnection): void {
    const { threadId } = client;
    lose(client);
    const told: Promise<unknown> = this.use((other) => ask(other, `kill ${threadId}`)).then(
      () => this.#telling.delete(told),
      () => this.#telling.delete(told),
    );
    this.#telling.add(told);
  }

  /** Says goodbye, and ends what the server does not. */
  async close(): Promise<void> {
    const late = new Promise<void>((resolve) => {
      setTimeout(() => {
        for (const client of this.#open) cut(client);
        resolve();
      }, farewellLimit).unref();
    });
    const said = Promise.all(this.#telling).then(() => new Promise((resolve) => this.#pool.end(resolve)));
    await Promise.race([late, said]);
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
