/** A small app with handlers around its routes, put together as `LightApi` does it. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Awaitable } from '../../src/awaitable.ts';
import type { Complain } from '../../src/complain.ts';
import { notFound, RequestError } from '../../src/errors.ts';
import { json, refusal } from '../../src/http/reply.ts';
import { addRoutes, addStatic } from '../../src/http/routes.ts';
import { replyToErrors } from '../../src/middleware/errors.ts';
import { Middleware } from '../../src/middleware/middleware.ts';
import { keepLog, type Log } from '../serve.ts';

export interface Onion {
  readonly hono: Hono;
  readonly log: Log;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** `/books` answers with `handler`, `/invalid` with 422, `/broken` with 500, all on GET alone. */
export function onion(
  around: readonly MiddlewareHandler[],
  handler: (c: Context) => Awaitable<Response> = () => json({ results: [] }),
): Onion {
  const log = keepLog();
  const hono = new Hono({ strict: false });
  hono.onError(replyToErrors(log));
  hono.notFound(() => refusal(notFound()));
  for (const each of around) hono.use(each);
  addRoutes(hono, [{ route: '/books', collection: new Map([['GET', handler]]), item: new Map(), readKey: Number }]);
  const throwing = (error: Error) => (): never => {
    throw error;
  };
  addStatic(hono, '/invalid', ['GET', throwing(new RequestError('validation_failed', []))]);
  addStatic(hono, '/broken', ['GET', throwing(new Error('the password is hunter2'))]);
  return { hono, log, get: async (path, headers = {}) => hono.request(path, { headers }) };
}

/** Middleware that writes down what happens to it. */
export function tracing(trace: string[]) {
  return (name: string): Middleware =>
    new (class extends Middleware {
      process(_: Context, response: Response | null) {
        trace.push(response === null ? `${name} in` : `${name} out ${response.status}`);
      }
    })();
}

export const onTheWayIn = (act: (c: Context) => unknown): Middleware =>
  new (class extends Middleware {
    process(c: Context, response: Response | null) {
      return response === null ? (act(c) as Response) : response;
    }
  })();

export const onTheWayOut = (act: (c: Context, response: Response) => unknown): Middleware =>
  new (class extends Middleware {
    process(c: Context, response: Response | null) {
      return response === null ? null : (act(c, response) as Response);
    }
  })();

/** The problems that a check notes. */
export function complaints(check: (complain: Complain) => void): readonly string[] {
  const problems: string[] = [];
  check((code, problem, remedy) => problems.push(`${code}: ${problem} ${remedy}`));
  return problems;
}
