/** Numbered pages, with how many there are. */
import { last } from '../filter/filter.ts';
import { type PageSize, pageSizeParameter, readPageSize } from './page-size.ts';
import {
  envelopeSchema,
  type ListRequest,
  type Page,
  type Paginator,
  type PaginatorDescription,
} from './pagination.ts';
import { readWholeNumber } from './whole-number.ts';

/** A page beyond this is refused: its rows could not be skipped to. */
const pageLimit = 1_000_000_000;

/** The same address on another page. */
function linkTo(url: string, page: number): string {
  const link = new URL(url);
  link.hash = '';
  link.searchParams.set('page', String(page));
  return link.href;
}

const link = { type: ['string', 'null'], format: 'uri' };
const counted = { type: 'integer', minimum: 0 };

export const describePageNumber = (size: PageSize, count: boolean): PaginatorDescription => ({
  parameters: [
    {
      name: 'page',
      description: 'Which page.',
      schema: { type: 'integer', minimum: 1, maximum: pageLimit, default: 1 },
    },
    ...pageSizeParameter(size),
  ],
  envelope: (row) =>
    envelopeSchema(row, { ...(count && { count: counted, pages: counted }), next: link, previous: link }),
});

/**
 * `{"count", "pages", "next", "previous", "results"}`, where next and previous are addresses, or null at the ends.
 * Without `count`, the rows are not counted, and count and pages are left out.
 */
export function pageNumberPaginator(size: PageSize, count: boolean): Paginator {
  const page = ({ query, where, order, url }: ListRequest): Page => {
    const text = last(query, 'page');
    const limit = readPageSize(query, size);
    const lastPage = Math.min(pageLimit, Math.floor(Number.MAX_SAFE_INTEGER / limit));
    const number = text === undefined ? 1 : readWholeNumber('page', text, lastPage);
    const selection = { where, order, limit: count ? limit : limit + 1, offset: (number - 1) * limit };
    const previous = number > 1 ? linkTo(url, number - 1) : null;
    if (!count) {
      const envelope: Page['envelope'] = (rows, show) => ({
        next: rows.length > limit ? linkTo(url, number + 1) : null,
        previous,
        results: show(rows.slice(0, limit)),
      });
      return { selection, envelope };
    }
    const envelope: Page['envelope'] = (rows, show, total) => {
      const pages = Math.ceil(total / limit);
      const next = number < pages ? linkTo(url, number + 1) : null;
      return { count: total, pages, next, previous, results: show(rows) };
    };
    return { selection, count: where, envelope };
  };
  return { page };
}
