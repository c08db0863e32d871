/** What PostgreSQL's text forms become: the values of JSON, but for a few types. */
import pg from 'pg';

const { builtins } = pg.types;

type Parse = (text: string) => unknown;

/** Numbers as far as they are exact. */
function parseInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** `2026-11-22 05:15:20.291879+00`, or without its offset, which is UTC then: RFC 3339 in UTC, as exact as it is. */
function parseInstant(text: string): string {
  const isUtc = text.endsWith('+00') || text.length === 19 || text.charCodeAt(19) === 46;
  if (isUtc && text.charCodeAt(10) === 32) {
    const end = text.endsWith('+00') ? text.length - 3 : text.length;
    const fraction = text.slice(20, end).padEnd(3, '0');
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
  }
  const zoned = /[+-]\d{2}(?::?\d{2}){0,2}$/.test(text.slice(10)) ? text : `${text}Z`;
  const date = new Date(zoned.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** What JSON shows of it: milliseconds. */
export const toMilliseconds = (instant: unknown): unknown =>
  typeof instant === 'string' && instant.length > 24 && instant.endsWith('Z') ? `${instant.slice(0, 23)}Z` : instant;

const asText: Parse = (text) => text;

/** Of the types that are not here, the text is the value: `numeric`, `uuid`, `date`, `interval`, … */
const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [builtins.BOOL, (text) => text === 't'],
  [builtins.INT2, Number],
  [builtins.INT4, Number],
  [builtins.OID, Number],
  [builtins.INT8, parseInteger],
  [builtins.FLOAT4, Number],
  [builtins.FLOAT8, Number],
  [builtins.JSON, JSON.parse],
  [builtins.JSONB, JSON.parse],
  [builtins.TIMESTAMP, parseInstant],
  [builtins.TIMESTAMPTZ, parseInstant],
]);

/** The types of a client, as `pg` takes them. */
export const types = {
  // All is asked for as text.
  getTypeParser: (oid: number): Parse => parsers.get(oid) ?? asText,
};
