/** Numbers in: integers, floats, 64-bit integers and exact decimals. */
import { z } from 'zod';
import { compareDecimals, type Decimal, ExactNumber, parseDecimal, renderDecimal } from '../decimal.ts';
import type { Column, Constraints } from '../model.ts';
import { type Coerce, coerced, type Refused } from './coerced.ts';
import { outOfBounds, refusals, refuse } from './problems.ts';

type Bound = 'gt' | 'ge' | 'lt' | 'le';
const boundNames: readonly Bound[] = ['gt', 'ge', 'lt', 'le'];
const breaks: Readonly<Record<Bound, (order: number) => boolean>> = {
  gt: (order) => order <= 0,
  ge: (order) => order < 0,
  lt: (order) => order >= 0,
  le: (order) => order > 0,
};

const integerText = /^[+-]?\d+(?:_\d+)*(?:\.0*)?$/;
const numberText = /^[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const infiniteText = /^[+-]?(?:nan|inf(?:inity)?)$/i;
const plain = (text: string): string => text.trim().replaceAll('_', '');

const tooLong = { type: 'int_parsing_size', msg: 'Unable to parse input string as an integer, exceeded maximum size' };

const toInteger: Coerce = (value, refused) => {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return value;
    if (!Number.isFinite(value)) return refused(refusals.finite);
    return refused({
      type: 'int_from_float',
      msg: 'Input should be a valid integer, got a number with a fractional part',
    });
  }
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return refused({ type: 'int_type', msg: 'Input should be a valid integer' });
  const number = integerText.test(value.trim()) ? Number(plain(value)) : undefined;
  if (number !== undefined) return Number.isFinite(number) ? number : refused(tooLong);
  return refused({ type: 'int_parsing', msg: 'Input should be a valid integer, unable to parse string as an integer' });
};

const toNumber: Coerce = (value, refused) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : refused(refusals.finite);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return refused({ type: 'float_type', msg: 'Input should be a valid number' });
  const number = numberText.test(value.trim()) ? Number(plain(value)) : Number.NaN;
  if (Number.isFinite(number)) return number;
  if (infiniteText.test(value.trim()) || number === Infinity || number === -Infinity) return refused(refusals.finite);
  return refused({ type: 'float_parsing', msg: 'Input should be a valid number, unable to parse string as a number' });
};

/** The bounds as Zod's own checks, so that they also reach the JSON Schema. */
function within(schema: z.ZodNumber, { gt, ge, lt, le, multipleOf }: Constraints): z.ZodNumber {
  let bounded = schema;
  if (gt !== undefined) bounded = bounded.gt(Number(gt));
  if (ge !== undefined) bounded = bounded.gte(Number(ge));
  if (lt !== undefined) bounded = bounded.lt(Number(lt));
  if (le !== undefined) bounded = bounded.lte(Number(le));
  return multipleOf === undefined ? bounded : bounded.multipleOf(multipleOf);
}

/** Beyond 2^53 - 1 a number in JSON no longer is the number that was sent: refused, for `bigint` there is `field.bigint`. */
export const integerSchema = ({ constraints }: Column): z.ZodType =>
  coerced(toInteger, within(z.number().gte(Number.MIN_SAFE_INTEGER).lte(Number.MAX_SAFE_INTEGER), constraints));

export const numberSchema = ({ constraints }: Column): z.ZodType => coerced(toNumber, within(z.number(), constraints));

const int64 = { ge: -(2n ** 63n), le: 2n ** 63n - 1n };

/** No 64-bit integer has as many digits; more are not read, so that none costs more than it is worth. */
const bigintDigits = 64;

const toBigint: Coerce = (value, refused) => {
  if (typeof value === 'bigint') return value;
  if (!(value instanceof ExactNumber) && (typeof value !== 'string' || !integerText.test(value.trim()))) {
    return toBigintFromInteger(value, refused);
  }
  const decimal = parseDecimal(value instanceof ExactNumber ? value.text : value.trim());
  if (decimal === undefined || decimal.whole.length > bigintDigits) return refused(tooLong);
  if (decimal.fraction !== '') return toInteger(0.5, refused);
  return BigInt(renderDecimal(decimal));
};

/** What is no text takes the way of an integer, with its refusals. */
function toBigintFromInteger(value: unknown, refused: Refused): unknown {
  const integer = toInteger(value, refused);
  return typeof integer === 'number' ? BigInt(integer) : integer;
}

export function bigintSchema({ constraints }: Column): z.ZodType {
  const own = boundNames.flatMap((name) => {
    const bound = constraints[name];
    return bound === undefined ? [] : [[name, BigInt(bound)] as const];
  });
  const limits = [...own, ['ge', int64.ge] as const, ['le', int64.le] as const];
  const fits = z.bigint().check(({ value, issues }) => {
    const broken = limits.find(([name, bound]) => breaks[name](value < bound ? -1 : value > bound ? 1 : 0));
    if (broken !== undefined) refuse(issues, value, outOfBounds(...broken));
  });
  return coerced(toBigint, fits);
}

const decimalType = {
  type: 'decimal_type',
  msg: 'Decimal input should be an integer, float, string or Decimal object',
};
const decimalParsing = { type: 'decimal_parsing', msg: 'Input should be a valid decimal' };

/** A bound of a decimal column: given as a number or as exact text. */
function decimalBounds(constraints: Constraints): readonly (readonly [Bound, number | string | bigint, Decimal])[] {
  return boundNames.flatMap((name) => {
    const bound = constraints[name];
    const decimal = bound === undefined ? undefined : parseDecimal(String(bound));
    return bound === undefined || decimal === undefined ? [] : [[name, bound, decimal] as const];
  });
}

export function decimalSchema({ constraints }: Column): z.ZodType {
  const { decimalPlaces, maxDigits } = constraints;
  const bounds = decimalBounds(constraints);
  const fits = z.string().check(({ value, issues }) => {
    const decimal = parseDecimal(value);
    if (decimal === undefined) return;
    const whole = decimal.whole === '0' ? 0 : decimal.whole.length;
    const places = decimal.fraction.length;
    if (decimalPlaces !== undefined && places > decimalPlaces) refuse(issues, value, refusals.places(decimalPlaces));
    else if (maxDigits !== undefined && whole + places > maxDigits) refuse(issues, value, refusals.digits(maxDigits));
    else if (maxDigits !== undefined && whole > maxDigits - (decimalPlaces ?? 0)) {
      refuse(issues, value, refusals.wholeDigits(maxDigits - (decimalPlaces ?? 0)));
    }
    for (const [name, bound, limit] of bounds) {
      if (breaks[name](compareDecimals(decimal, limit))) refuse(issues, value, outOfBounds(name, bound));
    }
  });
  return coerced((value, refused) => {
    const given = value instanceof ExactNumber ? value.text : value;
    if (!['string', 'number', 'bigint'].includes(typeof given)) return refused(decimalType);
    const text = String(given).trim();
    if (infiniteText.test(text)) return refused(refusals.finite);
    const decimal = parseDecimal(text);
    return decimal === undefined ? refused(decimalParsing) : renderDecimal(decimal, decimalPlaces);
  }, fits);
}
