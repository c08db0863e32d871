/** For the tests of your API: an app in memory, and requests in one line, from whomever you like. */
import { LightApi } from '../app.ts';
import { actingAs, type User } from '../auth/user.ts';
import type { EndpointClass } from '../endpoint/endpoint.ts';
import type { LightApiOptions } from '../settings.ts';

export { type AccessRoles, accessMatrix } from './access-matrix.ts';

/** A reply with its body read. */
export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or `undefined` where the reply has no body. */
  // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body, field by field
  readonly body: any;
}

/** Calls an app in-process. */
export interface TestClient {
  /** Sends a request, with `body` as JSON where it is given. */
  readonly request: (method: string, path: string, body?: unknown) => Promise<TestReply>;
  /**
   * The same client with a caller who needs no credentials: what a backend would have found out, `undefined` for nobody.
   * Permissions, scopes and limits are asked as ever.
   */
  readonly as: (user: User | undefined) => TestClient;
}

/**
 * Calls an app of your own in-process.
 *
 * @example
 * ```ts
 * import { BasicAuthentication, field, LightApi, type Meta, RestEndpoint } from 'lightapi';
 * import { testClient } from 'lightapi/testing';
 *
 * class NoteEndpoint extends RestEndpoint {
 *   text = field.string();
 *   static override meta: Meta<NoteEndpoint> = { authentication: { backend: BasicAuthentication } };
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:', loginValidator: () => null });
 * app.register({ '/notes': NoteEndpoint });
 * const client = testClient(app);
 * console.assert((await client.request('GET', '/notes')).status === 401);
 * console.assert((await client.as({ sub: 'ann' }).request('GET', '/notes')).status === 200);
 * await app.close();
 * ```
 */
export function testClient(app: Pick<LightApi, 'request'>, env?: object): TestClient {
  const request = async (method: string, path: string, body?: unknown): Promise<TestReply> => {
    const json =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const reply = await app.request(path, { method, ...json }, env);
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { request, as: (user) => testClient(app, actingAs(user)) };
}

/** An app under test; `close` it, or let `await using` do so. */
export interface TestApp extends TestClient, AsyncDisposable {
  readonly app: LightApi;
  readonly close: () => Promise<void>;
}

/**
 * Opens endpoints on a SQLite database in memory.
 *
 * @example
 * ```ts
 * import { field, RestEndpoint } from 'lightapi';
 * import { openTestApp } from 'lightapi/testing';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1 });
 * }
 * const api = openTestApp({ '/books': BookEndpoint });
 * const { status, body } = await api.request('POST', '/books', { title: 'SICP' });
 * console.assert(status === 201 && body.version === 1);
 * await api.close();
 * ```
 */
export function openTestApp(
  routes: Readonly<Record<`/${string}`, EndpointClass>>,
  options: Omit<LightApiOptions, 'database'> = {},
): TestApp {
  const app: LightApi = new LightApi({ ...options, database: 'sqlite:///:memory:' });
  app.register(routes);
  const close = (): Promise<void> => app.close();
  return { ...testClient(app), app, close, [Symbol.asyncDispose]: close };
}
