/** POST on a collection. */
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import { etagOf } from '../http/conditional.ts';
import { json } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** 201 with the row as it stands in the database, and where it is found. */
export async function create({ table, schema, body, now }: ActionContext, c: Context): Promise<Response> {
  const values = await schema.create(await readJson(c.req, body));
  const at = now();
  const row = await table.insert({ ...values, created_at: at, updated_at: at, version: 1 });
  const location = `${c.req.path}/${row.id}`;
  const etag = etagOf(row.version);
  return json(table.show.write([row])[0], 201, { location, etag });
}
