/** What a verb works with, bound once at start. */
import type { Context } from 'hono';
import type { State, Table } from '../database/database.ts';
import { validationFailed } from '../errors.ts';
import type { CompiledFiltering } from '../filter/filtering.ts';
import type { ReadFields } from '../filter/sparse-fields.ts';
import { inQuery } from '../filter/value.ts';
import type { BodyRules } from '../http/body.ts';
import { preconditionFailed } from '../http/conditional.ts';
import type { Column, Locking, Query, Values } from '../model.ts';
import type { Paginator } from '../pagination/pagination.ts';
import type { BodySchema } from '../schema/schema.ts';

export interface ActionContext {
  readonly table: Table;
  readonly schema: BodySchema;
  readonly body: BodyRules;
  readonly filtering: CompiledFiltering;
  readonly paginator: Paginator;
  readonly fields: ReadFields;
  /** Refuses parameters that mean nothing, where the endpoint is strict. */
  readonly checkQuery: (query: Query) => void;
  readonly checkItemQuery: (query: Query) => void;
  readonly primaryKey: Column;
  /** The columns as the database has them, by name. */
  readonly columns: ReadonlyMap<string, Column>;
  /** The address of a request as its client knows it. */
  readonly publicUrl: (c: Context) => string;
  /** A DELETE must say the version that it removes. */
  readonly requireVersionOnDelete: boolean;
  readonly locking: Locking;
  readonly now: () => Date;
  /** What every new row has: its times and its first version. */
  readonly stamps: (at: Date) => Values;
  /** What fills columns in that the body of a request leaves out, besides their defaults. */
  readonly filled?: Values;
}

/** The state that the tags of `If-Match` mean. Throws `precondition_failed` where no row can be in it. */
export function stateOf({ locking }: Pick<ActionContext, 'locking'>, tags: readonly string[]): State {
  if (locking !== 'version') return { tags };
  const versions = tags.filter((tag) => /^(?:0|[1-9]\d{0,14})$/.test(tag));
  const [version, ...more] = versions;
  if (version === undefined) throw preconditionFailed();
  return more.length === 0 ? { version: Number(version) } : { tags: versions };
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
