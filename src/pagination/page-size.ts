/** How many rows a page holds: what the endpoint says, or `?page_size=` up to its limit. */
import { last } from '../filter/filter.ts';
import type { Query, QueryParameter } from '../model.ts';
import { readWholeNumber } from './whole-number.ts';

export interface PageSize {
  readonly pageSize: number;
  /** The most that `?page_size=` may ask for; absent: it is not read. */
  readonly maxPageSize?: number;
}

/** How it is told to machines, where it is read. */
export const pageSizeParameter = ({ pageSize, maxPageSize }: PageSize): readonly QueryParameter[] =>
  maxPageSize === undefined
    ? []
    : [
        {
          name: 'page_size',
          description: 'How many rows a page holds.',
          schema: { type: 'integer', minimum: 1, maximum: maxPageSize, default: pageSize },
        },
      ];

/** Throws `validation_failed` where `?page_size=` is no number from 1 to the limit. */
export function readPageSize(query: Query, { pageSize, maxPageSize }: PageSize): number {
  const text = last(query, 'page_size');
  if (maxPageSize === undefined || text === undefined) return pageSize;
  return readWholeNumber('page_size', text, maxPageSize);
}
