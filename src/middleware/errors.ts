/** The one place where errors become replies. */
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { RequestError, type RequestErrorCode } from '../errors.ts';
import { json, refusal } from '../http/reply.ts';
import { completed, preparedHeaders } from '../http/reply-headers.ts';
import { secured } from '../http/secure-headers.ts';
import { requestId } from './request-id.ts';
import { withUsage } from './usage.ts';

/** What is written where people look: `console`, or a logger such as pino. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(error: unknown, message: string): void;
}

/** What nobody but who runs the server can do something about: it is in the log as well. */
const told: ReadonlySet<RequestErrorCode> = new Set<RequestErrorCode>([
  'authentication_unavailable',
  'database_unavailable',
]);

/**
 * Replies to what a request did wrong; anything else is logged whole, and answered with nothing of it but the request's
 * id, which the log line has too.
 */
export function replyToErrors(logger: Logger): ErrorHandler {
  return (error, c) => withUsage(c, completed(replyTo(error, { c, logger }), preparedHeaders(c)));
}

function replyTo(error: Error, { c, logger }: { readonly c: Context; readonly logger: Logger }): Response {
  if (error instanceof HTTPException) return secured(error.getResponse());
  const isRefusal = error instanceof RequestError;
  if (!isRefusal || told.has(error.code)) {
    logger.error(error, `${c.req.method} ${pathOf(c)} failed (request ${requestId(c)})`);
  }
  if (!isRefusal) return named(json({ detail: 'internal server error' }, 500), c);
  return error.status < 500 ? refusal(error) : named(refusal(error), c);
}

/** As it was sent: Hono's `path` is decoded, and a line end in it would be one in the log. */
export const pathOf = ({ req }: Context): string => URL.parse(req.url)?.pathname ?? '';

function named(reply: Response, c: Context): Response {
  reply.headers.set('x-request-id', requestId(c));
  return reply;
}
