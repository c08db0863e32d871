/** How much one reply holds at most, where a list can go on by key: so many rows, and so much text. */
import { type Selection, sizeOf } from '../database/selection.ts';
import type { StoredRow } from '../model.ts';

/** Rows may hold a megabyte each: a thousand of them would be more than a string can be. */
const byteLimit = 16_777_216;
/** So few rows are not counted: they can't be too much. */
const fewRows = 100;

/** What is read for a part of `limit` rows: one more, to know whether there are more. */
export const partOf = (limit: number): Pick<Selection, 'limit' | 'byteLimit'> =>
  limit > fewRows ? { limit: limit + 1, byteLimit } : { limit: limit + 1 };

/** The rows of a part, and whether there are more behind them. */
export function cutPart(rows: StoredRow[], limit: number): { readonly kept: StoredRow[]; readonly more: boolean } {
  if (rows.length > limit) return { kept: rows.slice(0, limit), more: true };
  return { kept: rows, more: limit > fewRows && sizeOf(rows) > byteLimit };
}
