/** A Model at a route with its policies: what handlers, tables and the printed list of routes are made from. */
import type { Authentication } from '../auth/authentication.ts';
import type { Cache } from '../cache/cache.ts';
import type { CompiledFiltering } from '../filter/filtering.ts';
import type { RateLimitOption } from '../middleware/rate-limit.ts';
import type { Model, QueryParameter, Verb } from '../model.ts';
import type { MakePaginator } from '../pagination/option.ts';
import type { RestEndpoint } from './endpoint.ts';
import type { Overrides } from './overrides.ts';

/** What an endpoint says of its requests, compiled as far as a class allows. */
export interface Policies {
  /** What the endpoint is for, as it is told to machines. */
  readonly description?: string;
  /** Who may use each verb; a verb without an entry is everybody's. */
  readonly authentication: ReadonlyMap<Verb, Authentication>;
  readonly rateLimit: RateLimitOption | undefined;
  /** The limits of verbs in words. */
  readonly limits: ReadonlyMap<Verb, string>;
  /** How long replies to GET are kept; `undefined`: not at all. */
  readonly cache: Cache | undefined;
  readonly filtering: CompiledFiltering;
  readonly paginator: MakePaginator;
  /** What the queries of its lists may say, as it is told to machines. */
  readonly parameters: readonly QueryParameter[];
  readonly strictQuery: boolean;
  readonly requireVersionOnDelete: boolean;
}

export interface Resource {
  /** The path of the collection: `/books`. */
  readonly route: string;
  readonly model: Model;
  readonly policies: Policies;
  /** The object of the class that answers, and what it overrides. */
  readonly endpoint: RestEndpoint;
  readonly overrides: Overrides;
}
