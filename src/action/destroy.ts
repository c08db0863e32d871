/** DELETE on an item. */
import type { Context } from 'hono';
import { RequestError } from '../errors.ts';
import { preconditionFailed, preconditionRequired, readIfMatch } from '../http/conditional.ts';
import { noContent } from '../http/reply.ts';
import type { Key } from '../model.ts';
import { type ActionContext, stateOf } from './action.ts';

/** Removes the row, at the version that `If-Match` names where it names one. */
export async function removeRow(action: ActionContext, c: Context, id: Key): Promise<void> {
  const { table, requireVersionOnDelete } = action;
  const ifMatch = readIfMatch(c.req.header('if-match'));
  if (ifMatch === undefined && requireVersionOnDelete) {
    throw preconditionRequired();
  }
  const state = ifMatch === undefined ? {} : stateOf(action, ifMatch);
  await table.delete(id, state).catch((error: unknown) => {
    throw error instanceof RequestError && error.code === 'version_conflict' ? preconditionFailed() : error;
  });
}

/** 204, or 404 where there is no such row, 412 where `If-Match` names another version, 409 while others refer to it. */
export async function destroy(action: ActionContext, c: Context, id: Key): Promise<Response> {
  await removeRow(action, c, id);
  return noContent();
}
