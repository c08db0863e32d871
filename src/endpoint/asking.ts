/** The request that an endpoint's own methods are answering: who asks, and what is left for later. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'hono';

/** Something to do once the reply has left. */
export type Task = () => unknown;

/** Takes what is to be done after the reply, `when` calls back; throws at once where too much waits. */
export type Later = (task: Task, when: (call: () => void) => void) => void;

interface Asking {
  readonly c: Context;
  readonly later: Later;
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
