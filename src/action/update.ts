/** PUT and PATCH on an item. */
import type { Context } from 'hono';
import { RequestError } from '../errors.ts';
import { readJson } from '../http/body.ts';
import { etagOf, preconditionFailed, readIfMatch } from '../http/conditional.ts';
import { json } from '../http/reply.ts';
import type { StoredRow } from '../model.ts';
import { type ActionContext, matchedVersion } from './action.ts';

/** The version that a client changes: `If-Match` may stand for the one in the body; where both are said, both count. */
async function versionOf(
  action: ActionContext,
  body: unknown,
  { id, ifMatch }: { readonly id: number; readonly ifMatch: readonly number[] | undefined },
): Promise<number> {
  const isSaid = typeof body === 'object' && body !== null && 'version' in body;
  if (ifMatch !== undefined && !isSaid) return matchedVersion(action, id, ifMatch);
  const version = action.schema.version(body);
  if (ifMatch !== undefined && !ifMatch.includes(version)) throw preconditionFailed();
  return version;
}

/** A row at another version than `If-Match` names is 412, than the body says 409. */
const refused = (error: unknown, ifMatch: readonly number[] | undefined): unknown =>
  ifMatch !== undefined && error instanceof RequestError && error.code === 'version_conflict'
    ? preconditionFailed()
    : error;

/** A change: of which row, whole or in part, and to what. */
interface Change {
  readonly id: number;
  readonly partial: boolean;
  readonly body: unknown;
}

/** Changes a row; a change of nothing leaves it as it is. In this order: 422 without a version, 422 for a value, 404, 409 for another version. */
export async function changeRow(action: ActionContext, c: Context, change: Change): Promise<StoredRow> {
  const { table, schema, now, filled } = action;
  const { id, partial, body } = change;
  const ifMatch = readIfMatch(c.req.header('if-match'));
  const version = await versionOf(action, body, { id, ifMatch });
  const values = await (partial ? schema.change(body) : schema.replace(body, filled));
  return table.update({ id, version, at: now() }, values).catch((error: unknown) => {
    throw refused(error, ifMatch);
  });
}

/** The row at its next version. */
export async function update(
  action: ActionContext,
  c: Context,
  { id, partial }: { readonly id: number; readonly partial: boolean },
): Promise<Response> {
  const row = await changeRow(action, c, { id, partial, body: await readJson(c.req, action.body) });
  return json(action.table.show.write([row])[0], 200, { etag: etagOf(row.version) });
}
