/** Every refusal is a class of its own, with what the API says. */
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import {
  ApiError,
  ConflictError,
  createClient,
  NetworkError,
  RateLimitError,
  ServerError,
  ValidationError,
  VersionConflictError,
} from 'lightapi/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepLog } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1, unique: true });
  pages = field.integer({ ge: 1, optional: true });
  static override meta = { rateLimit: { points: 4, duration: 60 } } satisfies Meta<BookEndpoint>;
}
class BrokenEndpoint extends RestEndpoint {
  title = field.string();
  override list(): never {
    throw new Error('no');
  }
}

function connect() {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog() });
  onTestFinished(() => app.close());
  const routed = app.register({ '/books': BookEndpoint, '/broken': BrokenEndpoint });
  return createClient<typeof routed>('http://localhost', { fetch: app.fetch });
}

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const answering = (response: Response) => createClient('http://localhost', { fetch: () => response }).$at('/books');

describe('the API says no', () => {
  it('to values, with what is wrong with each', async () => {
    const error = await caught(connect().books.create({ title: '', pages: 0 }));
    expect(error).toBeInstanceOf(ValidationError);
    const { status, detail, messages, message } = error as ValidationError;
    expect(status).toBe(422);
    expect(detail).toMatchObject([
      { type: 'string_too_short', loc: ['title'] },
      { loc: ['pages'], ctx: { ge: 1 } },
    ]);
    expect(messages).toEqual({
      title: 'String should have at least 1 character',
      pages: 'Input should be greater than or equal to 1',
    });
    expect(message).toMatch(/^POST \/books: 422 title: String should/);
  });

  it('to a value that is taken, and differently to a row that has changed', async () => {
    const api = connect();
    const book = await api.books.create({ title: 'a' });
    const taken = await caught(api.books.create({ title: 'a' }));
    expect(taken).toBeInstanceOf(ConflictError);
    expect(taken).not.toBeInstanceOf(VersionConflictError);
    expect((taken as ConflictError).messages).toHaveProperty('title');
    await api.books.update(book, { title: 'b' });
    const stale = await caught(api.books.update(book, { title: 'c' }));
    expect(stale).toBeInstanceOf(ConflictError);
    expect(stale).toMatchObject({ name: 'VersionConflictError', detail: 'version conflict', messages: {} });
  });

  it('to too many, and says when there may be more', async () => {
    const api = connect();
    for (let asked = 0; asked < 4; asked += 1) await api.books.list();
    const error = await caught(api.books.list());
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAfter).toBeGreaterThan(0);
  });

  it('since it failed, with the id of the request, that stands in its log', async () => {
    const error = await caught(connect().broken.list());
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({
      status: 500,
      detail: 'internal server error',
      requestId: expect.stringMatching(/./),
    });
  });

  it.each([
    [400, 'ApiError'],
    [401, 'AuthenticationError'],
    [403, 'PermissionError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [412, 'VersionConflictError'],
    [418, 'ApiError'],
    [422, 'ValidationError'],
    [428, 'ApiError'],
    [429, 'RateLimitError'],
    [500, 'ServerError'],
    [503, 'ServerError'],
  ])('with %i, as %s', async (status, name) => {
    const error = await caught(answering(Response.json({ detail: 'why' }, { status })).get(1));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ name, status, detail: 'why', message: `GET /books/1: ${status} why` });
  });

  it('by a date, as seconds from now', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
    const { retryAfter } = (await caught(answering(new Response('', { status: 503, headers })).get(1))) as ApiError;
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });
});

describe('something between says no', () => {
  it('with a page: the status tells, and nothing of the page', async () => {
    const html = new Response('<h1>Bad Gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
    expect(await caught(answering(html).get(1))).toMatchObject({ name: 'ServerError', detail: 'Bad Gateway' });
    expect(await caught(answering(new Response('', { status: 502 })).get(1))).toMatchObject({ detail: 'status 502' });
  });

  it('with a page that looks like success: that is no answer', async () => {
    const error = await caught(answering(new Response('<h1>Log in to the Wi-Fi</h1>')).get(1));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toBe('GET /books/1: the answer is no JSON');
  });

  it('with nothing at all', async () => {
    const api = createClient('http://localhost:1/').$at('/books');
    const error = await caught(api.list({ secret: 'x' }));
    expect(error).toMatchObject({ name: 'NetworkError', message: 'GET /books: no answer', cause: expect.any(Error) });
  });
});
