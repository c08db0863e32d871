/** POST on a collection. */
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import { etagOf } from '../http/conditional.ts';
import { json } from '../http/reply.ts';
import type { StoredRow } from '../model.ts';
import type { ActionContext } from './action.ts';

/** Makes a row of what a body says; what it leaves out takes its default. */
export async function insertRow(
  { table, schema, now, stamps, filled }: ActionContext,
  body: unknown,
): Promise<StoredRow> {
  const values = await schema.create(body, filled);
  return table.insert({ ...values, ...stamps(now()) });
}

/** 201 with the row as it stands in the database, and where it is found. */
export async function create(action: ActionContext, c: Context): Promise<Response> {
  const row = await insertRow(action, await readJson(c.req, action.body));
  const location = `${c.req.path}/${encodeURIComponent(String(action.table.keyOf(row)))}`;
  const etag = etagOf(action.table.tag(row));
  return json(action.table.show.write([row])[0], 201, { location, etag });
}
