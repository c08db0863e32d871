/** The one place where errors become replies. */
import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { RequestError } from '../errors.ts';
import { json, refusal } from '../http/reply.ts';

/** What is written where people look: `console`, or a logger such as pino. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(error: unknown, message: string): void;
}

/** Replies to what a request did wrong; anything else is logged whole, and answered with nothing of it. */
export function replyToErrors(logger: Logger): ErrorHandler {
  return (error, c) => {
    if (error instanceof RequestError) return refusal(error);
    if (error instanceof HTTPException) return error.getResponse();
    logger.error(error, `${c.req.method} ${c.req.path} failed`);
    return json({ detail: 'internal server error' }, 500);
  };
}
