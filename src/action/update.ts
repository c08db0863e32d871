/** PUT and PATCH on an item. */
import type { Context } from 'hono';
import type { State } from '../database/database.ts';
import { RequestError } from '../errors.ts';
import { readJson } from '../http/body.ts';
import { etagOf, preconditionFailed, preconditionRequired, readIfMatch } from '../http/conditional.ts';
import { json } from '../http/reply.ts';
import type { Key, StoredRow } from '../model.ts';
import { type ActionContext, stateOf } from './action.ts';

/**
 * The state that a client changes: `If-Match` may stand for the version in the body; where both are said, both count.
 * A table without versions is known by `If-Match` alone.
 */
function changedState(action: ActionContext, c: Context, body: unknown): State {
  const header = c.req.header('if-match');
  const ifMatch = readIfMatch(header);
  if (action.locking === 'row' && header === undefined) throw preconditionRequired();
  const isSaid = typeof body === 'object' && body !== null && 'version' in body;
  if (action.locking !== 'version') return ifMatch === undefined ? {} : stateOf(action, ifMatch);
  if (ifMatch !== undefined && !isSaid) return stateOf(action, ifMatch);
  const version = action.schema.version(body);
  if (ifMatch !== undefined && !ifMatch.includes(String(version))) throw preconditionFailed();
  return { version };
}

/** A row at another version than `If-Match` names is 412, than the body says 409. */
const refused = (error: unknown, c: Context): unknown =>
  readIfMatch(c.req.header('if-match')) !== undefined &&
  error instanceof RequestError &&
  error.code === 'version_conflict'
    ? preconditionFailed()
    : error;

/** A change: of which row, whole or in part, and to what. */
interface Change {
  readonly id: Key;
  readonly partial: boolean;
  readonly body: unknown;
}

/** Changes a row; a change of nothing leaves it as it is. In this order: 422 without a version, 422 for a value, 404, 409 for another version. */
export async function changeRow(action: ActionContext, c: Context, change: Change): Promise<StoredRow> {
  const { table, schema, now, filled } = action;
  const { id, partial, body } = change;
  const state = changedState(action, c, body);
  const values = await (partial ? schema.change(body) : schema.replace(body, filled));
  return table.update({ id, ...state, at: now() }, values).catch((error: unknown) => {
    throw refused(error, c);
  });
}

/** The row at its next version. */
export async function update(
  action: ActionContext,
  c: Context,
  { id, partial }: { readonly id: Key; readonly partial: boolean },
): Promise<Response> {
  const row = await changeRow(action, c, { id, partial, body: await readJson(c.req, action.body) });
  const etag = etagOf(action.table.tag(row));
  return json(action.table.show.write([row])[0], 200, { etag });
}
