/** GET on a collection. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import type { Order } from '../database/selection.ts';
import { pickFields, type ReadFields } from '../filter/sparse-fields.ts';
import { readQuery } from '../http/query.ts';
import { json } from '../http/reply.ts';
import type { StoredRow } from '../model.ts';
import type { ActionContext } from './action.ts';

/** An order of the columns as the database has them, with the primary key to break ties. */
function totalOrder({ columns, primaryKey }: ActionContext, order: readonly Order[]): readonly Order[] {
  const byId = { column: primaryKey, descending: false };
  if (order.length === 0) return [byId];
  const known = order.map(({ column, descending }) => ({ column: columns.get(column.name) ?? column, descending }));
  return known.some(({ column }) => column === primaryKey) ? known : [...known, byId];
}

/**
 * The rows that the query asks for, in the envelope of the endpoint's pagination; `show` makes them what it holds, in
 * the fields that are asked for.
 */
export function listing(
  action: ActionContext,
  c: Context,
  show: (rows: StoredRow[], names: ReturnType<ReadFields>) => StoredRow[],
): Awaitable<object> {
  const { table, filtering, paginator, fields } = action;
  const query = readQuery(c.req.url);
  action.checkQuery(query);
  const names = fields(query);
  const { where, order } = filtering.read(query);
  const total = totalOrder(action, order.length === 0 ? table.order : order);
  const page = paginator.page({ query, where, order: total, url: action.publicUrl(c) });
  const count = page.count === undefined ? 0 : table.count(page.count);
  return whenReady(count, (found) =>
    whenReady(table.select(page.selection), (rows) => page.envelope(rows, (some) => show(some, names), found)),
  );
}

/** The rows that the query asks for, as JSON. */
export const list = (action: ActionContext, c: Context): Awaitable<Response> =>
  whenReady(
    listing(action, c, (rows, names) => pickFields(action.table.show.read(rows), names)),
    (envelope) => json(envelope),
  );
