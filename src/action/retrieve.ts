/** GET on an item. */
import { type Awaitable, whenReady } from '../awaitable.ts';
import { notFound } from '../errors.ts';
import { json } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** The row, or 404. */
export function retrieve({ table }: ActionContext, id: number): Awaitable<Response> {
  return whenReady(table.get(id), (row) => {
    if (row === undefined) throw notFound();
    return json(table.toJson([row])[0]);
  });
}
