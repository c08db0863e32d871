/** `meta.pagination`: the style of an endpoint's lists and the size of their pages. */
import { type Complain, readOption } from '../complain.ts';
import { byKeyPaginator, describeByKey } from './by-key.ts';
import { cursorPaginator, describeCursor } from './cursor.ts';
import type { Cursors } from './keyset.ts';
import { describePageNumber, pageNumberPaginator } from './page-number.ts';
import type { Paginator, PaginatorDescription } from './pagination.ts';

/** The value of `meta.pagination`. */
export interface Pagination {
  /** Default `'page_number'`. */
  readonly style?: 'page_number' | 'cursor';
  /** Rows in a page. Default 20. */
  readonly pageSize?: number;
  /** The most that `?page_size=` may ask for. Default: it is not read. */
  readonly maxPageSize?: number;
  /** Whether `page_number` counts the rows. Default `true`. */
  readonly count?: boolean;
}

/** A paginator, once the app's own settings are known, and how it is told to machines. */
export interface MakePaginator extends PaginatorDescription {
  readonly make: (app: { readonly listLimit: number; readonly cursors: Cursors }) => Paginator;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/** Compiles `meta.pagination`; without it, lists are bounded and continue by key. */
export function readPagination(option: unknown, complain: Complain): MakePaginator {
  if (option === undefined) {
    return { ...describeByKey, make: ({ listLimit, cursors }) => byKeyPaginator(listLimit, cursors) };
  }
  const said = readOption<Pagination>(option, ['style', 'pageSize', 'maxPageSize', 'count'], complain);
  const { style = 'page_number', pageSize = 20, maxPageSize, count = true } = said;
  if (style !== 'page_number' && style !== 'cursor') {
    complain('unknown_meta', `the style ${JSON.stringify(style)} is none.`, "Give 'page_number' or 'cursor'.");
  }
  if (said.count !== undefined && (typeof said.count !== 'boolean' || style === 'cursor')) {
    complain('unknown_meta', `count is ${JSON.stringify(said.count)}.`, 'Give true or false, with page_number alone.');
  }
  for (const [name, value] of Object.entries({ pageSize, maxPageSize })) {
    if (value === undefined || isCount(value)) continue;
    complain('unknown_meta', `${name} is ${String(value)}.`, 'Give a whole number above 0.');
  }
  if (maxPageSize !== undefined && maxPageSize < pageSize) {
    complain('unknown_meta', `maxPageSize ${maxPageSize} is below pageSize ${pageSize}.`, 'Raise it.');
  }
  const size = { pageSize, ...(maxPageSize !== undefined && { maxPageSize }) };
  if (style === 'cursor') {
    return { ...describeCursor(size), make: ({ cursors }) => cursorPaginator(size, cursors) };
  }
  return { ...describePageNumber(size, count), make: () => pageNumberPaginator(size, count) };
}
