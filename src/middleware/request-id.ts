/** A name for a request, which its log lines and its reply share. */
import type { Context, MiddlewareHandler } from 'hono';
import { openReply } from '../http/reply-headers.ts';

/** What may stand in a log line and in a header as it came. */
const wellFormed = /^[\w.:=+/-]{1,128}$/;

/**
 * The id of a request: its `X-Request-ID` where that is short and plain, otherwise a new one, made when it is first
 * asked for. Hono's `requestId()` middleware and this one agree.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { requestId } from 'lightapi';
 *
 * const app = new Hono().get('/', (c) => c.text(requestId(c)));
 * const reply = await app.request('/', { headers: { 'x-request-id': 'abc-1' } });
 * console.assert((await reply.text()) === 'abc-1');
 * ```
 */
export function requestId(c: Context): string {
  const known: unknown = c.get('requestId');
  if (typeof known === 'string') return known;
  const given = c.req.header('x-request-id');
  const id = given !== undefined && wellFormed.test(given) ? given : crypto.randomUUID();
  c.set('requestId', id);
  return id;
}

/** Puts the id on every reply: `middlewares: [requestIds]`. Without it, replies of 500 and above have one. */
export const requestIds: MiddlewareHandler = async (c, next) => {
  await next();
  openReply(c).headers.set('x-request-id', requestId(c));
};
