/** Which part of a list a reply holds, and how it says where the rest is. */
import type { Condition } from '../database/conditions.ts';
import type { Selection } from '../database/selection.ts';
import type { Asked } from '../filter/filter.ts';
import type { JsonSchema, Query, QueryParameter, StoredRow } from '../model.ts';

/** A list as it was asked for: its rows by filters, its order with the primary key at its end, its address. */
export interface ListRequest extends Asked {
  readonly query: Query;
  readonly url: string;
}

/** What is read for one reply, and what is made of it. */
export interface Page {
  readonly selection: Selection;
  /** The rows that are counted, where the envelope says how many there are. */
  readonly count?: readonly Condition[];
  /** The body of the reply; `show` makes rows what replies show. */
  readonly envelope: (rows: StoredRow[], show: (rows: StoredRow[]) => unknown[], count: number) => object;
}

/** How a way to page is told to machines. */
export interface PaginatorDescription {
  /** The parameters that are its own. */
  readonly parameters: readonly QueryParameter[];
  /** The envelope of rows of this form. */
  readonly envelope: (row: JsonSchema) => JsonSchema;
}

/** The envelope of a page: its results, and what else it says. */
export const envelopeSchema = (row: JsonSchema, rest: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  required: [...Object.keys(rest), 'results'],
  properties: { ...rest, results: { type: 'array', items: row } },
});

/** One way to page. */
export interface Paginator {
  /** Throws `validation_failed` for a page that there can't be. */
  readonly page: (request: ListRequest) => Page;
}
