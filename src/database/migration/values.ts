/** What values are, whatever the database calls it: families of types, and defaults as it prints them. */
import { compareDecimals, parseDecimal } from '../../decimal.ts';
import type { Column } from '../../model.ts';

type Family = 'integer' | 'number' | 'decimal' | 'boolean' | 'datetime' | 'date' | 'uuid' | 'json' | 'text';

const families: readonly (readonly [Family, RegExp])[] = [
  ['boolean', /^bool|^tinyint\(1\)/],
  ['datetime', /^datetime|^timestamp/],
  ['date', /^date$/],
  ['decimal', /^decimal|^numeric|^varchar\(2002\)/],
  ['uuid', /^uuid|^char\(36\)/],
  ['json', /^json/],
  ['integer', /int|serial/],
  ['number', /^float|^double|^real/],
  ['text', /char|text|^enum|^name$/],
];

/** What a column of a declared type holds; nothing is known of the others. */
export const familyOf = (type: string): Family | undefined =>
  families.find(([, pattern]) => pattern.test(type.toLowerCase()))?.[0];

/** Ways between types on which values lose something. */
const losing: ReadonlySet<string> = new Set([
  ...['number to integer', 'decimal to integer', 'decimal to number', 'number to decimal', 'datetime to date'],
  ...['integer to boolean', 'number to boolean', 'decimal to boolean'],
]);

export const loses = (from: Family, to: Family): boolean => losing.has(`${from} to ${to}`);

/** MySQL has no decimals of any length. */
export const isTextDecimal = (type: string): boolean => type.startsWith('varchar(2002)');

/** `varchar(10)`, `numeric(8,2)`: the numbers. */
const sizeOf = (type: string): readonly number[] =>
  isTextDecimal(type) ? [] : (/\(([\d, ]+)\)/.exec(type)?.[1] ?? '').split(',').filter(Boolean).map(Number);

/** Whether what one type holds may not fit into another of its family: fewer characters, or digits on either side. */
export function shortens(from: string, to: string): boolean {
  const [before, after] = [sizeOf(from), sizeOf(to)];
  const [length, places = 0] = after;
  if (length === undefined) return false;
  const [oldLength = Number.POSITIVE_INFINITY, oldPlaces = 0] = before;
  return length - places < oldLength - oldPlaces || places < oldPlaces;
}

const unquoted = (text: string): string => (/^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text);

/** JSON in one order of keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  );
}

function parsedJson(text: string): string {
  try {
    return JSON.stringify(canonical(JSON.parse(text)));
  } catch {
    return text;
  }
}

const truth: Readonly<Record<string, string>> = { true: '1', t: '1', false: '0', f: '0' };

function instant(text: string): string {
  const spelled = text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00');
  const zoned = /Z$|[+-]\d{2}:\d{2}$/.test(spelled) ? spelled : `${spelled}Z`;
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** The same text for the same value. */
function reading({ type }: Column, printed: string): string {
  const text = unquoted(printed.trim().replace(/^\((.*)\)$/s, '$1'));
  if (type === 'json') return parsedJson(text);
  if (type === 'boolean') return truth[text.toLowerCase()] ?? text;
  if (type === 'datetime') return instant(text);
  return type === 'number' ? String(Number(text)) : text;
}

/** Whether a column's default in the database, as that prints it, is the declared one. */
export function sameDefault(column: Column, declared: string | undefined, found: string | undefined): boolean {
  if (declared === undefined || found === undefined) return declared === found;
  const [one, other] = [reading(column, declared), reading(column, found)];
  if (one === other) return true;
  if (!['decimal', 'integer', 'bigint'].includes(column.type)) return false;
  const [a, b] = [parseDecimal(one), parseDecimal(other)];
  return a !== undefined && b !== undefined && compareDecimals(a, b) === 0;
}
