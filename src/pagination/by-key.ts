/** A list without pagination: bounded, and continued by a link where there is more, so that nothing is cut silently. */
import { validationFailed } from '../errors.ts';

/** The part of a list that a request asks for: what stands behind this id. */
export function readAfter(url: string): number | undefined {
  if (!url.includes('?')) return undefined;
  const text = new URL(url).searchParams.getAll('after').at(-1);
  if (text === undefined) return undefined;
  const after = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(after)) return after;
  const msg = 'Input should be a valid integer, unable to parse string as an integer';
  throw validationFailed([{ type: 'int_parsing', loc: ['query', 'after'], msg, input: text.slice(0, 100) }]);
}

/** The envelope of a list: one row more than the limit was read, to know whether there is a next part. */
export function envelope(
  rows: readonly Readonly<Record<string, unknown>>[],
  { limit, url }: { readonly limit: number; readonly url: string },
): object {
  if (rows.length <= limit) return { results: rows };
  const results = rows.slice(0, limit);
  return { next: nextUrl(url, results.at(-1)?.id), results };
}

/** The address of the next part: the same, but for where it starts. */
function nextUrl(url: string, after: unknown): string {
  if (!/[?#]/.test(url)) return `${url}?after=${after}`;
  const next = new URL(url);
  next.hash = '';
  next.searchParams.set('after', String(after));
  return next.href;
}
