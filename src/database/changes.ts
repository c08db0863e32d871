/** Which tables writes change, and who is told of it before they are answered. */
import type { CompiledQuery, OperationNode } from 'kysely';
import type { Awaitable } from '../awaitable.ts';
import { RequestError } from '../errors.ts';
import { isReading, nodesIn, tablesIn } from './read-by.ts';

/** Stands for all tables, where it is not known which. */
export const everyTable = '*';

/** Is told of tables that changed: once that is durable, and before anybody is answered. Never fails. */
export type Changed = (tables: readonly string[]) => Awaitable<void>;

/** Runs a write of tables, and resolves when that has been told. */
export type Changing = <T>(tables: readonly string[], work: () => Promise<T>) => Promise<T>;

/** What the request was refused for did not happen; any other failure leaves open whether it did. */
export const isRefusal = (error: unknown): boolean => error instanceof RequestError && error.status < 500;

/** Runs a write, and tells of it, unless it certainly came to nothing. */
export async function telling<T>(
  work: () => Promise<T>,
  { tell, isWithout }: { readonly tell: () => Awaitable<void>; readonly isWithout: (error: unknown) => boolean },
): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    if (!isWithout(error)) await tell();
    throw error;
  }
  await tell();
  return value;
}

/** What a statement writes to; `undefined`: it is none that writes rows. */
function targetOf(node: OperationNode): readonly unknown[] | undefined {
  const { into, table, from, joins } = node as { [Name in 'into' | 'table' | 'from' | 'joins']?: unknown };
  if (node.kind === 'InsertQueryNode' || node.kind === 'MergeQueryNode') return [into];
  // MySQL changes what is joined, too.
  if (node.kind === 'UpdateQueryNode') return [table, joins];
  return node.kind === 'DeleteQueryNode' ? [from] : undefined;
}

/** The tables that a user's query changes; none where it only reads. What can't be told is every table. */
export function changedBy({ query, sql }: Pick<CompiledQuery, 'query' | 'sql'>): readonly string[] {
  const { kind } = query;
  if (kind === 'RawNode') return isReading(sql) ? [] : [everyTable];
  if (kind === 'SelectQueryNode' && query.with === undefined) return [];
  if (kind !== 'SelectQueryNode' && targetOf(query) === undefined) return [everyTable];
  const nodes = [...nodesIn(query)];
  // A common table expression may write as well; whether one of the user's own SQL does is not looked for.
  const hasRaw = nodes.some(
    (node) =>
      node.kind === 'CommonTableExpressionNode' &&
      (node as { readonly expression?: OperationNode }).expression?.kind === 'RawNode',
  );
  return hasRaw ? [everyTable] : [...new Set(nodes.flatMap((node) => targetOf(node) ?? []).flatMap(tablesIn))];
}
