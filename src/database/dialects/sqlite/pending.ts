/** Writes that wait for their group, how they end, and transactions that are lent to work that takes its time. */
import type Sqlite from 'better-sqlite3';
import type { Awaitable } from '../../../awaitable.ts';

/** One write: its statements, run in the order of arrival. */
export interface Pending {
  readonly work: () => unknown;
  /** When it came. */
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How a write ended. An error with `endsGroup` has undone the whole transaction. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown; readonly endsGroup?: true };

/** Answers writes. */
export function settle(group: readonly Pending[], outcomes: readonly Outcome[]): void {
  group.forEach(({ resolve, reject }, at) => {
    const outcome = outcomes[at];
    if (outcome !== undefined && 'value' in outcome) resolve(outcome.value);
    else reject(outcome?.error);
  });
}

/** Runs several statements as one: all of them are undone where one fails. */
export interface Savepoint {
  <T>(work: () => T): T;
  /** The same in two steps, for work that takes its time. */
  readonly begin: () => void;
  readonly end: (failed: boolean) => void;
}

export function savepoints(db: Sqlite.Database): Savepoint {
  const set = db.prepare('SAVEPOINT several');
  const release = db.prepare('RELEASE several');
  const undo = db.prepare('ROLLBACK TO several');
  const end = (failed: boolean): void => {
    // Some errors end the whole transaction, and with it the savepoint.
    if (!db.inTransaction) return;
    if (failed) undo.run();
    release.run();
  };
  const run = <T>(work: () => T): T => {
    set.run();
    let failed = true;
    try {
      const value = work();
      failed = false;
      return value;
    } finally {
      end(failed);
    }
  };
  return Object.assign(run, { begin: () => void set.run(), end });
}

/** A transaction as it is lent: once it is over, nothing more may be done in it. */
export interface Lease {
  readonly isOver: boolean;
}

/** Throws where a statement comes too late: it would be part of another's transaction. */
export function checkLease({ isOver }: Lease): void {
  if (isOver) throw new Error('the transaction is over: await all that is done in it.');
}

interface Lending {
  readonly savepoint: Savepoint;
  /** Milliseconds until the transaction is taken back. */
  readonly limit: number;
}

/** Work with a lease that ends with it, or with its time. */
export function lent<T>(work: (lease: Lease) => Awaitable<T>, { savepoint, limit }: Lending): () => Promise<T> {
  return async () => {
    const lease = { isOver: false };
    let timer: NodeJS.Timeout | undefined;
    let failed = true;
    savepoint.begin();
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(tookTooLong(limit)), limit);
      });
      const value = await Promise.race([work(lease), late]);
      failed = false;
      return value;
    } finally {
      clearTimeout(timer);
      lease.isOver = true;
      savepoint.end(failed);
    }
  };
}

const tookTooLong = (limit: number): Error =>
  new Error(`a transaction took more than ${limit} ms and is undone: do slow work before it, or in background().`);
