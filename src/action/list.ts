/** GET on a collection. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { json } from '../http/reply.ts';
import { envelope, readAfter } from '../pagination/by-key.ts';
import type { ActionContext } from './action.ts';

/** `{"results": […]}` in the order of the id, with `next` where the limit leaves rows out. */
export function list({ table, listLimit: limit }: ActionContext, c: Context): Awaitable<Response> {
  const { url } = c.req;
  const rows = table.list({ after: readAfter(url), limit: limit + 1 });
  return whenReady(rows, (found) => json(envelope(table.toJson(found), { limit, url })));
}
