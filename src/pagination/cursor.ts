/** Cursor pages: any order, forward and backward, at the same cost at any depth. */
import { validationFailed } from '../errors.ts';
import { last } from '../filter/filter.ts';
import { inQuery } from '../filter/value.ts';
import type { StoredRow } from '../model.ts';
import { type Cursors, positionOf, reversed, rowsBehind } from './keyset.ts';
import { type PageSize, pageSizeParameter, readPageSize } from './page-size.ts';
import {
  envelopeSchema,
  type ListRequest,
  type Page,
  type Paginator,
  type PaginatorDescription,
} from './pagination.ts';
import { cutPart, partOf } from './part.ts';

const refusal = { type: 'cursor_invalid', msg: 'The cursor is not one of this list in this order' };

const place = { type: ['string', 'null'] };

export const describeCursor = (size: PageSize): PaginatorDescription => ({
  parameters: [
    { name: 'cursor', description: 'Where the page starts: `next` or `previous` of another.' },
    ...pageSizeParameter(size),
  ],
  envelope: (row) => envelopeSchema(row, { next: place, previous: place }),
});

/** `{"next", "previous", "results"}`, where next and previous are the values of `?cursor=`, or null at the ends. */
export function cursorPaginator(size: PageSize, cursors: Cursors): Paginator {
  const page = ({ query, where, order }: ListRequest): Page => {
    const text = last(query, 'cursor');
    const cursor = text === undefined || text === '' ? undefined : cursors.read(order, text);
    if (text && cursor === undefined) throw validationFailed([inQuery(refusal, 'cursor', text)]);
    const backward = cursor?.backward === true;
    const direction = backward ? reversed(order) : order;
    const limit = readPageSize(query, size);
    const from = cursor === undefined ? [] : [rowsBehind(direction, cursor.position)];
    return {
      selection: { where: [...where, ...from], order: direction, ...partOf(limit) },
      envelope: (rows, show) => {
        const { kept: found, more } = cutPart(rows, limit);
        const kept = backward ? found.toReversed() : found;
        const link = (row: StoredRow | undefined, isThere: boolean, toBackward: boolean): string | null =>
          row !== undefined && isThere
            ? cursors.write(order, { backward: toBackward, position: positionOf(row, order) })
            : null;
        const next = link(kept.at(-1), backward || more, false);
        const previous = link(kept[0], backward ? more : cursor !== undefined, true);
        return { next, previous, results: show(kept) };
      },
    };
  };
  return { page };
}
