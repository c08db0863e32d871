/** The functions that SQLite lacks: text without its case in any script, decimals that sort as numbers. */
import type Sqlite from 'better-sqlite3';
import { parseDecimal } from '../../../decimal.ts';
import { instantToJson, uuidToJson } from './legacy-values.ts';

/** Case-insensitive beyond ASCII, where SQLite's own functions stop; upper case has one sigma, and ß is SS. */
const fold = (value: unknown): unknown => (typeof value === 'string' ? value.normalize('NFC').toUpperCase() : value);

const complement = (digits: string): string => digits.replace(/\d/g, (digit) => String(9 - Number(digit)));

/**
 * A text that sorts as the decimal does: its sign, how many digits stand before the point, and the digits; for a
 * negative number each digit is complemented, so that the more negative comes first.
 */
function decimalKey(value: unknown): string | null {
  const decimal = value === null ? undefined : parseDecimal(String(value));
  if (decimal === undefined) return null;
  const { negative, whole, fraction } = decimal;
  const digits = String(whole.length).padStart(4, '0') + whole + fraction;
  return negative ? `0${complement(digits)}~` : `1${digits}`;
}

/** Makes the functions known to a connection. */
export function registerFunctions(db: Sqlite.Database): void {
  db.function('fold', { deterministic: true }, fold);
  db.function('decimal_key', { deterministic: true }, decimalKey);
  db.function('instant_key', { deterministic: true }, instantToJson);
  db.function('uuid_key', { deterministic: true }, (value) => (value === null ? null : uuidToJson(value)));
}
