/** The request that an endpoint's own methods are answering: who asks, in which transaction, and what is left for later. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'hono';
import type { Transaction } from '../database/database.ts';

/** Something to do once the reply has left. */
export type Task = () => unknown;

interface Asking {
  readonly c: Context;
  /** The one that a write is in, while its hooks run. */
  readonly transaction?: Transaction;
  /** Takes what is to be done after the reply. */
  readonly later: (task: Task) => void;
}

const asking = new AsyncLocalStorage<Asking>();

/** Answers a request, or a part of it. */
export const ask = <T>(request: Asking, work: () => T): T => asking.run(request, work);

/** The request that is being answered. Throws `TypeError` where there is none; `what` is what was asked for. */
export function asked(what: string): Asking {
  const request = asking.getStore();
  if (request !== undefined) return request;
  throw new TypeError(`${what} works while a request is answered, in the methods of an endpoint, and not outside.`);
}
