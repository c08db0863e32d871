/** Whole numbers in a query, from 1 to a limit, or 422. */
import { validationFailed } from '../errors.ts';
import { inQuery } from '../filter/value.ts';

const parsing = { type: 'int_parsing', msg: 'Input should be a valid integer, unable to parse string as an integer' };

/** The number that a parameter says. Throws `validation_failed`. */
export function readWholeNumber(parameter: string, text: string, limit: number): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw validationFailed([inQuery(parsing, parameter, text.slice(0, 100))]);
  const number = Number(text);
  const bound = number < 1 ? (['greater_than_equal', 'ge', 1] as const) : (['less_than_equal', 'le', limit] as const);
  if (number >= 1 && number <= limit) return number;
  const [type, name, value] = bound;
  const msg = `Input should be ${name === 'ge' ? 'greater' : 'less'} than or equal to ${value}`;
  throw validationFailed([inQuery({ type, msg, ctx: { [name]: value } }, parameter, text.slice(0, 100))]);
}
