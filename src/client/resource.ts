/** The calls of one endpoint. */

import { NetworkError } from './errors.ts';
import type {
  Flat,
  IdOf,
  InputOf,
  IsVersioned,
  IsVersionedOnDelete,
  KnownBy,
  NamesOf,
  PageOf,
  QueryOf,
  RowOf,
  VerbsOf,
  Versioned,
} from './infer.ts';
import { type Answer, type CallOptions, part, type Send } from './request.ts';

/** A reply that is cut down to some fields. */
interface Sparse<Name extends string> {
  /** The fields to show. Default: all. */
  readonly fields?: readonly Name[] | undefined;
}

/** How a call says which state of a row it changes, where the row has no `version`. */
interface Conditional extends CallOptions {
  /** The `ETag` that was read, as `etagOf(row)` tells it. */
  readonly ifMatch?: string | undefined;
}

type Cut<Row, Name> = Flat<Pick<Row, Name & keyof Row>>;
type Change<Class> = Flat<Partial<InputOf<Class>>>;
/** With the version that it is of, where the table has versions. */
type At<Class, Data> = IsVersioned<Class> extends true ? Flat<Data & Versioned> : Data;
type Removal<Class> =
  IsVersionedOnDelete<Class> extends true
    ? [options: Conditional & Versioned]
    : [options?: Conditional & Partial<Versioned>];

/** What an endpoint can be asked; each call is rejected with an `ApiError`, a `NetworkError`, or its signal's reason. */
interface Calls<Class> {
  /** A page of rows, filtered, sorted and continued as the query says. */
  list<Name extends NamesOf<Class> = NamesOf<Class>>(
    query?: QueryOf<Class> & Sparse<Name>,
    options?: CallOptions,
  ): Promise<PageOf<Class, Cut<RowOf<Class>, Name>>>;
  /** All rows, page by page: `for await (const book of api.books.all({ category: 'news' }))`. */
  all<Name extends NamesOf<Class> = NamesOf<Class>>(
    query?: QueryOf<Class> & Sparse<Name>,
    options?: CallOptions,
  ): AsyncGenerator<Cut<RowOf<Class>, Name>, void, undefined>;
  /** One row. */
  get<Name extends NamesOf<Class> = NamesOf<Class>>(
    id: IdOf<Class>,
    options?: CallOptions & Sparse<Name>,
  ): Promise<Cut<RowOf<Class>, Name>>;
  /** Makes a row. */
  create(data: Flat<InputOf<Class>>, options?: CallOptions): Promise<RowOf<Class, 'write'>>;
  /** Puts these values in the place of a row's own, at the version that was read. */
  replace(id: IdOf<Class>, data: At<Class, InputOf<Class>>, options?: Conditional): Promise<RowOf<Class, 'write'>>;
  /** The same, of a row as it was read. */
  replace(row: KnownBy<Class>, data: Flat<InputOf<Class>>, options?: Conditional): Promise<RowOf<Class, 'write'>>;
  /** Changes some values of a row, at the version that was read. */
  update(id: IdOf<Class>, change: At<Class, Change<Class>>, options?: Conditional): Promise<RowOf<Class, 'write'>>;
  /** The same, of a row as it was read. */
  update(row: KnownBy<Class>, change: Change<Class>, options?: Conditional): Promise<RowOf<Class, 'write'>>;
  /** Removes a row, at a version where one is said. */
  delete(id: IdOf<Class>, ...options: Removal<Class>): Promise<void>;
  /** Removes a row if it is as it was read. */
  delete(row: KnownBy<Class>, options?: Conditional): Promise<void>;
}

interface CallsOf {
  GET: 'list' | 'all' | 'get';
  POST: 'create';
  PUT: 'replace';
  PATCH: 'update';
  DELETE: 'delete';
}

/** The calls of an endpoint, for the verbs that it serves. */
export type Resource<Class> = Pick<Calls<Class>, CallsOf[VerbsOf<Class> & keyof CallsOf]>;

/** The names of all calls: a part of a route that is called so is not a property. */
export type CallName = CallsOf[keyof CallsOf];

type Row = Readonly<Record<string, unknown>>;

const etags = new WeakMap<object, string>();

/**
 * The `ETag` of a row that `get`, `create`, `replace` or `update` gave: what says which state of a row is meant where
 * the table has no `version`. The object itself is asked, not a copy of it.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 * import { createClient, etagOf } from 'lightapi/client';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const api = createClient<typeof app>('http://localhost', { fetch: app.fetch });
 * const book = await api.books.create({ title: 'SICP' });
 * console.assert(etagOf(book) === '"1"');
 * await app.close();
 * ```
 */
export const etagOf = (row: object): string | undefined => etags.get(row);

function remembered({ body, headers }: Answer): Row {
  const etag = headers.get('etag');
  if (etag && typeof body === 'object' && body) etags.set(body, etag);
  return body;
}

const isRow = (target: unknown): target is Row => typeof target === 'object' && target !== null;

/** `next` is an address, of which the query alone counts, or a cursor; either asks for the next page of this list. */
function following(next: string, query: object | undefined): object {
  return next.includes(':') ? Object.fromEntries(new URL(next).searchParams) : { ...query, cursor: next };
}

/** The calls of the endpoint at a path. */
export function createCalls(send: Send, path: string): object {
  const at = (target: unknown): string => `${path}/${part(isRow(target) ? target.id : target)}`;
  const list = async (query?: object, options?: CallOptions): Promise<Answer['body']> =>
    (await send('GET', path, { ...options, query })).body;
  const write =
    (method: string) =>
    async (target: unknown, data: object, { ifMatch, ...options }: Conditional = {}): Promise<Row> => {
      const { version } = isRow(target) ? target : {};
      const etag = ifMatch ?? (isRow(target) && version === undefined ? etagOf(target) : undefined);
      const headers = { ...options.headers, ...(etag && { 'if-match': etag }) };
      const body = version === undefined ? data : { ...data, version };
      return remembered(await send(method, at(target), { ...options, headers, body }));
    };
  return {
    list,
    async *all(query?: object, options?: CallOptions) {
      let place: string | undefined;
      do {
        const { results, next } = await list(place ? following(place, query) : query, options);
        yield* results;
        if (next && next === place) throw new NetworkError(`GET ${path}: the list does not go on`);
        place = next;
      } while (place);
    },
    get: async (id: unknown, { fields, ...options }: CallOptions & Sparse<string> = {}) =>
      remembered(await send('GET', at(id), { ...options, query: { fields } })),
    create: async (body: object, options?: CallOptions) => remembered(await send('POST', path, { ...options, body })),
    replace: write('PUT'),
    update: write('PATCH'),
    delete: async (target: unknown, { ifMatch, version, ...options }: Conditional & Partial<Versioned> = {}) => {
      const own = isRow(target) ? (target.version ?? undefined) : undefined;
      const state = version ?? own;
      const etag = ifMatch ?? (state === undefined ? isRow(target) && etagOf(target) : `"${state}"`);
      await send('DELETE', at(target), {
        ...options,
        headers: { ...options.headers, ...(etag && { 'if-match': etag }) },
      });
    },
  };
}
