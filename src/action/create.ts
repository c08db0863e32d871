/** POST on a collection. */
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import { json } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** 201 with the row as it stands in the database, and where it is found. */
export async function create({ table, schema, body, now }: ActionContext, c: Context): Promise<Response> {
  const values = await schema.whole(await readJson(c.req.raw, body));
  const at = now();
  const row = await table.insert({ ...values, created_at: at, updated_at: at, version: 1 });
  const [created] = table.toJson([row]);
  return json(created, 201, { location: `${c.req.path.replace(/\/$/, '')}/${created?.id}` });
}
