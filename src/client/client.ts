/** The client of an API, typed by the app: its routes as properties, and nothing of the server but types. */
import type { Flat, InputOf, IsVersioned, PageOf, QueryOf, RowOf, Versioned } from './infer.ts';
import { type Call, type CallOptions, type ClientOptions, type Credentials, compileSend, part } from './request.ts';
import { type CallName, createCalls, type Resource } from './resource.ts';

export type { Problem } from '../errors.ts';
export type { CreateInput, Json, UpdateInput } from '../field/infer.ts';
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  NetworkError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  ValidationError,
  VersionConflictError,
} from './errors.ts';
export type { CallOptions, ClientOptions, Retry } from './request.ts';
export { etagOf, type Resource } from './resource.ts';

/** What is sent to and received from one endpoint. */
export interface EndpointTypes<Class> {
  /** A row as JSON. */
  row: RowOf<Class>;
  /** The query of a list. */
  query: QueryOf<Class>;
  /** The body of a list; `next` says where it goes on. */
  list: PageOf<Class, RowOf<Class>>;
  /** The body of a POST. */
  create: InputOf<Class>;
  /** The body of a PUT. */
  replace: IsVersioned<Class> extends true ? InputOf<Class> & Versioned : InputOf<Class>;
  /** The body of a PATCH. */
  update: IsVersioned<Class> extends true ? Flat<Partial<InputOf<Class>> & Versioned> : Partial<InputOf<Class>>;
}

/** What has routes: an app. */
interface Routed<Routes> {
  readonly routes: Routes;
}

type RoutesOf<App> = App extends Routed<infer Routes> ? Routes : unknown;

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
export type ApiTypes<App> = { [Route in keyof RoutesOf<App>]: EndpointTypes<RoutesOf<App>[Route]> };

/** A class of which nothing is known. */
interface Anything {
  readonly meta: { readonly reflect: true; readonly pagination?: object };
  new (): object;
}

/** What every client has; no part of a route begins with `$`. */
interface Doors<Routes> {
  /** The endpoint at a route: `api.$at('/api/v1/books')`. A client without a type takes any. */
  $at<Route extends unknown extends Routes ? string : keyof Routes & string>(
    route: Route,
  ): Resource<Route extends keyof Routes ? Routes[Route] : Anything>;
  /** The user of a name and password, and their token, where the API gives any; no credentials are sent besides. */
  $login(credentials: Credentials, options?: CallOptions): Promise<Login>;
  /** Calls any other path, and gives the JSON of its reply. */
  $request<T = unknown>(
    method: string,
    path: `/${string}`,
    options?: CallOptions & { readonly body?: unknown },
  ): Promise<T>;
}

interface Login {
  readonly token?: string;
  readonly user: { readonly sub: string; readonly [claim: string]: unknown };
}

/** Names that every object has or is asked for: routes that are called so are had from `$at`. */
type Reserved = 'then' | 'toJSON' | keyof typeof Object.prototype;

/** `books` of `/books`, and `api` of `/api/v1/books`. */
type Leaf<Route> = Route extends `/${infer Name}` ? (Name extends `${string}/${string}` ? never : Name) : never;
type Parent<Route> = Route extends `/${infer Name}/${string}` ? Name : never;

/** The routes under a path, without it. */
type Under<Routes, Path extends string> = {
  [Route in keyof Routes as Route extends `${Path}/${infer Rest}` ? `/${Rest}` : never]: Routes[Route];
};

/** Each part of a route is a property: `/books` is `api.books`, `/api/v1/books` is `api.api.v1.books`. */
type Tree<Routes, Without = Reserved> = {
  readonly [Route in keyof Routes as Exclude<Leaf<Route>, Without>]: Resource<Routes[Route]>;
} & {
  readonly [Name in Exclude<Parent<keyof Routes>, Without>]: Tree<Under<Routes, `/${Name}`>, Reserved | CallName>;
};

/** A client of an app. */
export type Client<App = unknown> = Doors<RoutesOf<App>> & Tree<RoutesOf<App>>;

/** Names that are the object's own, or that the language asks of any object, are no routes. */
const isRoute = (target: object, name: string | symbol): name is string =>
  typeof name === 'string' && !(name in target) && !['then', 'toJSON'].includes(name) && !name.startsWith('$');

/** An object whose further properties are the routes below a path, each made once. */
function branch(own: object, under: (name: string) => object): object {
  return new Proxy(own, {
    get(target, name): unknown {
      if (isRoute(target, name)) Reflect.set(target, name, under(part(name)));
      return Reflect.get(target, name);
    },
  });
}

/** Where an API is: without a slash at its end. A page may say a path of its own host. */
function baseOf(url: string | URL): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const { origin, pathname } = new URL(url, location?.href);
  return origin + pathname.replace(/\/$/, '');
}

/**
 * A client of the API at a URL, typed by its app: names of routes, filters and fields are completed, and wrong ones
 * refused, by the compiler. At run time it knows nothing of the app: a property is a part of a path.
 *
 * @example
 * ```ts
 * import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
 * import { createClient, ValidationError } from 'lightapi/client';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1 });
 *   price = field.decimal({ optional: true });
 *   static override meta = { filtering: { fields: ['price'], ordering: ['title'] } } satisfies Meta<BookEndpoint>;
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const api = createClient<typeof app>('http://localhost', { fetch: app.fetch });
 *
 * const book = await api.books.create({ title: 'SICP', price: '9.50' });
 * await api.books.update(book, { price: '12' });
 * for await (const { title } of api.books.all({ price__gte: '10', ordering: '-title' })) console.assert(title === 'SICP');
 * const refused = await api.books.create({ title: '' }).catch((error: unknown) => error);
 * console.assert(refused instanceof ValidationError && 'title' in refused.messages);
 * await app.close();
 * ```
 */
export function createClient<App = unknown>(url: string | URL, options: ClientOptions = {}): Client<App> {
  const base = baseOf(url);
  const send = compileSend(base, options);
  const endpoint = (path: string): object => branch(createCalls(send, path), (name) => endpoint(`${path}/${name}`));
  const doors = {
    $at: (route: string) =>
      createCalls(
        send,
        route
          .split('/')
          .slice(1)
          .map((name) => `/${part(name)}`)
          .join(''),
      ),
    $login: async (body: Credentials, call?: CallOptions): Promise<Login> =>
      (await send('POST', `${options.authPath ?? '/auth'}/login`, { ...call, body, anonymous: true })).body,
    $request: async (method: string, path: string, call?: Call): Promise<unknown> =>
      (await send(method, path, call)).body,
  };
  return branch(doors, (name) => endpoint(`/${name}`)) as Client<App>;
}
