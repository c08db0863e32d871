/** The types of an API as a client sees it, inferred from the app: no code, nothing generated. */
import type { LightApi } from '../app.ts';
import type { CreateInput, Json, UpdateInput } from '../field/infer.ts';

export type { CreateInput, Json, UpdateInput } from '../field/infer.ts';

/** What is sent to and received from one endpoint. */
export interface EndpointTypes<E> {
  /** A row as JSON. */
  row: Json<E>;
  /** The body of a list; `next` is the address where it goes on. */
  list: { results: Json<E>[]; next?: string };
  /** The body of a POST. */
  create: CreateInput<E>;
  /** The body of a PUT. */
  replace: CreateInput<E> & { version: number };
  /** The body of a PATCH. */
  update: UpdateInput<E>;
}

/**
 * The types of every route of an app.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 * import type { ApiTypes } from 'lightapi/client';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * type Book = ApiTypes<typeof app>['/books']['row'];
 *
 * const headline = ({ title, created_at }: Book): string => `${title}, ${created_at.slice(0, 10)}`;
 * console.assert(typeof headline === 'function');
 * ```
 */
export type ApiTypes<App> =
  App extends LightApi<infer R> ? { [Route in keyof R]: EndpointTypes<InstanceOf<R[Route]>> } : never;

type InstanceOf<Class> = Class extends new () => infer Instance ? Instance : never;
