/** Transactions that are lent to work that takes its time, and taken back where it takes too long. */
import type { Awaitable } from '../awaitable.ts';
import { databaseBusy } from './refusals.ts';

/** A transaction as it is lent: once it is over, nothing more may be done in it. */
export interface Lease {
  readonly isOver: boolean;
  /** How many statements the database has not answered. */
  waiting: number;
}

/** Throws where a statement comes too late: it would be part of another's transaction. */
export function checkLease({ isOver }: Lease): void {
  if (isOver) throw new Error('the transaction is over: await all that is done in it.');
}

/** Runs a statement of it. Throws as `checkLease` does. */
export async function during<T>(lease: Lease, statement: () => Promise<T>): Promise<T> {
  checkLease(lease);
  lease.waiting += 1;
  try {
    return await statement();
  } finally {
    lease.waiting -= 1;
  }
}

/** How a transaction ends; one that is `late` may still be waiting for a statement. */
export type Ending = 'kept' | 'undone' | 'late';

interface Lending {
  readonly begin: () => Awaitable<void>;
  readonly end: (ending: Ending) => Awaitable<void>;
  /** Milliseconds until the transaction is taken back. */
  readonly limit: number;
}

/** Work with a lease that ends with it, or with its time. */
export function lent<T>(work: (lease: Lease) => Awaitable<T>, { begin, end, limit }: Lending): () => Promise<T> {
  return async () => {
    const lease = { isOver: false, waiting: 0 };
    let timer: NodeJS.Timeout | undefined;
    let ending: Ending = 'undone';
    await begin();
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          ending = 'late';
          // That time went by for a statement is the fault of what the database does besides, rather than the program's.
          reject(lease.waiting > 0 ? databaseBusy(tookTooLong(limit)) : tookTooLong(limit));
        }, limit);
      });
      const value = await Promise.race([work(lease), late]);
      ending = 'kept';
      return value;
    } finally {
      clearTimeout(timer);
      lease.isOver = true;
      await end(ending);
    }
  };
}

const tookTooLong = (limit: number): Error =>
  new Error(`a transaction took more than ${limit} ms and is undone: do slow work before it, or in background().`);
