/** PUT and PATCH on an item. */
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import { json } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** The row at its next version. In this order: 422 without a version, 422 for a value, 404, 409 for another version. */
export async function update(
  { table, schema, body, now }: ActionContext,
  c: Context,
  { id, partial }: { readonly id: number; readonly partial: boolean },
): Promise<Response> {
  const given = await readJson(c.req.raw, body);
  const version = schema.version(given);
  const values = await (partial ? schema.partial(given) : schema.whole(given));
  const row = await table.update({ id, version }, { ...values, updated_at: now() });
  return json(table.toJson([row])[0]);
}
