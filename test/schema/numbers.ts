/** What becomes of each input of the numeric types: JSON text, and the value that is stored, or why it is refused. */
import { field } from 'lightapi';
import type { AnyField, Refusal } from './column.ts';

export interface NumericType {
  readonly name: string;
  readonly of: () => AnyField;
  readonly accepts: readonly (readonly [json: string, value: unknown])[];
  readonly refuses: readonly (readonly [json: string, why: Refusal])[];
  readonly limits: readonly (readonly [bounded: AnyField, good: string, bad: string, why: Refusal])[];
}

const phrases = {
  gt: ['greater_than', 'greater than'],
  ge: ['greater_than_equal', 'greater than or equal to'],
  lt: ['less_than', 'less than'],
  le: ['less_than_equal', 'less than or equal to'],
} as const;

const bound = (kind: keyof typeof phrases, value: number | string): Refusal => ({
  type: phrases[kind][0],
  msg: `Input should be ${phrases[kind][1]} ${value}`,
  ctx: { [kind]: value },
});
const multiple = (multiple_of: number): Refusal => ({
  type: 'multiple_of',
  msg: `Input should be a multiple of ${multiple_of}`,
  ctx: { multiple_of },
});

export const finite: Refusal = { type: 'finite_number', msg: 'Input should be a finite number' };
const integerType = { type: 'int_type', msg: 'Input should be a valid integer' };
const integerParsing = {
  type: 'int_parsing',
  msg: 'Input should be a valid integer, unable to parse string as an integer',
};
export const fractional: Refusal = {
  type: 'int_from_float',
  msg: 'Input should be a valid integer, got a number with a fractional part',
};
const most = Number.MAX_SAFE_INTEGER;

const integer: NumericType = {
  name: 'integer',
  of: () => field.integer(),
  accepts: [
    ['0', 0],
    ['-0', 0],
    ['5', 5],
    ['-5', -5],
    ['5.0', 5],
    ['1e3', 1000],
    ['"5"', 5],
    ['" 5 "', 5],
    ['"+5"', 5],
    ['"5.0"', 5],
    ['"1_000"', 1000],
    ['"007"', 7],
    ['true', 1],
    ['false', 0],
    ['9007199254740991', most],
    ['-9007199254740991', -most],
    ['"9007199254740991"', most],
  ],
  refuses: [
    ...['"abc"', '""', '" "', '"0x10"', '"5.5"', '"1__0"', '"٣"', '"1e3"'].map(
      (json) => [json, integerParsing] as const,
    ),
    ...['null', '[]', '[5]', '{}'].map((json) => [json, integerType] as const),
    ['5.5', fractional],
    ['9007199254740993', bound('le', most)],
    ['-9007199254740993', bound('ge', -most)],
    ['"9007199254740993"', bound('le', most)],
    ['1e300', bound('le', most)],
  ],
  limits: [
    [field.integer({ gt: 0 }), '1', '0', bound('gt', 0)],
    [field.integer({ ge: 0 }), '0', '-1', bound('ge', 0)],
    [field.integer({ lt: 10 }), '9', '10', bound('lt', 10)],
    [field.integer({ le: -5 }), '-5', '-4', bound('le', -5)],
    [field.integer({ multipleOf: 5 }), '-10', '7', multiple(5)],
  ],
};

const floatParsing = {
  type: 'float_parsing',
  msg: 'Input should be a valid number, unable to parse string as a number',
};
const floatType = { type: 'float_type', msg: 'Input should be a valid number' };

