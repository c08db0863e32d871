/** How SQLite holds each type: the column's SQL type, the value that is bound, and the way back to JSON. */
import { sql } from 'kysely';
import type { Column, ColumnType } from '../../../model.ts';
import type { Spelling } from '../../statements.ts';
import type { StoredTypes } from '../../stored.ts';
import { instantToJson, uuidToJson } from './legacy-values.ts';

const length = ({ constraints: { maxLength } }: Column): string => (maxLength === undefined ? '' : `(${maxLength})`);
const fixed = (sqlType: string) => (): string => sqlType;

/** Decimals are text, for exactness; a table of the original has floats there. */
function decimalToJson(stored: unknown, { constraints: { decimalPlaces } }: Column): unknown {
  return typeof stored === 'number' ? stored.toFixed(Math.min(decimalPlaces ?? 10, 100)) : stored;
}

/** What another program wrote may be no JSON: it is shown as text, rather than hiding the rows around it. */
function parsedOrText(stored: unknown): unknown {
  try {
    return JSON.parse(String(stored));
  } catch {
    return String(stored);
  }
}

/** Declared types: their words decide the affinity, which must not turn a value into another. */
export const storedTypes: StoredTypes = {
  string: { sqlType: (column) => `varchar${length(column)}` },
  integer: { sqlType: fixed('integer') },
  number: { sqlType: fixed('float') },
  boolean: {
    sqlType: fixed('boolean'),
    encode: Number,
    toJson: (stored) => stored === 1,
  },
  datetime: {
    sqlType: fixed('datetime'),
    encode: (value) => (value as Date).toISOString(),
    toJson: instantToJson,
    toProgram: (stored) => new Date(String(instantToJson(stored))),
  },
  date: { sqlType: fixed('date') },
  decimal: {
    sqlType: ({ constraints: { maxDigits, decimalPlaces } }) =>
      maxDigits === undefined ? 'decimal_text' : `decimal_text(${maxDigits},${decimalPlaces ?? 0})`,
    toJson: decimalToJson,
  },
  uuid: {
    sqlType: fixed('uuid_text'),
    toJson: uuidToJson,
  },
  json: {
    sqlType: fixed('json_text'),
    encode: (value) => JSON.stringify(value),
    toJson: parsedOrText,
  },
  enum: {
    sqlType: ({ constraints: { values = [] } }) => `varchar(${Math.max(...values.map((value) => value.length), 1)})`,
  },
  bigint: { sqlType: fixed('bigint'), toProgram: (stored) => BigInt(stored as string | number | bigint) },
};

/** What is bound for a value that a user gives a query; the others are bound as they are. */
export function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.toISOString();
  const isPlain = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  return isPlain ? JSON.stringify(value) : value;
}

export const sqlType = (column: Column): string => storedTypes[column.type].sqlType(column);

/** How SQLite's statements differ. */
export const spelling: Spelling = {
  returns: { insert: true, update: true },
  // A 64-bit integer is read as text: the driver's numbers hold 53 bits.
  read: ({ type, name, isReflected }) => {
    const value = sql.ref(name);
    if (type === 'bigint') return sql`cast(${value} as text)`;
    // A table that others made may hold more than 53 bits, which a number would round.
    if (type !== 'integer' || !isReflected) return undefined;
    const isExact = sql`${value} is null or ${value} between -9007199254740991 and 9007199254740991`;
    return sql`case when ${isExact} then ${value} else cast(${value} as text) end`;
  },
  // A bare parameter is part of the plan: SQLite prepares `LIMIT ?` anew for each run, 15 µs against 10 for 21 rows.
  hold: false,
  limit: (count) => sql`+${count}`,
  // Decimals are text: they compare by a key that sorts as they do. So do times and UUIDs as the original writes them.
  comparable: ({ type }, reference, isLegacy) => {
    if (type === 'decimal') return sql`decimal_key(${reference})`;
    if (isLegacy && type === 'datetime') return sql`instant_key(${reference})`;
    return isLegacy && type === 'uuid' ? sql`uuid_key(${reference})` : reference;
  },
  // As bytes: SQLite's text ends at a NUL.
  matches: (how, text, part) => {
    const [whole, sought] = (how === 'icontains' ? [sql`fold(${text})`, sql`fold(${part})`] : [text, part]).map(
      (expression) => sql`cast(${expression} as blob)`,
    );
    if (how === 'startswith') return sql`substr(${whole}, 1, length(${sought})) = ${sought}`;
    return sql`instr(${whole}, ${sought}) > 0`;
  },
  ordered: (expression, _, descending) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`,
};

/** SQLite's five affinities, from the words of a declared type (https://sqlite.org/datatype3.html, 3.1). */
function affinity(declared: string): string {
  const type = declared.toUpperCase();
  if (type.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text';
  if (type === '' || type.includes('BLOB')) return 'blob';
  return /REAL|FLOA|DOUB/.test(type) ? 'real' : 'numeric';
}

/** The types of the original that hold our values as well, under another affinity. */
const alsoFits: Partial<Record<ColumnType, readonly string[]>> = {
  decimal: ['numeric'],
  datetime: ['text'],
  date: ['text'],
  boolean: ['integer'],
  uuid: ['numeric'],
  number: ['numeric'],
};

/** The types as this project declares them, without length and places. */
const baseOf = (declared: string): string =>
  declared
    .toLowerCase()
    .replace(/\s*\(.*$/, '')
    .trim();
const ownBases: ReadonlySet<string> = new Set([
  ...['varchar', 'integer', 'float', 'boolean', 'datetime', 'date', 'bigint'],
  ...['decimal_text', 'uuid_text', 'json_text'],
]);

/**
 * Whether a column of this declared type holds the values of a model's column. A type that we write ourselves says what
 * the values are; of a foreign one, only the affinity is known.
 */
export function fitsType(column: Column, declared: string): boolean {
  const own = baseOf(sqlType(column));
  const base = baseOf(declared);
  if (ownBases.has(base)) return base === own || (base === 'integer' && own === 'bigint');
  const actual = affinity(declared);
  return affinity(sqlType(column)) === actual || (alsoFits[column.type]?.includes(actual) ?? false);
}

/** A default as SQL, where it is a plain value. */
export function defaultSql(column: Column, literal: (value: unknown) => string): string | undefined {
  if (column.default == null || typeof column.default === 'function') return undefined;
  const value = storedTypes[column.type].encode?.(column.default) ?? column.default;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : literal(value);
}
