/** What names a state of a row: its version, or, of a table that has none, a digest of the values that it shows. */
import { createHash } from 'node:crypto';
import { type Column, isVersioned, type Key, type Model, type StoredRow } from '../model.ts';
import type { State } from './database.ts';

export interface Tags {
  readonly tag: (row: StoredRow) => string;
  readonly isIn: (row: StoredRow, state: State) => boolean;
  readonly keyOf: (row: StoredRow) => Key;
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/**
 * Rows as the driver gives them, all columns of them. A digest is of those that reads show: of others, it would let a
 * client try values until one fits.
 */
export function compileTags(model: Model, shown: readonly Column[]): Tags {
  const { primaryKey } = model;
  const names = shown.map(({ name }) => name);
  const digest = (row: StoredRow): string => {
    const values = JSON.stringify(
      names.map((name) => row[name]),
      plain,
    );
    return createHash('sha256').update(values).digest('base64url').slice(0, 22);
  };
  const tag = isVersioned(model) ? (row: StoredRow): string => String(row.version) : digest;
  return {
    tag,
    isIn: (row, { version, tags }) =>
      (version === undefined || row.version === version) && (tags === undefined || tags.includes(tag(row))),
    // 64-bit integers are read as text.
    keyOf: (row) => row[primaryKey.name] as Key,
  };
}
