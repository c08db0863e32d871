/** A list without pagination: bounded, and continued by a link where there is more, so that nothing is cut silently. */
import { validationFailed } from '../errors.ts';
import { last } from '../filter/filter.ts';
import { inQuery } from '../filter/value.ts';
import { type Cursors, type Position, positionOf, rowsBehind } from './keyset.ts';
import {
  envelopeSchema,
  type ListRequest,
  type Page,
  type Paginator,
  type PaginatorDescription,
} from './pagination.ts';
import { cutPart, partOf } from './part.ts';

const refusal = { type: 'int_parsing', msg: 'Input should be a valid integer, unable to parse string as an integer' };

/** The position that `?after=` means: an id in the order of the id, a cursor in any other. */
function readAfter({ query, order }: ListRequest, cursors: Cursors): Position | undefined {
  const text = last(query, 'after');
  if (text === undefined) return undefined;
  const isPlain = order.length === 1;
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (isPlain && Number.isSafeInteger(id)) return [id];
  const cursor = isPlain ? undefined : cursors.read(order, text);
  if (cursor !== undefined) return cursor.position;
  throw validationFailed([inQuery(refusal, 'after', text.slice(0, 100))]);
}

/** The address of the next part: the same, but for where it starts. */
function nextUrl(url: string, after: string): string {
  if (!/[?#]/.test(url)) return `${url}?after=${after}`;
  const next = new URL(url);
  next.hash = '';
  next.searchParams.set('after', after);
  return next.href;
}

export const describeByKey: PaginatorDescription = {
  parameters: [{ name: 'after', description: 'Where the list goes on, as the `next` of a part says.' }],
  envelope: (row) => ({
    ...envelopeSchema(row, {}),
    properties: { next: { type: 'string', format: 'uri' }, results: { type: 'array', items: row } },
  }),
};

/** `{"results"}`, and `next`, an address, where the limit leaves rows out. */
export function byKeyPaginator(limit: number, cursors: Cursors): Paginator {
  const page = (request: ListRequest): Page => {
    const { where, order, url } = request;
    const after = readAfter(request, cursors);
    const from = after === undefined ? [] : [rowsBehind(order, after)];
    return {
      selection: { where: [...where, ...from], order, ...partOf(limit) },
      envelope: (rows, show) => {
        const { kept, more } = cutPart(rows, limit);
        if (!more) return { results: show(kept) };
        const position = positionOf(kept.at(-1) ?? {}, order);
        const isPlain = order.length === 1;
        const next = isPlain ? String(position[0]) : cursors.write(order, { backward: false, position });
        return { next: nextUrl(url, next), results: show(kept) };
      },
    };
  };
  return { page };
}
