/** GET on an item. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound } from '../errors.ts';
import { pickFields, type ReadFields } from '../filter/sparse-fields.ts';
import { etagOf, isNotModified } from '../http/conditional.ts';
import { readQuery } from '../http/query.ts';
import { json, notModified } from '../http/reply.ts';
import type { Key, StoredRow } from '../model.ts';
import type { ActionContext } from './action.ts';

/** The row, made by `show` what it is in the fields that the query asks for. Throws `not_found`. */
export function findRow<T>(
  action: ActionContext,
  { c, id }: { readonly c: Context; readonly id: Key },
  show: (row: StoredRow, names: ReturnType<ReadFields>) => T,
): Awaitable<T> {
  const query = readQuery(c.req.url);
  action.checkItemQuery(query);
  const names = action.fields(query);
  return whenReady(action.table.get(id), (row) => {
    if (row === undefined) throw notFound();
    return show(row, names);
  });
}

/** The row with its `ETag`, 304 where the client has it already, or 404. */
export const retrieve = (action: ActionContext, c: Context, id: Key): Awaitable<Response> =>
  findRow(action, { c, id }, (row, names) => {
    const etag = etagOf(action.table.tag(row));
    if (isNotModified(c.req.header('if-none-match'), etag)) return notModified(etag);
    return json(pickFields(action.table.show.read([row]), names)[0], 200, { etag });
  });
