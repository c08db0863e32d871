/** POST on a collection. */
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import { etagOf } from '../http/conditional.ts';
import { json } from '../http/reply.ts';
import type { StoredRow } from '../model.ts';
import type { ActionContext } from './action.ts';

/** Makes a row of what a body says; what it leaves out takes its default. */
export async function insertRow({ table, schema, now, filled }: ActionContext, body: unknown): Promise<StoredRow> {
  const values = await schema.create(body, filled);
  const at = now();
  return table.insert({ ...values, created_at: at, updated_at: at, version: 1 });
}

/** 201 with the row as it stands in the database, and where it is found. */
export async function create(action: ActionContext, c: Context): Promise<Response> {
  const row = await insertRow(action, await readJson(c.req, action.body));
  const location = `${c.req.path}/${row.id}`;
  const etag = etagOf(row.version);
  return json(action.table.show.write([row])[0], 201, { location, etag });
}
