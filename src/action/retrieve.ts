/** GET on an item. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound } from '../errors.ts';
import { etagOf, isNotModified } from '../http/conditional.ts';
import { readQuery } from '../http/query.ts';
import { json, notModified } from '../http/reply.ts';
import type { StoredRow } from '../model.ts';
import type { ActionContext } from './action.ts';

/** The row, in the fields that the query asks for; `show` makes it what it is then. Throws `not_found`. */
export function findRow<T>(
  action: ActionContext,
  { c, id }: { readonly c: Context; readonly id: number },
  show: (row: StoredRow, pick: (rows: StoredRow[]) => StoredRow[]) => T,
): Awaitable<T> {
  const query = readQuery(c.req.url);
  action.checkItemQuery(query);
  const pick = action.sparse(query);
  return whenReady(action.table.get(id), (row) => {
    if (row === undefined) throw notFound();
    return show(row, pick);
  });
}

/** The row with its `ETag`, 304 where the client has it already, or 404. */
export const retrieve = (action: ActionContext, c: Context, id: number): Awaitable<Response> =>
  findRow(action, { c, id }, (row, pick) => {
    const etag = etagOf(row.version);
    if (isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
    return json(pick(action.table.show.read([row]))[0], 200, { etag });
  });
