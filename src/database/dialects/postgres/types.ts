/** How PostgreSQL holds each type: the column's SQL type, the value that is bound, and the way back to JSON. */
import { sql } from 'kysely';
import type { Column, ColumnType } from '../../../model.ts';
import type { Spelling } from '../../statements.ts';
import type { StoredTypes } from '../../stored.ts';
import { toMilliseconds } from './values.ts';

const fixed = (sqlType: string) => (): string => sqlType;

/** Text sorts by its code points, in every database the same; `C` is also the fastest to compare. */
const inCodePointOrder = (type: string): string => `${type} collate "C"`;

/** Types natural to PostgreSQL. The driver's values (`values.ts`) are those of JSON already. */
export const storedTypes: StoredTypes = {
  string: {
    sqlType: ({ constraints: { maxLength } }) =>
      inCodePointOrder(maxLength === undefined ? 'text' : `varchar(${maxLength})`),
  },
  integer: { sqlType: fixed('bigint') },
  number: { sqlType: fixed('double precision') },
  boolean: { sqlType: fixed('boolean') },
  datetime: {
    sqlType: fixed('timestamptz(3)'),
    encode: (value) => (value as Date).toISOString(),
    toJson: toMilliseconds,
    toProgram: (stored) => new Date(String(stored)),
  },
  date: { sqlType: fixed('date') },
  decimal: {
    // Digits without places say nothing of where the point stands: `numeric(5)` would round to whole numbers.
    sqlType: ({ constraints: { maxDigits, decimalPlaces } }) =>
      maxDigits === undefined || decimalPlaces === undefined ? 'numeric' : `numeric(${maxDigits},${decimalPlaces})`,
  },
  uuid: { sqlType: fixed('uuid') },
  json: { sqlType: fixed('jsonb'), encode: (value) => JSON.stringify(value) },
  enum: {
    sqlType: ({ constraints: { values = [] } }) =>
      inCodePointOrder(`varchar(${Math.max(...values.map((value) => value.length), 1)})`),
  },
  bigint: { sqlType: fixed('bigint'), toProgram: (stored) => BigInt(stored as string) },
};

/** What is bound for a value that a user gives a query; the others are bound as they are. */
export function bindable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return String(value);
  const isPlain = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  return isPlain ? JSON.stringify(value) : value;
}

export const sqlType = (column: Column): string => storedTypes[column.type].sqlType(column);

const isText = ({ type }: Column): boolean => type === 'string' || type === 'enum';

/** How PostgreSQL's statements differ. */
export const spelling: Spelling = {
  returns: { insert: true, update: true },
  // A 64-bit integer is read as text: JSON's numbers hold 53 bits.
  read: ({ type, name }) => (type === 'bigint' ? sql`${sql.ref(name)}::text` : undefined),
  hold: true,
  limit: (count) => count,
  // A table that others made may sort by a language, or by the order of an enum's values.
  comparable: (column, reference) => {
    if (!isText(column)) return reference;
    // As the extension itself compares; its operators may be in a schema that is not looked into.
    return column.ignoresCase ? sql`lower(${reference}::text) collate "C"` : sql`${reference}::text collate "C"`;
  },
  // The full mapping of Unicode, of texts that are composed alike, as in JavaScript.
  matches: (how, text, part) => {
    const upper = (expression: typeof text) => sql`upper(normalize(${expression}::text) collate "und-x-icu")`;
    const [whole, sought] = how === 'icontains' ? [upper(text), upper(part)] : [sql`${text}::text`, sql`${part}::text`];
    if (how === 'startswith') return sql`starts_with(${whole}, ${sought})`;
    return sql`strpos(${whole} collate "C", ${sought} collate "C") > 0`;
  },
  // Said only where there may be one: an index has another order.
  ordered: (expression, { nullable }, descending) => {
    const direction = descending ? 'desc' : 'asc';
    return sql`${expression} ${sql.raw(nullable ? `${direction} nulls ${descending ? 'last' : 'first'}` : direction)}`;
  },
};

/** Types that hold our values, without lengths and places, as the catalogue names them. */
const fitting: Readonly<Record<ColumnType, readonly string[]>> = {
  string: ['text', 'varchar', 'character varying', 'char', 'character', 'bpchar', 'citext', 'name'],
  integer: ['bigint', 'int8', 'integer', 'int', 'int4', 'smallint', 'int2', 'serial', 'bigserial', 'smallserial'],
  number: ['double precision', 'float8', 'real', 'float4', 'numeric'],
  boolean: ['boolean', 'bool'],
  datetime: ['timestamptz', 'timestamp', 'timestamp with time zone', 'timestamp without time zone'],
  date: ['date'],
  decimal: ['numeric', 'decimal'],
  uuid: ['uuid'],
  json: ['jsonb', 'json'],
  enum: ['text', 'varchar', 'character varying', 'enum'],
  bigint: ['bigint', 'int8', 'numeric'],
};

/** `timestamptz(3)` to `timestamptz`, `varchar(10) collate "C"` to `varchar`. */
const baseOf = (declared: string): string =>
  declared
    .toLowerCase()
    .replace(/\([^)]*\)/, '')
    .replace(/ collate .*$/, '')
    .replace(/ +/g, ' ')
    .trim();

/** Whether a column of this declared type holds the values of a model's column. */
export function fitsType(column: Column, declared: string): boolean {
  const base = baseOf(declared);
  return fitting[column.type].includes(base);
}

/** A default as SQL, where it is a plain value. */
export function defaultSql(column: Column, literal: (value: unknown) => string): string | undefined {
  if (column.default == null || typeof column.default === 'function') return undefined;
  const value = storedTypes[column.type].encode?.(column.default) ?? column.default;
  const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isPlain ? String(value) : literal(value);
}
