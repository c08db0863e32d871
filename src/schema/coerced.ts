/** A Zod schema in two steps: a coercion that says its own refusals, then the checks of the type. */
import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { refuse } from './problems.ts';

/** Refuses the value that is being coerced. */
export type Refused = (refusal: Refusal) => never;
export type Coerce = (value: unknown, refused: Refused) => unknown;

/** `coerce` takes what the original takes (`"5"` for an integer); what it returns goes on to `checks`. */
export function coerced(coerce: Coerce, checks: z.ZodType): z.ZodType {
  const step = z.transform((value, context) =>
    coerce(value, (refusal) => {
      refuse(context.issues, value, refusal);
      return z.NEVER;
    }),
  );
  return z.pipe(step, checks);
}
