/** DELETE on an item. */
import { noContent } from '../http/reply.ts';
import type { ActionContext } from './action.ts';

/** 204, or 404 where there is no such row, or 409 while others refer to it. */
export async function destroy({ table }: ActionContext, id: number): Promise<Response> {
  await table.delete(id);
  return noContent();
}
