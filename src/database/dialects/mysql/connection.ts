/** The connections to one MySQL: a pool, on which single statements, transactions and users take turns. */
import type { PoolConnection } from 'mysql2';
import type { Awaitable } from '../../../awaitable.ts';
import type { Access, Run, Transact, TransactionSettings } from '../../access.ts';
import { again } from '../../again.ts';
import type { Usage } from '../../database.ts';
import { during, type Ending, type Lease, lent } from '../../lease.ts';
import type { DatabaseOptions } from '../../options.ts';
import { databaseBusy } from '../../refusals.ts';
import { isConnectionLoss, isDuplicate, mayEndTransaction, mayTryAgain, translate, translateQuery } from './errors.ts';
import { columnsOf } from './keys.ts';
import { Clients } from './pool.ts';
import { ask, askRows, type Client, runQuery, runStatement } from './run.ts';
import { lose } from './silence.ts';

/** So long a transaction may take, where nothing else is said. */
const transactionLimit = 5_000;

interface Connection {
  /** What the server says that it is. */
  readonly version: () => Promise<string>;
  readonly access: Access;
  readonly transact: Transact;
  readonly usage: () => Usage;
  readonly close: () => Promise<void>;
}

/** What was thrown, as it is told. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

/** Runs what a user wrote, and says what its refusal means. */
async function query(client: Client, text: string, values: readonly unknown[]) {
  try {
    return await runQuery(client, text, values);
  } catch (error) {
    const fields = isDuplicate(error) ? await columnsOf(error, (...args) => askRows(client, ...args)) : [];
    throw translateQuery(error, { fields });
  }
}

/** A lease whose transaction the server may have ended by itself: what follows would be on disk at once. */
interface Held {
  readonly lease: Lease;
  endedBy: unknown;
}

/** Runs a statement inside; what ends the transaction ends what follows, too. */
async function within<T>(held: Held, work: () => Promise<T>): Promise<T> {
  try {
    return await during(held.lease, async () => {
      if (held.endedBy !== undefined) throw databaseBusy(held.endedBy);
      return work();
    });
  } catch (error) {
    if (mayEndTransaction(error) || mayEndTransaction((error as Error | undefined)?.cause)) held.endedBy = error;
    throw error;
  }
}

/** These commit the transaction that they are in (https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html). */
const committing = /^\s*(?:create|alter|drop|rename|truncate|lock|unlock|grant|revoke)\s+(?!temporary\b)/i;

function refuseCommit(text: string): void {
  if (!committing.test(text)) return;
  throw new TypeError(`"${text}" would commit the transaction on MySQL: run it outside.`);
}

const savepoint = 'lightapi_write';

/** What runs inside a transaction, on its client, for as long as it is lent. */
function accessIn(client: PoolConnection, held: Held): Access {
  const run: Run = (statement, values) => within(held, () => runStatement(client, statement, { values }));
  // A statement that fails undoes itself alone; several do with a savepoint.
  const several = async <T>(work: (run: Run) => Awaitable<T>): Promise<T> => {
    await within(held, () => ask(client, `savepoint ${savepoint}`));
    try {
      const value = await work(run);
      await within(held, () => ask(client, `release savepoint ${savepoint}`));
      return value;
    } catch (error) {
      if (!held.lease.isOver) await ask(client, `rollback to savepoint ${savepoint}`).catch(() => undefined);
      throw error;
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read: (statement, values, byteLimit) =>
      telling(() => within(held, () => runStatement(client, statement, { values, byteLimit }))),
    write: (work, isSeveral = false) => {
      const written = turn.then(() => telling(async () => (isSeveral ? several(work) : work(run))));
      turn = written.catch(() => undefined);
      return written;
    },
    query: (text, values) =>
      within(held, async () => {
        refuseCommit(text);
        return query(client, text, values);
      }),
  };
}

async function begin(client: Client, { isolationLevel, accessMode }: TransactionSettings): Promise<void> {
  if (isolationLevel !== undefined) await ask(client, `set transaction isolation level ${isolationLevel}`);
  await ask(client, `start transaction ${accessMode ?? ''}`);
}

async function end(clients: Clients, client: PoolConnection, [ending, held]: [Ending, Held]): Promise<void> {
  if (ending === 'late') return clients.abandon(client);
  const isKept = ending === 'kept' && held.endedBy === undefined;
  await ask(client, isKept ? 'commit' : 'rollback').catch((error: unknown) => {
    lose(client);
    if (isKept) throw error;
  });
  if (ending === 'kept' && !isKept) throw databaseBusy(held.endedBy);
}

const transacting =
  (clients: Clients): Transact =>
  (work, settings = {}) =>
    telling(() =>
      clients.use((client) => {
        const held: { lease: Lease; endedBy: unknown } = { lease: { isOver: false, waiting: 0 }, endedBy: undefined };
        return lent(
          (lease) => {
            held.lease = lease;
            return work(accessIn(client, held));
          },
          {
            begin: () => begin(client, settings),
            end: (ending) => end(clients, client, [ending, held]),
            limit: settings.timeout ?? transactionLimit,
          },
        )();
      }),
    );

/** Runs one of our own statements; what is read back is in its transaction. */
const running =
  (clients: Clients): Run =>
  (statement, values) =>
    clients.use(async (client) => {
      if (statement.readBack === undefined) return runStatement(client, statement, { values });
      await ask(client, 'start transaction');
      try {
        const rows = await runStatement(client, statement, { values });
        await ask(client, 'commit');
        return rows;
      } catch (error) {
        await ask(client, 'rollback').catch(() => lose(client));
        throw error;
      }
    });

/** What changes nothing is tried once more where the connection was lost. */
async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
    return work();
  }
}

/** Opens the connections; none is made before it is needed. */
export function openConnection(url: string, options: DatabaseOptions): Connection {
  const clients = new Clients(url, options);
  const transact = transacting(clients);
  const run = running(clients);
  return {
    version: () => clients.use(async (client) => String((await askRows(client, 'select version() as v'))[0]?.v)),
    access: {
      read: (statement, values, byteLimit) =>
        telling(() => reading(() => clients.use((client) => runStatement(client, statement, { values, byteLimit })))),
      write: (work, isSeveral = false) =>
        again(mayTryAgain, () => (isSeveral ? transact(({ write }) => write(work)) : telling(async () => work(run)))),
      query: (text, values) => telling(() => clients.use((client) => query(client, text, values))),
    },
    transact,
    usage: () => clients.usage,
    close: () => clients.close(),
  };
}
