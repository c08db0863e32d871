/** What a class says besides its fields: `static meta`. */
import type { Authentication } from '../auth/authentication.ts';
import type { Cache } from '../cache/cache.ts';
import type { ShownNames } from '../field/infer.ts';
import type { Filtering } from '../filter/filtering.ts';
import type { RateLimitOption } from '../middleware/rate-limit.ts';
import type { Verb } from '../model.ts';
import type { Pagination } from '../pagination/option.ts';
import type { SerializerOption } from '../schema/serializer.ts';

/** The verbs that are served; what one says of authentication stands over what the endpoint says. */
export type MethodMap = Readonly<Partial<Record<Verb, { readonly authentication?: Authentication } | null>>>;

/**
 * The options of an endpoint. A class without `meta` inherits its base's; one with its own replaces it whole.
 *
 * @example
 * ```ts
 * import { field, type Meta, RestEndpoint } from 'lightapi';
 *
 * class ReadingEndpoint extends RestEndpoint {
 *   celsius = field.number();
 *   static override meta: Meta<ReadingEndpoint> = { table: 'sensor_readings', methods: ['GET', 'POST'] };
 * }
 * console.assert(ReadingEndpoint.meta.table === 'sensor_readings');
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: a base that others extend can not know their columns
export interface Meta<E = any> {
  /**
   * `true`: the columns are those of a table or view that the database has. `'partial'`: so they are, and columns that the
   * class declares and the table lacks are added to it. Default: the class declares its columns.
   */
  reflect?: boolean | 'full' | 'partial';
  /** Said in the API's description. */
  description?: string;
  /** The table's name. Default: the class name in snake_case and plural, without `Endpoint` (`BookEndpoint`: `books`). */
  table?: string;
  /** The name that the table had: a migration renames it, rather than making another. */
  renamedFrom?: string;
  /**
   * The verbs that are served, as a list, or as a map whose values may say who may use each; others get 405. Default:
   * all five.
   */
  methods?: readonly Verb[] | MethodMap;
  /** Who calls, and who may. Default: everybody may. */
  authentication?: Authentication;
  /** How often a client, a user or a key may call. Default: without limit. */
  rateLimit?: RateLimitOption;
  /** How long replies to GET are kept, for who asks the same again; a write ends it. Default: not at all. */
  cache?: Cache;
  /** Which fields replies show. Default: all but those that are `writeOnly`. */
  serializer?: SerializerOption<ShownNames<E>>;
  /** What lists can be filtered, searched and sorted by. Default: nothing. */
  filtering?: Filtering<ShownNames<E>>;
  /** How lists are paged. Default: bounded, and continued by key. */
  pagination?: Pagination;
  /**
   * `false`: PUT and PATCH need no `version`, and the last one wins. Default: they say the version that they change, or,
   * of a table that has none, the `ETag` that they read.
   */
  locking?: false;
  /** Refuses query parameters that mean nothing with 422. Default `false`: they are ignored. */
  strictQuery?: boolean;
  /** A DELETE must say the version that it removes in `If-Match`, 428 otherwise. Default `false`. */
  requireVersionOnDelete?: boolean;
}

declare const unsaid: unique symbol;

/** The `meta` of a class that says none, which a typed client tells from one that says something. */
export interface NoMeta extends Meta {
  readonly [unsaid]?: never;
}

/** The keys of `Meta`, for telling a misspelt one at start; the compiler tells where one is missing here. */
export const metaKeys: readonly string[] = Object.keys({
  ...{ reflect: 0, table: 0, renamedFrom: 0, methods: 0, serializer: 0, filtering: 0, pagination: 0 },
  ...{
    description: 0,
    authentication: 0,
    rateLimit: 0,
    cache: 0,
    strictQuery: 0,
    locking: 0,
    requireVersionOnDelete: 0,
  },
} satisfies Record<keyof Meta<unknown>, 0>);
