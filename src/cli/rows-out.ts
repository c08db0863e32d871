/** Rows on their way out: the text of each format, a page of rows at a time, in the JSON forms of the API. */
import type { Column, StoredRow } from '../model.ts';
import type { Format } from './format.ts';

/** What writes the rows of one table. */
interface RowWriter {
  readonly begin: string;
  /** The text of rows; `isFirst` where none came before. */
  readonly rows: (rows: readonly StoredRow[], isFirst: boolean) => string;
  readonly end: string;
}

const json: RowWriter = {
  begin: '[',
  rows: (rows, isFirst) => (isFirst ? '\n' : ',\n') + rows.map((row) => JSON.stringify(row)).join(',\n'),
  end: '\n]',
};

const ndjson: RowWriter = {
  begin: '',
  rows: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  end: '',
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A NULL is an empty cell, an empty text one in quotes: to read it again gives the same. */
function renderCell(value: unknown, { type }: Column): string {
  if (value === null || value === undefined) return '';
  const text = type === 'json' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) || text !== text.trim() ? quoted(text) : text;
}

const csv = (columns: readonly Column[]): RowWriter => ({
  begin: `${columns.map(({ name }) => name).join()}\n`,
  rows: (rows) =>
    rows.map((row) => `${columns.map((column) => renderCell(row[column.name], column)).join()}\n`).join(''),
  end: '',
});

/** Opens the writer of a format, for rows of these columns. */
export function openWriter(format: Format, columns: readonly Column[]): RowWriter {
  if (format === 'csv') return csv(columns);
  return format === 'ndjson' ? ndjson : json;
}
