/** GET on an item. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound } from '../errors.ts';
import { etagOf, isNotModified } from '../http/conditional.ts';
import { readQuery } from '../http/query.ts';
import { json, notModified } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** The row with its `ETag`, 304 where the client has it already, or 404. */
export function retrieve(action: ActionContext, c: Context, id: number): Awaitable<Response> {
  const { table, sparse } = action;
  const query = readQuery(c.req.url);
  action.checkItemQuery(query);
  const pick = sparse(query);
  return whenReady(table.get(id), (row) => {
    if (row === undefined) throw notFound();
    const etag = etagOf(row.version);
    if (isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
    return json(pick(table.show.read([row]))[0], 200, { etag });
  });
}
