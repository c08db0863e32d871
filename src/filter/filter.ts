/** Which rows a list shows: what a filter backend reads of a query, and what an endpoint lets it read. */
import type { Condition } from '../database/conditions.ts';
import type { Order } from '../database/selection.ts';
import type { Column, Query, QueryParameter } from '../model.ts';

/** What an endpoint lets its lists be asked for; only columns that are shown. */
export interface Filterable {
  /** Compared by `?column=` and `?column__operator=`. */
  readonly fields: readonly Column[];
  /** Searched by `?search=`. */
  readonly search: readonly Column[];
  /** Sorted by with `?ordering=`. */
  readonly ordering: readonly Column[];
}

/** What a query asks for. */
export interface Asked {
  readonly where: readonly Condition[];
  readonly order: readonly Order[];
}

/** Reads its own parameters, compiled for one endpoint. Throws `validation_failed`. */
type ReadQuery = (query: Query) => Partial<Asked>;

/** What a backend reads for one endpoint. */
export interface CompiledFilter {
  /** The parameters that are its own, as the API's description tells them. */
  readonly parameters: readonly QueryParameter[];
  readonly read: ReadQuery;
}

/** One way to ask for rows: a class, or an object, in `meta.filtering.backends`. */
export interface FilterBackend {
  /** Compiles what it reads for an endpoint, once, at start. */
  compile(filterable: Filterable): CompiledFilter;
}

/** The last of repeated parameters counts, as in the original. */
export const last = (query: Query, name: string): string | undefined => query.get(name)?.at(-1);
