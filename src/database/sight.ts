/** What a caller's sight of a table depends on, by its scope and queryset. */
import type { Sight, View } from './database.ts';
import { readBy } from './read-by.ts';
import type { Seen } from './seen.ts';

export function sightOf({ scope, queryset }: View, { where, from, order }: Seen): Sight {
  const written = [...where.flatMap((condition) => ('written' in condition ? [condition.written] : [])), from];
  const read = [scope, queryset].flatMap((source) => (source === undefined ? [] : [readBy(source.toOperationNode())]));
  return {
    key: [
      ...written.map((each) => each && [each.shape, each.values]),
      order.map(({ column, descending }) => [column.name, descending]),
    ],
    tables: read.every((tables) => tables !== undefined) ? read.flat() : undefined,
  };
}
