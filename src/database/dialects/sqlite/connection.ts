/** One open SQLite file: the writer's connection and the reader's beside it. */
import Sqlite from 'better-sqlite3';
import type { Awaitable } from '../../../awaitable.ts';
import type { Access, Transact } from '../../access.ts';
import { checkLease, type Lease } from '../../lease.ts';
import { whileBusy } from './busy.ts';
import { cannotOpen, translateQuery } from './errors.ts';
import { registerFunctions } from './functions.ts';
import { endedInside, type Savepoint, savepoints } from './pending.ts';
import { endReads, Reader } from './reader.ts';
import { prepareQueries, prepareRun, type Run, type RunQuery } from './run.ts';
import { readSnapshot } from './snapshot.ts';
import { Writer } from './writer.ts';

export interface Connection {
  readonly db: Sqlite.Database;
  readonly access: Access;
  readonly transact: Transact;
  readonly close: () => Promise<void>;
}

async function openFile(file: string): Promise<Sqlite.Database> {
  let db: Sqlite.Database | undefined;
  try {
    const opened = new Sqlite(file, { timeout: 0 });
    db = opened;
    await whileBusy(() => opened.pragma('journal_mode = WAL'));
    opened.pragma('synchronous = FULL');
    opened.pragma('foreign_keys = ON');
    registerFunctions(opened);
    return opened;
  } catch (error) {
    db?.close();
    throw cannotOpen(file, error);
  }
}

/** Says what a refused query means, as for our own statements. */
const translating =
  (query: RunQuery): RunQuery =>
  (sql, values) => {
    try {
      return query(sql, values);
    } catch (error) {
      throw translateQuery(error);
    }
  };

/** How statements run on the writer's connection. */
interface Inside {
  readonly db: Sqlite.Database;
  readonly run: Run;
  readonly query: RunQuery;
  readonly several: Savepoint;
}

/** What runs inside a transaction, on its connection, for as long as it is lent. */
function accessIn({ db, run, query, several }: Inside, lease: Lease): Access {
  const check = (): void => {
    checkLease(lease);
    // What follows would be on disk at once, whatever becomes of the rest.
    if (!db.inTransaction) throw endedInside();
  };
  const inside: Run = (...args) => {
    check();
    return run(...args);
  };
  return {
    read: inside,
    write: async (work, isSeveral = false) => {
      check();
      return isSeveral ? several(() => work(inside)) : work(inside);
    },
    query: (...args) => {
      check();
      return query(...args);
    },
  };
}

/** Opens `file`, or `:memory:`, where one connection serves both sides. Throws `ConfigurationError`. */
export async function openConnection(file: string): Promise<Connection> {
  const db = await openFile(file);
  const reader = db.memory ? undefined : new Reader(file);
  const writer = new Writer(db, endReads);
  const run = prepareRun(db);
  const { isRead, query } = prepareQueries(db);
  const runQuery = translating(query);
  const several = savepoints(db);
  // One connection for both sides shows what is not committed yet: reads wait until it is.
  const whenCommitted = <T>(read: () => T): Awaitable<T> =>
    writer.open === undefined ? read() : writer.open.then(() => whenCommitted(read));
  const queryRows = reader === undefined ? runQuery : translating(reader.query);
  return {
    db,
    access: {
      read: reader?.read ?? ((...args) => whenCommitted(() => run(...args))),
      // Statements run at once here, and so does work that is made of them.
      write: <T>(work: (run: Run) => Awaitable<T>, isSeveral?: boolean) =>
        writer.write(() => work(run) as T, isSeveral),
      query: (sql, values) => {
        if (!isRead(sql)) return writer.write(() => runQuery(sql, values));
        return reader === undefined ? whenCommitted(() => queryRows(sql, values)) : queryRows(sql, values);
      },
    },
    transact: (work, { timeout, accessMode } = {}) =>
      accessMode === 'read only' && !db.memory
        ? readSnapshot(file, work, timeout)
        : writer.transact((lease) => work(accessIn({ db, run, query: runQuery, several }, lease)), timeout),
    close: async () => {
      await writer.drained();
      reader?.close();
      db.close();
    },
  };
}
