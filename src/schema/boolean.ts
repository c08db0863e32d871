/** Booleans in: true and false, and the words and numbers that the original takes for them. */
import { z } from 'zod';
import { coerced } from './coerced.ts';

const meanings = new Map<unknown, boolean>([
  ...[1, '1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...[0, '0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

export function booleanSchema(): z.ZodType {
  return coerced((value, refused) => {
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string' && typeof value !== 'number') {
      return refused({ type: 'bool_type', msg: 'Input should be a valid boolean' });
    }
    const meaning = meanings.get(typeof value === 'string' ? value.toLowerCase() : value);
    if (meaning !== undefined) return meaning;
    return refused({ type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' });
  }, z.boolean());
}
