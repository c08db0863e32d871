/** The class that users extend: its fields are the table, the validation and the endpoint. */
import { Field } from '../field/field.ts';
import type { Meta } from './meta.ts';

/**
 * One class is the table, the validation schema and the REST endpoint. Every endpoint has `id`, `created_at`,
 * `updated_at` and `version`: never declared, never accepted as input, always in responses.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1 });
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const reply = await app.request('/books', {
 *   method: 'POST',
 *   headers: { 'Content-Type': 'application/json' },
 *   body: JSON.stringify({ title: 'SICP' }),
 * });
 * console.assert(reply.status === 201);
 * await app.close();
 * ```
 */
export abstract class RestEndpoint {
  /** The primary key, given by the database, never given twice. */
  readonly id = new Field<number, number, 'none'>('integer', {}, true);
  /** When the row was created. */
  readonly created_at = new Field<Date, string, 'none'>('datetime', {}, true);
  /** When the row was last written. */
  readonly updated_at = new Field<Date, string, 'none'>('datetime', {}, true);
  /** 1 on creation, one more with every PUT and PATCH, which must say the version that they change. */
  readonly version = new Field<number, number, 'none'>('integer', {}, true);

  // biome-ignore lint/suspicious/noExplicitAny: a class of any fields; a subclass narrows it to its own
  static meta: Meta<any> = {};
}

/** A class that can be registered: concrete, made without arguments. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type EndpointClass = (new () => RestEndpoint) & { readonly meta: Meta<any> };
