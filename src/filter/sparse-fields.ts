/** `?fields=id,title`: replies that show only some of what they could. */
import { validationFailed } from '../errors.ts';
import type { Column, Query, QueryParameter } from '../model.ts';
import { last } from './filter.ts';
import { inQuery } from './value.ts';

type Row = Record<string, unknown>;
/** The names that a query asks for; `undefined`: all. */
type Names = readonly string[] | undefined;
export type ReadFields = (query: Query) => Names;

/** How it is told to machines. */
export const sparseParameter = (shown: readonly Column[]): QueryParameter => ({
  name: 'fields',
  description: `A comma list of the fields to show, of ${shown.map(({ name }) => name).join(', ')}.`,
  schema: { type: 'array', items: { type: 'string', enum: shown.map(({ name }) => name) } },
});

/** Rows that are shown, in the fields that a query names. */
export function pickFields(rows: Row[], names: Names): Row[] {
  if (names === undefined) return rows;
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}

/** The same for the program, whose rows are whole: what is not asked for is there, but not enumerable. */
export function hideOtherFields(rows: Row[], names: Names): Row[] {
  if (names === undefined) return rows;
  return rows.map((row) => {
    const picked: Row = Object.fromEntries(names.map((name) => [name, row[name]]));
    for (const name of Object.getOwnPropertyNames(row)) {
      if (Object.hasOwn(picked, name)) continue;
      Object.defineProperty(picked, name, { value: row[name], writable: true, configurable: true, enumerable: false });
    }
    return picked;
  });
}

/** Compiles the choice among the columns that reads show; a name that is none of them is 422. */
export function compileSparseFields(shown: readonly Column[]): ReadFields {
  const known = new Set(shown.map(({ name }) => name));
  return (query) => {
    const text = last(query, 'fields');
    if (text === undefined || text === '') return undefined;
    const names = [...new Set(text.split(',').map((name) => name.trim()))];
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const expected = [...known].join(', ');
      const refusal = { type: 'enum', msg: `Input should be a list of ${expected}`, ctx: { expected } };
      throw validationFailed([inQuery(refusal, 'fields', text)]);
    }
    return names;
  };
}