const number: NumericType = {
  name: 'number',
  of: () => field.number(),
  accepts: [
    ['3', 3],
    ['0.1', 0.1],
    // As in the original on SQLite.
    ['-0.0', 0],
    ['"1.25"', 1.25],
    ['" 1.25 "', 1.25],
    ['"1e5"', 100_000],
    ['".5"', 0.5],
    ['"1_000.5"', 1000.5],
    ['true', 1],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['-1.7976931348623157e308', -Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740993', 9007199254740992],
  ],
  refuses: [
    ...['"x"', '""', '"0x10"', '"1,5"', '"."'].map((json) => [json, floatParsing] as const),
    ...['null', '[]', '{}'].map((json) => [json, floatType] as const),
    ...['"NaN"', '"-Infinity"', '"inf"', '"1e999"'].map((json) => [json, finite] as const),
  ],
  limits: [
    [field.number({ gt: 0.5 }), '0.6', '0.5', bound('gt', 0.5)],
    [field.number({ ge: 0 }), '0', '-0.1', bound('ge', 0)],
    [field.number({ lt: 1 }), '0.9', '1', bound('lt', 1)],
    [field.number({ le: 1 }), '1', '1.1', bound('le', 1)],
    [field.number({ multipleOf: 0.1 }), '0.3', '0.35', multiple(0.1)],
  ],
};

const int64 = { least: '-9223372036854775808', most: '9223372036854775807' };

const bigint: NumericType = {
  name: 'bigint',
  of: () => field.bigint(),
  accepts: [
    ['0', '0'],
    ['-0', '0'],
    ['5', '5'],
    ['5.0', '5'],
    ['1e3', '1000'],
    ['"5"', '5'],
    ['" +1_000 "', '1000'],
    ['true', '1'],
    ['9007199254740993', '9007199254740993'],
    ['"9007199254740993"', '9007199254740993'],
    [int64.most, int64.most],
    [`"${int64.most}"`, int64.most],
    [int64.least, int64.least],
    [`"${int64.least}"`, int64.least],
  ],
  refuses: [
    ...['"abc"', '""', '"0x10"'].map((json) => [json, integerParsing] as const),
    ...['null', '[]', '{}'].map((json) => [json, integerType] as const),
    ['"9223372036854775808"', bound('le', int64.most)],
    ['"-9223372036854775809"', bound('ge', int64.least)],
  ],
  limits: [
    [field.bigint({ gt: 0n }), '"1"', '"0"', bound('gt', '0')],
    [
      field.bigint({ ge: 9007199254740993n }),
      '"9007199254740993"',
      '"9007199254740992"',
      bound('ge', '9007199254740993'),
    ],
    [field.bigint({ lt: 10 }), '"9"', '"10"', bound('lt', '10')],
    [field.bigint({ le: 10 }), '"10"', '"11"', bound('le', '10')],
  ],
};

const decimalParsing = { type: 'decimal_parsing', msg: 'Input should be a valid decimal' };
const decimalType = {
  type: 'decimal_type',
  msg: 'Decimal input should be an integer, float, string or Decimal object',
};
const digits = (type: string, ctx: Record<string, number>, where: string): Refusal => ({
  type,
  msg: `Decimal input should have no more than ${Object.values(ctx)[0]} ${where}`,
  ctx,
});
const money = (options: Parameters<typeof field.decimal>[0] = {}) => field.decimal({ decimalPlaces: 2, ...options });

const decimal: NumericType = {
  name: 'decimal of two places',
  of: money,
  accepts: [
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['"12345678901234567890.12"', '12345678901234567890.12'],
    ['-12345678901234567890.12', '-12345678901234567890.12'],
    ['0.1', '0.10'],
    ['5', '5.00'],
    ['"5"', '5.00'],
    ['" 1.5 "', '1.50'],
    ['"+1.5"', '1.50'],
    ['"1_0"', '10.00'],
    ['"1e3"', '1000.00'],
    ['1e3', '1000.00'],
    ['"15e-1"', '1.50'],
    ['".5"', '0.50'],
    ['"-0"', '0.00'],
    ['-0.00', '0.00'],
    ['1.100', '1.10'],
    ['"00012.3"', '12.30'],
  ],
  refuses: [
    ...['"abc"', '""', '"."', '"1.2.3"', '"1e99999"', '"0x10"'].map((json) => [json, decimalParsing] as const),
    ...['null', 'true', '[]', '{}'].map((json) => [json, decimalType] as const),
    ...['"NaN"', '"Infinity"', '"-inf"'].map((json) => [json, finite] as const),
    ['"1.239"', digits('decimal_max_places', { decimal_places: 2 }, 'decimal places')],
  ],
  limits: [
    [money({ ge: 0 }), '"0.00"', '"-0.01"', bound('ge', 0)],
    [money({ gt: '0.1' }), '"0.11"', '"0.1"', bound('gt', '0.1')],
    [
      money({ lt: '10000000000000000000.02' }),
      '"10000000000000000000.01"',
      '"10000000000000000000.02"',
      bound('lt', '10000000000000000000.02'),
    ],
    [money({ le: 100 }), '"100.00"', '"100.01"', bound('le', 100)],
    [
      money({ maxDigits: 4 }),
      '"99.99"',
      '"100"',
      digits('decimal_whole_digits', { whole_digits: 2 }, 'digits before the decimal point'),
    ],
    [
      money({ maxDigits: 4 }),
      '"99.99"',
      '"123.45"',
      digits('decimal_max_digits', { max_digits: 4 }, 'digits in total'),
    ],
  ],
};

export const numericTypes: readonly NumericType[] = [integer, number, bigint, decimal];
