/** What a verb works with, bound once at start. */
import type { Table } from '../database/database.ts';
import { validationFailed } from '../errors.ts';
import type { CompiledFiltering } from '../filter/filtering.ts';
import type { Pick } from '../filter/sparse-fields.ts';
import { inQuery } from '../filter/value.ts';
import type { BodyRules } from '../http/body.ts';
import type { Column, Query } from '../model.ts';
import type { Paginator } from '../pagination/pagination.ts';
import type { BodySchema } from '../schema/schema.ts';

export interface ActionContext {
  readonly table: Table;
  readonly schema: BodySchema;
  readonly body: BodyRules;
  readonly filtering: CompiledFiltering;
  readonly paginator: Paginator;
  readonly sparse: Pick;
  /** Refuses parameters that mean nothing, where the endpoint is strict. */
  readonly checkQuery: (query: Query) => void;
  readonly primaryKey: Column;
  /** A DELETE must say the version that it removes. */
  readonly requireVersionOnDelete: boolean;
  readonly now: () => Date;
}

/** Compiles `meta.strictQuery`: without it, as in the original, unknown parameters are ignored. */
export function compileStrictQuery(isStrict: boolean, known: ReadonlySet<string>): (query: Query) => void {
  if (!isStrict) return () => undefined;
  const refusal = { type: 'extra_forbidden', msg: 'Extra inputs are not permitted' };
  return (query) => {
    const unknown = [...query].filter(([name]) => !known.has(name));
    if (unknown.length === 0) return;
    throw validationFailed(unknown.map(([name, values]) => inQuery(refusal, name.slice(0, 100), values.at(-1))));
  };
}
