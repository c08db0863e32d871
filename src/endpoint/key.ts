/** The primary key of a class: what it is, who gives it, and how a path says it. */
import { v7 } from 'uuid';
import { notFound } from '../errors.ts';
import type { Column, Key } from '../model.ts';
import { compileColumn } from '../schema/schema.ts';

/** A column as the primary key: numbers are given by the database, UUIDs (version 7) by the app, texts by who creates. */
export function asKey(column: Column): Column {
  const key = { ...column, isKey: true, nullable: false, unique: false, index: false };
  if (column.type === 'integer' || column.type === 'bigint') return { ...key, input: 'none', generated: true };
  if (column.type === 'uuid')
    return { ...key, input: 'optional', readOnly: true, default: column.default ?? (() => v7()) };
  const { minLength = 1, pattern = reachable } = column.constraints;
  return { ...key, immutable: true, constraints: { ...column.constraints, minLength, pattern } };
}

/** A path that ends in `.` or `..` means another. */
const reachable = /^(?!\.{1,2}$)/u;

/** What 64 bits hold. */
const digits = /^-?\d{1,19}$/;

/** An integer as exact as its text; `NaN`: no database holds it. */
function integerOf(text: string): number | bigint {
  const number = digits.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number) || Number.isSafeInteger(number)) return number;
  const long = BigInt(text);
  return BigInt.asIntN(64, long) === long ? long : Number.NaN;
}

/** Reads the last part of a path: 404 for what no key can be. */
export function compileReadKey(primaryKey: Column): (text: string | undefined) => Key {
  if (primaryKey.type === 'integer') {
    // What a shorter column of others can't hold, PostgreSQL would refuse to compare with.
    const { ge, le } = primaryKey.isReflected ? primaryKey.constraints : {};
    const [least, most] = [Number(ge ?? Number.NEGATIVE_INFINITY), Number(le ?? Number.POSITIVE_INFINITY)];
    return (text = '') => {
      const id = integerOf(text);
      if (Number.isNaN(id) || id < least || id > most) throw notFound();
      return id;
    };
  }
  const { schema: _, set: __, ...column } = primaryKey;
  const check = compileColumn(column);
  return (text = '') => {
    // A check of our own is synchronous; and not every database has a NUL in its texts.
    const checked = check(text);
    if (checked instanceof Promise || !('value' in checked) || text.includes('\0')) throw notFound();
    return checked.value as Key;
  };
}
