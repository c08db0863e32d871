/** A Model at a route with its policies: what handlers, tables and the printed list of routes are made from. */
import type { CompiledFiltering } from '../filter/filtering.ts';
import type { Model } from '../model.ts';
import type { MakePaginator } from '../pagination/option.ts';

/** What an endpoint says of its requests, compiled as far as a class allows. */
export interface Policies {
  readonly filtering: CompiledFiltering;
  readonly paginator: MakePaginator;
  readonly strictQuery: boolean;
  readonly requireVersionOnDelete: boolean;
}

export interface Resource {
  /** The path of the collection: `/books`. */
  readonly route: string;
  readonly model: Model;
  readonly policies: Policies;
}
