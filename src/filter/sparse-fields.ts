/** `?fields=id,title`: replies that show only some of what they could. */
import { validationFailed } from '../errors.ts';
import type { Column, Query, QueryParameter } from '../model.ts';
import { last } from './filter.ts';
import { inQuery } from './value.ts';

type Rows = Record<string, unknown>[];
/** Picks the fields that a query names from rows that are shown. */
export type Pick = (query: Query) => (rows: Rows) => Rows;

/** How it is told to machines. */
export const sparseParameter = (shown: readonly Column[]): QueryParameter => ({
  name: 'fields',
  description: `A comma list of the fields to show, of ${shown.map(({ name }) => name).join(', ')}.`,
});

const all = (rows: Rows): Rows => rows;

/** Compiles the choice among the columns that reads show; a name that is none of them is 422. */
export function compileSparseFields(shown: readonly Column[]): Pick {
  const known = new Set(shown.map(({ name }) => name));
  return (query) => {
    const text = last(query, 'fields');
    if (text === undefined || text === '') return all;
    const names = [...new Set(text.split(',').map((name) => name.trim()))];
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const expected = [...known].join(', ');
      const refusal = { type: 'enum', msg: `Input should be a list of ${expected}`, ctx: { expected } };
      throw validationFailed([inQuery(refusal, 'fields', text)]);
    }
    return (rows) => rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
  };
}
