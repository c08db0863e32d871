/** Code around every request: the README's `Middleware` class and Hono's own middleware, in one list. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import { toError } from '../errors.ts';
import { completed, openReply, preparedHeaders, replaceReply } from '../http/reply-headers.ts';

/**
 * Runs before and after every request, 404 and 405 too. One object serves all requests of an app, many at a time: keep
 * what belongs to a request in `c.set(…)`.
 *
 * @example
 * ```ts
 * import type { Context } from 'hono';
 * import { LightApi, Middleware } from 'lightapi';
 *
 * class PoweredByMiddleware extends Middleware {
 *   process(_: Context, response: Response | null) {
 *     response?.headers.set('x-powered-by', 'tea');
 *   }
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:', middlewares: [PoweredByMiddleware] });
 * const reply = await app.request('/nowhere');
 * console.assert(reply.status === 404 && reply.headers.get('x-powered-by') === 'tea');
 * await app.close();
 * ```
 */
export abstract class Middleware {
  /**
   * Called with `null` before the request is handled, in the order of the list: a `Response` that it returns is the
   * reply, and nothing further in runs. Called with the reply afterwards, in reverse order: change its headers, or
   * return a `Response` that replaces it. What is thrown is answered as everywhere.
   */
  abstract process(
    c: Context,
    response: Response | null,
    // biome-ignore lint/suspicious/noConfusingVoidType: a method without a return is one that changes nothing
  ): Awaitable<Response | null | undefined | void>;
}

type MiddlewareClass = new () => Middleware;

/** What stands in the list: a class, an object of one, or a middleware of Hono's. */
export type MiddlewareOption = MiddlewareClass | Middleware | MiddlewareHandler;

/** Notes what is no middleware. */
export function checkMiddlewares(list: unknown, complain: Complain): void {
  const remedy = 'Give a list of classes that extend Middleware, or of Hono middleware.';
  if (!Array.isArray(list)) complain('bad_option', 'it is no list.', remedy);
  for (const [at, item] of (Array.isArray(list) ? list : []).entries()) {
    const isUsable = isClass(item) || isCallable(item) || typeof item?.process === 'function';
    if (!isUsable) complain('bad_option', `item ${at} is no middleware.`, remedy);
  }
}

/**
 * The handlers to put around all routes, outermost first; each class is made once. No list, no handlers: an empty one
 * would cost every request.
 */
export function compileMiddlewares(list: readonly MiddlewareOption[]): readonly MiddlewareHandler[] {
  return list.length === 0 ? [] : [...list.map(toHandler), keepHeaders].map(sound);
}

/** The innermost: puts on the reply what the middleware around it said with `c.header()` on the way in. */
const keepHeaders: MiddlewareHandler = async (c, next) => {
  const prepared = preparedHeaders(c);
  await next();
  replaceReply(c, completed(c.res, prepared));
};

function toHandler(item: MiddlewareOption): MiddlewareHandler {
  if (isClass(item)) return bothPhases(new item());
  return typeof item === 'function' ? item : bothPhases(item);
}

/** `process` may be a field, which only an instance has. */
const isClass = (item: unknown): item is MiddlewareClass =>
  typeof item === 'function' && (item.prototype instanceof Middleware || typeof item.prototype?.process === 'function');

/** What Hono can call: not a class, which has a prototype that is fixed. */
const isCallable = (item: unknown): boolean =>
  typeof item === 'function' && Object.getOwnPropertyDescriptor(item, 'prototype')?.writable !== false;

/** By its shape: a `Response` of `fetch()` is of another class than those that Node's server makes. */
function toReply(value: unknown): Response {
  if (typeof (value as Partial<Response> | undefined)?.headers?.get === 'function') return value as Response;
  const fault = value === undefined ? 'neither called next() nor replied' : 'returned what is no Response';
  throw new Error(`a middleware ${fault}`);
}

/** `next` fails never: Hono has made a reply of what was thrown further in, so the second phase sees that. */
const bothPhases =
  (middleware: Middleware): MiddlewareHandler =>
  async (c, next) => {
    const early = await middleware.process(c, null);
    if (early) return early;
    await next();
    const late = await middleware.process(c, openReply(c));
    if (late) replaceReply(c, toReply(late));
    return undefined;
  };

/**
 * Makes an `Error` of whatever is thrown, and of a middleware that neither went on nor replied. A reply that is given up
 * takes its headers with it: they tell the length and the tag of another body.
 */
const sound =
  (handler: MiddlewareHandler): MiddlewareHandler =>
  async (c, next) => {
    try {
      const reply = await handler(c, next);
      return c.finalized ? reply : completed(toReply(reply), preparedHeaders(c));
    } catch (thrown) {
      if (c.finalized) c.res = undefined;
      throw toError(thrown);
    }
  };
