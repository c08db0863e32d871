/** The connections to one PostgreSQL: pipelined ones for single statements, a pool for transactions and users. */
import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import type { Awaitable } from '../../../awaitable.ts';
import type { Access, Run, Transact, TransactionSettings } from '../../access.ts';
import { again } from '../../again.ts';
import type { Usage } from '../../database.ts';
import { checkLease, during, type Ending, type Lease, lent } from '../../lease.ts';
import { type DatabaseOptions, withDefaults } from '../../options.ts';
import { readTls, withoutTls } from '../../tls.ts';
import { mayTryAgain, translate, translateQuery } from './errors.ts';
import { Lines } from './lines.ts';
import { Replicas } from './replicas.ts';
import { renewed, runNamed, runQuery } from './run.ts';
import { types } from './values.ts';

/** So long a transaction may take, where nothing else is said. */
const transactionLimit = 5_000;

interface Connection {
  readonly access: Access;
  readonly transact: Transact;
  /** Lets reads go to replicas; absent where there are none. */
  readonly anywhere?: <T>(work: () => T) => T;
  readonly usage: () => Usage;
  /** Keeps the reads of work on the primary. */
  readonly latest: <T>(work: () => T) => T;
  readonly close: () => Promise<void>;
}

/** What every client is told. Throws `ConfigurationError` where TLS is said that can't be. */
export function clientConfig(url: string, options: DatabaseOptions): pg.ClientConfig {
  const { tls, statementTimeout, connectTimeout } = withDefaults(options);
  const ssl = readTls(url, tls);
  return {
    connectionString: withoutTls(url),
    application_name: 'lightapi',
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    keepAlive: true,
    types: types as pg.CustomTypesConfig,
    ...(ssl !== undefined && { ssl }),
  };
}

/** What was thrown, as it is told. */
async function telling<T>(work: () => Promise<T>, tell: (error: unknown) => unknown = translate): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw tell(error);
  }
}

const beginning = ({ isolationLevel, accessMode }: TransactionSettings): string =>
  ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(' ');

/** What runs inside a transaction, on its client, for as long as it is lent. */
function accessIn(client: pg.PoolClient, lease: Lease): Access {
  const run: Run = (statement, values) => during(lease, () => runNamed(client, statement.sql, { values }));
  // A statement that fails ends the transaction in PostgreSQL: a savepoint lets it undo only itself, as elsewhere.
  const guarded = async <T>(work: (run: Run) => Awaitable<T>): Promise<T> => {
    checkLease(lease);
    await client.query('savepoint lightapi_write');
    try {
      const value = await work(run);
      await client.query('release savepoint lightapi_write');
      return value;
    } catch (error) {
      if (!lease.isOver) await client.query('rollback to savepoint lightapi_write').catch(() => undefined);
      throw error;
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read: (statement, values, byteLimit) =>
      telling(() => during(lease, () => runNamed(client, statement.sql, { values, byteLimit }))),
    write: (work) => {
      const written = turn.then(() => telling(() => guarded(work)));
      turn = written.catch(() => undefined);
      return written;
    },
    query: (text, values) => telling(() => during(lease, () => runQuery(client, text, values)), translateQuery),
  };
}

/** The server goes on with a statement whose client is gone, and holds its locks: it is told to end. */
function abandon(lines: Lines, client: pg.PoolClient): void {
  const { processID } = client as unknown as { readonly processID: number | null };
  lines.use((other) => other.query('select pg_terminate_backend($1)', [processID]), 'read').catch(() => undefined);
}

const transacting =
  (pool: pg.Pool, lines: Lines): Transact =>
  (work, settings = {}) =>
    telling(async () => {
      const client = await pool.connect();
      let broken = false;
      const lose = (): void => {
        broken = true;
      };
      client.on('error', lose);
      const losing = (error: unknown): never => {
        lose();
        throw error;
      };
      const end = async (ending: Ending): Promise<void> => {
        // A statement that still runs would hold up the end of it.
        if (ending === 'late') {
          lose();
          return abandon(lines, client);
        }
        await client.query(ending === 'kept' ? 'commit' : 'rollback').catch((error: unknown) => {
          lose();
          if (ending === 'kept') throw error;
        });
      };
      const begin = async (): Promise<void> => void (await client.query(beginning(settings)).catch(losing));
      const { timeout = transactionLimit } = settings;
      try {
        return await lent((lease) => work(accessIn(client, lease)), { begin, end, limit: timeout })();
      } finally {
        client.off('error', lose);
        client.release(broken);
      }
    });

/** Opens the connections; none is made before it is needed. */
export function openConnection(url: string, options: DatabaseOptions): Connection {
  const { poolSize, replicas: urls, statementTimeout, connectTimeout } = withDefaults(options);
  const config = clientConfig(url, options);
  const silence = statementTimeout + connectTimeout;
  const count = Math.max(1, Math.min(6, Math.floor(poolSize * 0.6)));
  const lines = new Lines(config, { count, silence });
  const pool = new pg.Pool({
    ...config,
    query_timeout: silence,
    max: Math.max(1, poolSize - count),
    allowExitOnIdle: true,
  });
  // Without a listener, the loss of an idle connection would end the process.
  pool.on('error', () => undefined);
  const transact = transacting(pool, lines);
  const replicas = new Replicas(
    urls.map((replica) => new Lines(clientConfig(replica, options), { count, silence })),
    lines,
  );
  const anywhere = new AsyncLocalStorage<boolean>();
  const readLine = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    renewed(() => (anywhere.getStore() !== true ? lines.read(work) : replicas.read(work)));
  const run: Run = (statement, values) =>
    renewed(() => lines.use((client) => runNamed(client, statement.sql, { values }), 'write'));
  return {
    access: {
      read: (statement, values, byteLimit) =>
        telling(() => readLine((client) => runNamed(client, statement.sql, { values, byteLimit }))),
      write: (work, isSeveral = false) =>
        again(mayTryAgain, () => (isSeveral ? transact(({ write }) => write(work)) : telling(async () => work(run)))),
      query: (text, values) => telling(() => runQuery(pool as unknown as pg.ClientBase, text, values), translateQuery),
    },
    transact,
    ...(urls.length > 0 && { anywhere: (work) => anywhere.run(true, work) }),
    usage: () => {
      const { open, idle, waiting } = lines.usage;
      const { totalCount, idleCount, waitingCount } = pool;
      return { open: open + totalCount, idle: idle + idleCount, waiting: waiting + waitingCount };
    },
    latest: (work) => (anywhere.getStore() === true ? anywhere.run(false, work) : work()),
    close: async () => {
      await Promise.all([lines.close(), replicas.close(), pool.end()]);
    },
  };
}
