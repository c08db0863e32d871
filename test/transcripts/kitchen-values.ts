/** What differs in the recorded kitchen where values come in. */
import type { Difference } from './difference.ts';
import { because } from './everywhere.ts';
import { malformed, problem, refused } from './refusals.ts';

const exactIntegers = 'an integer that JSON does not hold exactly is refused: there is field.bigint';
const milliseconds = 'times are kept to the millisecond';
const ownPlaces = 'a decimal without decimalPlaces keeps its own places';

const { exactlyAtMost, atLeast, atMost, timeText, timeType, uuidText, uuidType } = problem;

const tooMany = (field: string, input: string | number) => ({ ...problem.tooManyPlaces(2), loc: [field], input });

const types: readonly Difference[] = [
  {
    names: ['ev_full'],
    because: `${ownPlaces}; ${milliseconds}`,
    changes: { dec_opt: '1.1', dt_opt: '2020-01-01T00:00:00.123Z' },
  },
  {
    names: ['int_i64max', 'int_i64max_plus1'],
    because: exactIntegers,
    ...refused({ ...exactlyAtMost, loc: ['i'], input: 2 ** 63 }),
  },
  { names: ['int_huge'], because: exactIntegers, ...refused({ ...exactlyAtMost, loc: ['i'], input: 1e30 }) },
  {
    names: ['int_i64min'],
    because: exactIntegers,
    ...refused({ ...atLeast(Number.MIN_SAFE_INTEGER), loc: ['i'], input: -(2 ** 63) }),
  },
  { names: ['float_str_nan'], because: because.noCrash, ...refused({ ...problem.finite, loc: ['f'], input: 'nan' }) },
  {
    names: ['inf_float'],
    because: because.noPoison,
    spendsId: true,
    ...refused({ ...problem.finite, loc: ['f'], input: null }),
  },
  { names: ['list_after_inf'], because: because.noPoison, status: 200, sameAs: '/everything' },
  { names: ['nan_float'], because: `NaN is not JSON: ${because.noCrash}`, ...malformed },
  {
    names: ['dt_offset'],
    because: 'an offset is converted, where the original drops it and stores another instant',
    changes: { dt: '2024-05-06T01:38:09.000Z' },
  },
  { names: ['dt_micro', 'dt_nano_trunc'], because: milliseconds, changes: { dt: '2024-05-06T07:08:09.123Z' } },
  { names: ['dec_str_3dp'], because: because.exactDecimals, ...refused(tooMany('dec', '1.239')) },
  { names: ['dec_float_3dp'], because: because.exactDecimals, ...refused(tooMany('dec', 1.005)) },
  {
    names: ['dec_big_precise'],
    because: 'a decimal is exact, where the original makes a float of it',
    changes: { dec: '12345678901234567890.12' },
  },
  { names: ['dec_opt_many_places'], because: ownPlaces, changes: { dec_opt: '0.12345678901234' } },
  {
    names: ['patch_null_nonnullable_ignored'],
    because: because.validated,
    ...refused(
      { ...problem.integer, loc: ['i'], input: null },
      { ...timeType, loc: ['dt'], input: null },
      { ...uuidType, loc: ['u'], input: null },
    ),
  },
];

/** In the words of ours: type and place are as recorded. */
const reworded = (name: string, detail: ReturnType<typeof timeText>, at: readonly [string, string]): Difference => ({
  names: [name],
  because: 'how a text is wrong is said in our words: those of Pydantic change with its version',
  body: { detail: [{ ...detail, loc: [at[0]], input: at[1] }] },
});

const notRfc3339 = timeText('expected RFC 3339, as in 2026-11-22T09:30:00Z');

const words: readonly Difference[] = [
  reworded('dt_hour24', timeText('hour value is outside expected range of 0-23'), ['dt', '2024-05-06T24:00:00']),
  reworded('dt_leap_sec', timeText('second value is outside expected range of 0-59'), ['dt', '2016-12-31T23:59:60Z']),
  reworded('dt_bad_tz', timeText('timezone offset must be less than 24 hours'), ['dt', '2024-05-06T07:08:09+25:00']),
  reworded('dt_year10000', notRfc3339, ['dt', '10000-01-01T00:00:00']),
  reworded('dt_trailing', notRfc3339, ['dt', '2024-05-06T07:08:09 x']),
  reworded('uuid_short', uuidText, ['u', '3fa85f64-5717-4562-b3fc-2c963f66afa']),
  reworded('uuid_garbage', uuidText, ['u', 'not-a-uuid']),
  reworded('uuid_empty', uuidText, ['u', '']),
];

const long = 'a'.repeat(50);

const constraints: readonly Difference[] = [
  { names: ['c_dec_ge'], because: because.noCrash, ...refused({ ...atLeast(0), loc: ['price'], input: '-0.01' }) },
  { names: ['c_dec_le'], because: because.noCrash, ...refused({ ...atMost(1000), loc: ['price'], input: '1000.01' }) },
  { names: ['c_dec_places'], because: because.exactDecimals, ...refused(tooMany('price', '1.23456')) },
  {
    names: ['c_patch_bypass_all'],
    because: because.validated,
    ...refused(
      { ...problem.tooLong(5), loc: ['name'], input: long },
      {
        type: 'string_pattern_mismatch',
        loc: ['code'],
        msg: "String should match pattern '^[A-Z]{3}$'",
        input: 'lower!',
        ctx: { pattern: '^[A-Z]{3}$' },
      },
      { ...atLeast(0), loc: ['qty'], input: -999 },
      { type: 'less_than', loc: ['ratio'], msg: 'Input should be less than 1', input: 55.5, ctx: { lt: 1 } },
      tooMany('price', '-1.999'),
      { ...atLeast(0), loc: ['price'], input: '-1.999' },
      { ...problem.tooLong(3), loc: ['tag'], input: 'toolong' },
      { type: 'multiple_of', loc: ['step'], msg: 'Input should be a multiple of 5', input: 7, ctx: { multiple_of: 5 } },
    ),
  },
  {
    names: ['prod_without_description'],
    because: 'the README promises that an Optional field may be left out',
    status: 201,
    body: { name: 'W', price: '1.00', category: 'c', description: null, in_stock: true },
  },
];

export const values: readonly Difference[] = [...types, ...words, ...constraints];
