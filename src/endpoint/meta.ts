/** What a class says besides its fields: `static meta`. */
import type { Verb } from '../model.ts';

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
export interface Meta<_E> {
  /** The table's name. Default: the class name in snake_case and plural, without `Endpoint` (`BookEndpoint`: `books`). */
  table?: string;
  /** The verbs that are served; others get 405. Default: all five. */
  methods?: readonly Verb[];
}

/** The keys of `Meta`, for telling a misspelt one at start. */
export const metaKeys: readonly (keyof Meta<unknown>)[] = ['table', 'methods'];
