/** GET on a collection. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { readQuery } from '../http/query.ts';
import { json } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** The rows that the query asks for, in the envelope of the endpoint's pagination. */
export function list(action: ActionContext, c: Context): Awaitable<Response> {
  const { table, filtering, paginator, sparse, primaryKey } = action;
  const { url } = c.req;
  const query = readQuery(url);
  action.checkQuery(query);
  const pick = sparse(query);
  const { where, order } = filtering.read(query);
  const isUnique = order.some(({ column }) => column === primaryKey);
  const total = isUnique ? order : [...order, { column: primaryKey, descending: false }];
  const page = paginator.page({ query, where, order: total, url });
  const count = page.count === undefined ? 0 : table.count(page.count);
  return whenReady(count, (found) =>
    whenReady(table.select(page.selection), (rows) =>
      json(page.envelope(rows, (some) => pick(table.show.read(some)), found)),
    ),
  );
}
