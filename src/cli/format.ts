/** The formats of files, by name or by extension. */
import { extname } from 'node:path';
import { Fault } from './fault.ts';

export const formats = ['json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

const extensions: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** What a file's name says; `undefined` where it says nothing. */
const formatOf = (file: string): Format | undefined => extensions[extname(file).toLowerCase()];

/** How a file is read or written. Throws `Fault` where nothing says it, or where JSON alone would do. */
export function readFormat(
  file: string,
  { format, route }: { readonly format?: Format; readonly route?: string },
): Format {
  const read = format ?? formatOf(file);
  if (read === undefined) throw new Fault(`${file}: say --format: ${formats.join(', ')}.`);
  if (read === 'json' || route !== undefined) return read;
  throw new Fault(
    `--route is missing: ${read === 'csv' ? 'CSV' : 'NDJSON'} holds the rows of one route; JSON, of all.`,
  );
}
