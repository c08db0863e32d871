/** JSON in: any value that can be written out again, nested to a bounded depth. */
import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { coerced } from './coerced.ts';
import { refusals } from './problems.ts';

/** Deeper nesting is refused: what writes JSON out recurses. */
const depthLimit = 100;

const tooDeep = {
  type: 'json_too_deep',
  msg: `Input should be nested at most ${depthLimit} deep`,
  ctx: { max_depth: depthLimit },
};

/** Why a value can't be kept as JSON; `1e999` is valid JSON text, but no number that JSON could say again. */
function refusalOf(value: unknown, depth: number): Refusal | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return refusals.finite;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return tooDeep;
  for (const item of Object.values(value)) {
    const refusal = refusalOf(item, depth - 1);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export function jsonSchema(): z.ZodType {
  return coerced((value, refused) => {
    if (value === undefined || value === null) return refused({ type: 'json_type', msg: 'Input should not be null' });
    const refusal = refusalOf(value, depthLimit);
    return refusal === undefined ? value : refused(refusal);
  }, z.unknown());
}
