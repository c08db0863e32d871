import { field, type LightApiOptions, type Meta, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cluster, hasPostgres } from '../postgres-cluster.ts';
import { type Api, type Reply, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ default: '' });
  static override meta: Meta<BookEndpoint> = {
    cache: { ttl: 60 },
    filtering: { fields: ['title', 'author'], ordering: ['title'] },
    strictQuery: true,
  };
}

const statusOf = ({ headers }: Reply): string => headers.get('cache-status') ?? '';

/** Books `a` and `b`, with a cache. */
async function books(meta: Meta<BookEndpoint> = {}, options: LightApiOptions = {}): Promise<Api> {
  class CachedEndpoint extends BookEndpoint {
    static override meta: Meta<BookEndpoint> = { table: 'books', ...BookEndpoint.meta, ...meta };
  }
  const api = await serve({ '/books': CachedEndpoint }, options);
  for (const title of ['a', 'b']) await api.post('/books', { title });
  return api;
}

const ask = (api: Api, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
  api.send(method, path, { headers });

afterEach(() => vi.useRealTimers());

describe('a reply to GET', () => {
  it.each(['/books', '/books/1', '/books?title=a', '/books/1?fields=title'])('is made once: %s', async (path) => {
    const api = await books();
    const first = await api.get(path);
    const second = await api.get(path);
    expect(statusOf(first)).toBe('lightapi; fwd=miss; stored');
    expect(statusOf(second)).toMatch(/^lightapi; hit; ttl=(?:59|60)$/);
    expect(second.text).toBe(first.text);
    const compared = ['content-type', 'etag', 'cache-control', 'x-content-type-options'];
    expect(compared.map((name) => second.headers.get(name))).toEqual(compared.map((name) => first.headers.get(name)));
    expect(second.headers.get('age')).toBe('0');
  });

  it('is made anew when its time is over', async () => {
    const api = await books();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    await api.get('/books');
    vi.advanceTimersByTime(59_000);
    const late = await api.get('/books');
    expect([statusOf(late), late.headers.get('age')]).toEqual(['lightapi; hit; ttl=1', '59']);
    vi.advanceTimersByTime(1_000);
    expect(statusOf(await api.get('/books'))).toBe('lightapi; fwd=miss; stored');
  });

  it('is made anew after each kind of write, and not after one that is refused', async () => {
    const api = await books();
    const titles = async () => (await api.get('/books')).body.results.map(({ title }) => title);
    expect(await titles()).toEqual(['a', 'b']);
    await api.post('/books', { title: 'c' });
    expect(await titles()).toEqual(['a', 'b', 'c']);
    await api.patch('/books/3', { title: 'd', version: 1 });
    expect(await titles()).toEqual(['a', 'b', 'd']);
    await api.put('/books/3', { title: 'e', version: 2 });
    expect(await titles()).toEqual(['a', 'b', 'e']);
    await api.delete('/books/3');
    expect(await titles()).toEqual(['a', 'b']);
    expect((await api.post('/books', {})).status).toBe(422);
    expect((await api.patch('/books/1', { title: 'x', version: 9 })).status).toBe(409);
    expect(statusOf(await api.get('/books'))).toMatch(/hit/);
  });

  it('is the same for parameters in another order, and another for other values', async () => {
    const api = await books();
    await api.get('/books?title=a&ordering=title');
    expect(statusOf(await api.get('/books?ordering=title&title=a'))).toMatch(/hit/);
    expect(statusOf(await api.get('/books?ordering=title&title=b'))).toMatch(/miss/);
    expect(statusOf(await api.get('/books?title=b&title=a'))).toMatch(/miss/);
    expect(statusOf(await api.get('/books?title=a&title=b'))).toMatch(/miss/);
  });

  it('is another under another host, whose links it holds', async () => {
    const api = await books({ pagination: { style: 'page_number', pageSize: 1 } });
    for (const host of ['one.example', 'two.example']) {
      for (const expected of [/miss/, /hit/]) {
        const reply = await api.send('GET', `http://${host}/books`);
        expect(reply.body.next).toBe(`http://${host}/books?page=2`);
        expect(statusOf(reply)).toMatch(expected);
      }
    }
  });

  it.each(['page_number', 'cursor'] as const)('is kept for each page: %s', async (style) => {
    const api = await books({ pagination: { style, pageSize: 1 } });
    const walk = async (): Promise<readonly (readonly [unknown, string])[]> => {
      const seen: (readonly [unknown, string])[] = [];
      let next: string | null | undefined = '/books';
      while (next) {
        const reply: Reply = await api.get(next);
        seen.push([reply.body.results[0]?.title, statusOf(reply).includes('hit') ? 'hit' : 'miss']);
        next = reply.body.next && (style === 'cursor' ? `/books?cursor=${reply.body.next}` : reply.body.next);
      }
      return seen;
    };
    expect(await walk()).toEqual([
      ['a', 'miss'],
      ['b', 'miss'],
    ]);
    expect(await walk()).toEqual([
      ['a', 'hit'],
      ['b', 'hit'],
    ]);
  });

  it('that is refused is not kept', async () => {
    const api = await books();
    for (const [path, status] of [
      ['/books?nope=1', 422],
      ['/books/99', 404],
    ] as const) {
      for (let n = 0; n < 2; n += 1) {
        const reply = await api.get(path);
        expect([reply.status, reply.headers.get('cache-status')]).toEqual([status, null]);
      }
    }
  });

  it('is 304 for who has it, also from what is kept, whoever asked first', async () => {
    const api = await books();
    for (const path of ['/books', '/books/1']) {
      const etag = (await api.get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      const reply = await ask(api, path, { 'if-none-match': `W/${etag}` });
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', etag]);
      expect(statusOf(reply)).toMatch(/hit/);
      expect(reply.headers.has('content-type')).toBe(false);
      await api.patch('/books/1', { author: path, version: path === '/books' ? 1 : 2 });
      expect((await ask(api, path, { 'if-none-match': etag })).status).toBe(200);
    }
    const first = await ask(api, '/books/2', { 'if-none-match': '"1"' });
    expect([first.status, statusOf(first)]).toEqual([304, 'lightapi; fwd=miss; stored']);
    const other = await api.get('/books/2');
    expect(other.status).toBe(200);
    expect(statusOf(other)).toMatch(/hit/);
  });

  it('serves HEAD, and the other way round', async () => {
    const api = await books();
    const head = await ask(api, '/books', {}, 'HEAD');
    expect([head.status, head.text, statusOf(head)]).toEqual([200, '', 'lightapi; fwd=miss; stored']);
    const get = await api.get('/books');
    expect(statusOf(get)).toMatch(/hit/);
    expect(head.headers.get('content-length')).toBe(String(get.text.length));
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
  });

  it.each(['no-cache', 'max-age=0, no-store'])('is made for who says %s', async (said) => {
    const api = await books();
    await api.get('/books');
    expect(statusOf(await ask(api, '/books', { 'cache-control': said }))).toBe('lightapi; fwd=request');
  });

  it('tells proxies that they must ask again', async () => {
    const api = await books();
    expect((await api.get('/books')).headers.get('cache-control')).toBe('no-cache');
  });

  it('is kept apart by the headers of varyOn', async () => {
    const api = await books({ cache: { ttl: 60, varyOn: ['Accept-Language'] } });
    for (const language of ['de', 'en']) {
      for (const expected of [/miss/, /hit/]) {
        const reply = await ask(api, '/books', { 'accept-language': language });
        expect(statusOf(reply)).toMatch(expected);
        expect(reply.headers.get('vary')).toBe('accept-language');
      }
    }
  });

  it('that is larger than the bound is made each time', async () => {
    const api = await books({}, { cache: { bodyLimit: 20 } });
    for (let n = 0; n < 2; n += 1) {
      const reply = await api.get('/books');
      expect([reply.body.results.length, statusOf(reply)]).toEqual([2, 'lightapi; fwd=miss']);
    }
  });

  it('of an address that is too long is made each time', async () => {
    const api = await books({ strictQuery: false });
    const path = `/books?x=${'x'.repeat(4_096)}`;
    for (let n = 0; n < 2; n += 1) expect(statusOf(await api.get(path))).toBe('lightapi; fwd=bypass');
  });
});

it('an endpoint without a cache says nothing of one', async () => {
  const api = await books({ cache: undefined as never });
  const { headers } = await api.get('/books');
  expect(['cache-status', 'cache-control', 'etag', 'age'].filter((name) => headers.has(name))).toEqual([]);
});

describe.skipIf(!hasPostgres)('with replicas', () => {
  it('what is kept is made from the primary', async () => {
    const primary = await Cluster.start();
    const replica = await primary.replicate();
    const { post } = await books({}, { database: primary.url });
    const count = async (): Promise<unknown> => {
      const [row] = await replica.query('select count(*)::int as n from books').catch(() => []);
      return row?.n;
    };
    while ((await count()) !== 2) await new Promise(setImmediate);
    await replica.query('select pg_wal_replay_pause()');
    await post('/books', { title: 'c' });
    const reader = await serve(
      { '/books': BookEndpoint },
      { database: primary.url, databaseOptions: { replicas: [replica.url] } },
    );
    const titles = async (headers: Record<string, string>) =>
      (await ask(reader, '/books', headers)).body.results.map(({ title }) => title);
    for (let n = 0; n < 2; n += 1) expect(await titles({})).toEqual(['a', 'b', 'c']);
  }, 60_000);
});
