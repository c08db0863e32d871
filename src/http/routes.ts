/** Which path and method mean what: collection and item of each resource, 404 and 405 for the rest. */
import type { Context, Handler, Hono } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import { RequestError, toError } from '../errors.ts';
import type { Key, Verb } from '../model.ts';
import { noContent } from './reply.ts';

export type CollectionHandler = (c: Context) => Awaitable<Response>;
export type ItemHandler = (c: Context, id: Key) => Awaitable<Response>;

/** What one resource answers with, by verb; an absent verb is a 405. */
export interface ResourceHandlers {
  readonly route: string;
  /** The primary key that the last part of a path says. Throws `not_found`. */
  readonly readKey: (text: string | undefined) => Key;
  readonly collection: ReadonlyMap<Verb, CollectionHandler>;
  readonly item: ReadonlyMap<Verb, ItemHandler>;
}

/** What `Allow` says: a served GET is a served HEAD, and OPTIONS is always answered. */
const allowed = (verbs: readonly string[]): string =>
  [...verbs.flatMap((verb) => (verb === 'GET' ? ['GET', 'HEAD'] : [verb])), 'OPTIONS'].join(', ');

/** Answers what no handler does: OPTIONS with the list of methods, the others with 405. */
function unserved(verbs: readonly string[]): Handler {
  const headers = { allow: allowed(verbs) };
  const detail = `Method Not Allowed. Allowed: ${verbs.join(', ')}`;
  return ({ req }) => {
    if (req.method === 'OPTIONS') return noContent(headers);
    throw new RequestError('method_not_allowed', detail, { headers });
  };
}

/** A HEAD reply has no body to count, so its length is said here. */
async function withLength(response: Awaitable<Response>): Promise<Response> {
  const { status, headers, body } = await response;
  const bytes = body === null ? 0 : (await new Response(body).arrayBuffer()).byteLength;
  const all = new Headers(headers);
  all.set('content-length', String(bytes));
  return new Response(null, { status, headers: all });
}

const rethrow = (thrown: unknown): never => {
  throw toError(thrown);
};

/** One handler for each path, so that a request meets no chain of middleware on its way. Throws nothing but errors. */
function dispatch(handlers: ReadonlyMap<string, CollectionHandler>): Handler {
  const otherwise = unserved([...handlers.keys()]);
  return (c, next) => {
    const { method } = c.req;
    const handler = handlers.get(method === 'HEAD' ? 'GET' : method);
    if (handler === undefined) return otherwise(c, next) as Response;
    try {
      const reply = method === 'HEAD' ? withLength(handler(c)) : handler(c);
      return reply instanceof Promise ? reply.catch(rethrow) : reply;
    } catch (thrown) {
      return rethrow(thrown);
    }
  };
}

/**
 * Adds the routes of all resources, the collections first: `/books/archive` is not an id of `/books`. A path without a
 * verb is left out: then it is 404.
 */
export function addRoutes(app: Hono, resources: readonly ResourceHandlers[]): void {
  for (const { route, collection } of resources) {
    if (collection.size > 0) app.all(route, dispatch(collection));
  }
  for (const { route, item, readKey } of resources) {
    const byId = [...item].map(
      ([verb, handler]) => [verb, (c: Context) => handler(c, readKey(c.req.param('id')))] as const,
    );
    if (item.size > 0) app.all(`${route}/:id`, dispatch(new Map(byId)));
  }
}

/** Adds a fixed route that answers one verb alone. */
export function addStatic(app: Hono, route: string, [verb, handler]: readonly [Verb, CollectionHandler]): void {
  app.all(route, dispatch(new Map([[verb, handler]])));
}
