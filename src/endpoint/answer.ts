/** Makes the reply of what an endpoint's own method returned: a Response, a row, or any data. */
import type { Context } from 'hono';
import { etagOf, isNotModified } from '../http/conditional.ts';
import { jsonText, noContent, notModified } from '../http/reply.ts';
import { completed, preparedHeaders } from '../http/reply-headers.ts';
import { secured } from '../http/secure-headers.ts';

/** What a row came of: an action that made it, or found it, at this version. */
interface Origin {
  readonly made: boolean;
  readonly id: unknown;
  /** The state that it was read in. */
  readonly tag: string;
}

const origins = new WeakMap<object, Origin>();

/** Remembers what a row came of, so that its reply is that of the action. */
export function remembered<R extends object>(row: R, origin: Origin): R {
  origins.set(row, origin);
  return row;
}

/** 64-bit integers are strings in JSON. */
const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** Kysely's queries have no fields of their own: each would be sent as `{}`. */
const isQuery = (value: unknown): boolean =>
  typeof (value as { toOperationNode?: unknown } | null)?.toOperationNode === 'function';

interface Answering {
  readonly c: Context;
  /** What returned it: `BookEndpoint.post`. */
  readonly source: string;
  /** The status of data. */
  readonly status: number;
}

/**
 * What `c.status()` and `c.header()` said stands. Throws `TypeError` where a method returned nothing, which would hide a
 * forgotten `return`, or a query that was not run.
 */
export function answer(returned: unknown, answering: Answering): Response {
  if (returned instanceof Response) return secured(returned);
  const { c } = answering;
  const said = c.newResponse(null);
  const reply = answerData(returned, answering);
  const isSaid = said.status !== 200 && reply.status !== 304;
  // Statuses that have no body: a Response with one can't be made.
  const body = said.status === 204 || said.status === 205 || said.status === 304 ? null : reply.body;
  return completed(
    isSaid ? new Response(body, { status: said.status, headers: reply.headers }) : reply,
    preparedHeaders(c),
  );
}

/** The path of the collection, of which an item's is one part longer. */
function collectionOf({ req }: Context): string {
  return req.param('id') === undefined ? req.path : req.path.replace(/\/[^/]*$/, '');
}

function answerData(returned: unknown, { c, source, status }: Answering): Response {
  if (returned === undefined && status === 204) return noContent();
  if (isQuery(returned))
    throw new TypeError(`${source} returned a query that was not run: call .execute() and await it.`);
  const body = JSON.stringify(returned, plain) as string | undefined;
  if (body === undefined) {
    throw new TypeError(
      `${source} returned nothing: return data or a Response, if only new Response(null, { status: 204 }).`,
    );
  }
  const origin = typeof returned === 'object' && returned !== null ? origins.get(returned) : undefined;
  if (origin === undefined) return jsonText(body, status === 204 ? 200 : status);
  const etag = etagOf(origin.tag);
  if (origin.made)
    return jsonText(body, 201, { location: `${collectionOf(c)}/${encodeURIComponent(String(origin.id))}`, etag });
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (isRead && isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
  return jsonText(body, 200, { etag });
}
