/** Text in: strings, enumerations and UUIDs. */
import { z } from 'zod';
import type { Column } from '../model.ts';
import { coerced, type Refused } from './coerced.ts';
import { refusals, refuse } from './problems.ts';

const stringType = { type: 'string_type', msg: 'Input should be a valid string' };
const illFormed = {
  type: 'string_unicode',
  msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
};

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Lengths are in code points, as PostgreSQL counts; they are counted only where UTF-16 units leave it open. */
const isShorter = (text: string, least: number): boolean =>
  text.length < least || (text.length < 2 * least && codePoints(text) < least);
const isLonger = (text: string, most: number): boolean =>
  text.length > most && (text.length > 2 * most || codePoints(text) > most);

const toText = (value: unknown, refused: Refused): unknown => {
  if (typeof value !== 'string') return refused(stringType);
  return value.isWellFormed() ? value : refused(illFormed);
};

export function stringSchema({ constraints: { minLength = 0, maxLength, pattern } }: Column): z.ZodType {
  const fits = z.string().check(({ value, issues }) => {
    if (isShorter(value, minLength)) refuse(issues, value, refusals.tooShort(minLength));
    if (maxLength !== undefined && isLonger(value, maxLength)) refuse(issues, value, refusals.tooLong(maxLength));
    if (pattern !== undefined && !pattern.test(value)) {
      const { source } = pattern;
      refuse(issues, value, {
        type: 'string_pattern_mismatch',
        msg: `String should match pattern '${source}'`,
        ctx: { pattern: source },
      });
    }
  });
  return coerced(toText, fits);
}

export function enumSchema({ constraints: { values = [] } }: Column): z.ZodType {
  const quoted = values.map((value) => `'${value}'`);
  const expected = [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((part) => part !== '').join(' or ');
  const refusal = { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } };
  const allowed = new Set<unknown>(values);
  return coerced((value, refused) => (allowed.has(value) ? value : refused(refusal)), z.enum(values as [string]));
}

const canonicalUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const looseUuid = /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

export function uuidSchema(): z.ZodType {
  return coerced((value, refused) => {
    if (typeof value !== 'string') {
      return refused({ type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' });
    }
    if (canonicalUuid.test(value)) return value;
    const match = looseUuid.exec(value);
    if (match !== null) return match.slice(1).join('-').toLowerCase();
    const error = 'expected 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12';
    return refused({ type: 'uuid_parsing', msg: `Input should be a valid UUID, ${error}`, ctx: { error } });
  }, z.string());
}
