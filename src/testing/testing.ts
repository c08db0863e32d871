/** For the tests of your API: an app in memory, and requests in one line. */
import { LightApi } from '../app.ts';
import type { EndpointClass } from '../endpoint/endpoint.ts';
import type { LightApiOptions } from '../settings.ts';

/** A reply with its body read. */
export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or `undefined` where the reply has no body. */
  // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body, field by field
  readonly body: any;
}

/** An app under test; `close` it, or let `await using` do so. */
export interface TestApp extends AsyncDisposable {
  readonly app: LightApi;
  /** Sends a request, with `body` as JSON where it is given. */
  readonly request: (method: string, path: string, body?: unknown) => Promise<TestReply>;
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
  const request = async (method: string, path: string, body?: unknown): Promise<TestReply> => {
    const json =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const reply = await app.request(path, { method, ...json });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const close = (): Promise<void> => app.close();
  return { app, request, close, [Symbol.asyncDispose]: close };
}
