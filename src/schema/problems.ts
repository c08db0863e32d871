/** Why a value is refused, in the words of the original's error list: from Zod's issues, or said by a coercion itself. */
import type { z } from 'zod';
import type { Refusal } from '../errors.ts';

type Issue = z.core.$ZodIssue;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The refusals that more than one type uses. */
export const refusals = {
  missing: { type: 'missing', msg: 'Field required' },
  finite: { type: 'finite_number', msg: 'Input should be a finite number' },
  notAnObject: {
    type: 'model_attributes_type',
    msg: 'Input should be a valid dictionary or object to extract fields from',
  },
  tooShort: (min_length: number): Refusal => ({
    type: 'string_too_short',
    msg: `String should have at least ${plural(min_length, 'character')}`,
    ctx: { min_length },
  }),
  tooLong: (max_length: number): Refusal => ({
    type: 'string_too_long',
    msg: `String should have at most ${plural(max_length, 'character')}`,
    ctx: { max_length },
  }),
  places: (decimal_places: number): Refusal => ({
    type: 'decimal_max_places',
    msg: `Decimal input should have no more than ${plural(decimal_places, 'decimal place')}`,
    ctx: { decimal_places },
  }),
  digits: (max_digits: number): Refusal => ({
    type: 'decimal_max_digits',
    msg: `Decimal input should have no more than ${plural(max_digits, 'digit')} in total`,
    ctx: { max_digits },
  }),
  wholeDigits: (whole_digits: number): Refusal => ({
    type: 'decimal_whole_digits',
    msg: `Decimal input should have no more than ${plural(whole_digits, 'digit')} before the decimal point`,
    ctx: { whole_digits },
  }),
} as const;

const words = {
  gt: ['greater_than', 'greater than'],
  ge: ['greater_than_equal', 'greater than or equal to'],
  lt: ['less_than', 'less than'],
  le: ['less_than_equal', 'less than or equal to'],
} as const;

/** A bound that a value breaks: `{"ge": 0}`. A bigint bound is a string in JSON. */
export function outOfBounds(kind: keyof typeof words, bound: number | string | bigint): Refusal {
  const [type, phrase] = words[kind];
  return {
    type,
    msg: `Input should be ${phrase} ${bound}`,
    ctx: { [kind]: typeof bound === 'bigint' ? String(bound) : bound },
  };
}

/** Says a refusal to Zod, so that it comes out of a parse as an issue. */
export function refuse(issues: z.core.$ZodRawIssue[], input: unknown, refusal: Refusal): void {
  issues.push({ code: 'custom', input, message: refusal.msg, params: refusal });
}

/** An issue of Zod as the original words it; what the original doesn't know keeps Zod's message. */
export function refusalOf(issue: Issue): Refusal {
  if (issue.code === 'custom' && typeof issue.params?.type === 'string') return issue.params as unknown as Refusal;
  if (issue.code === 'too_small') return outOfBounds(issue.inclusive ? 'ge' : 'gt', issue.minimum);
  if (issue.code === 'too_big') return outOfBounds(issue.inclusive ? 'le' : 'lt', issue.maximum);
  if (issue.code === 'not_multiple_of') {
    const { divisor } = issue;
    return { type: 'multiple_of', msg: `Input should be a multiple of ${divisor}`, ctx: { multiple_of: divisor } };
  }
  return { type: 'value_error', msg: issue.message };
}
