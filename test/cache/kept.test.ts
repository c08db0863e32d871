import type { Context } from 'hono';
import { field, type Meta, Middleware, RestEndpoint, requestIds } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';

type Answer = (c: Context) => unknown;

/** An endpoint whose GET answers so, with a cache, and how often it did. */
async function answering(answer: Answer, options: Parameters<typeof serve>[1] = {}) {
  let made = 0;
  class PageEndpoint extends RestEndpoint {
    name = field.string();
    static override meta: Meta = { cache: { ttl: 60, varyOn: ['X-Theme'] } };
    override async get(c: Context) {
      made += 1;
      return answer(c);
    }
  }
  const api: Api = await serve({ '/pages': PageEndpoint }, options);
  return { api, made: () => made };
}

const text = (
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer> = 'body',
  status = 200,
): Answer => {
  return () => new Response(body, { status, headers: { 'content-type': 'text/plain', ...headers } });
};

describe('a reply of a method of the class', () => {
  it.each([
    ['data', () => ({ a: 1 })],
    ['text', text({})],
    ['what others may keep, too', text({ 'cache-control': 'public, max-age=60' })],
    ['what differs by a header that is told', text({ vary: 'X-Theme, Accept-Language' })],
  ] as const)('is kept: %s', async (_, answer) => {
    const { api, made } = await answering(answer);
    const ask = async () => (await api.app.request('/pages')).text();
    expect(await ask()).toBe(await ask());
    expect(made()).toBe(1);
  });

  it.each([
    ['a cookie', text({ 'set-cookie': 'a=1' })],
    ['what is private', text({ 'cache-control': 'private' })],
    ['what must not be kept', text({ 'cache-control': 'max-age=60, no-store' })],
    ['what must be asked for again', text({ 'cache-control': 'no-cache' })],
    ['what differs by anything', text({ vary: '*' })],
    ['what differs by a header that is not told', text({ vary: 'X-Tenant' })],
    ['another status than 200', text({}, 'body', 203)],
    ['what is no text', text({}, new Uint8Array([0xff, 0xfe]))],
    ['a picture', text({ 'content-type': 'image/png' })],
    ['what is compressed', text({ 'content-encoding': 'gzip' })],
    ['a stream of events', text({ 'content-type': 'text/event-stream' }, 'data: 1\n\n')],
  ] as const)('is not kept: %s', async (_, answer) => {
    const { api, made } = await answering(answer);
    const plain = await (answer as Answer)(undefined as never);
    for (let n = 0; n < 2; n += 1) {
      const reply = await api.app.request('/pages');
      expect(Buffer.from(await reply.arrayBuffer())).toEqual(
        Buffer.from(await (plain as Response).clone().arrayBuffer()),
      );
      expect(reply.headers.get('cache-status')).toBe('lightapi; fwd=miss');
    }
    expect(made()).toBe(2);
  });

  it('that is too long is handed on as it comes, and not kept', async () => {
    const chunks = Array.from({ length: 20 }, (_, at) => new TextEncoder().encode(`${at},`));
    const stream = () =>
      new ReadableStream({
        start: (controller) => {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
    const { api, made } = await answering(() => new Response(stream(), { headers: { 'content-type': 'text/csv' } }), {
      cache: { bodyLimit: 10 },
    });
    for (let n = 1; n <= 2; n += 1) {
      const reply = await api.app.request('/pages');
      expect(await reply.text()).toBe(chunks.map((_, at) => `${at},`).join(''));
      expect(made()).toBe(n);
    }
  });

  it('keeps its own headers, and none of the request that it was made for', async () => {
    class Counting extends Middleware {
      #count = 0;
      process(c: Context, response: Response | null) {
        if (response !== null) return;
        this.#count += 1;
        c.header('x-count', String(this.#count));
      }
    }
    const { api, made } = await answering(
      (c) => {
        c.header('x-own', 'kept');
        return { a: 1 };
      },
      { middlewares: [requestIds, Counting], corsOrigins: ['https://a.example', 'https://b.example'] },
    );
    const ask = async (id: string) =>
      (await api.send('GET', '/pages', { headers: { 'x-request-id': id, origin: `https://${id}.example` } })).headers;
    const [one, other] = [await ask('a'), await ask('b')];
    expect(made()).toBe(1);
    const names = ['x-own', 'x-request-id', 'x-count', 'access-control-allow-origin'];
    expect(names.map((name) => one.get(name))).toEqual(['kept', 'a', '1', 'https://a.example']);
    expect(names.map((name) => other.get(name))).toEqual(['kept', 'b', '2', 'https://b.example']);
    expect(other.get('vary')).toContain('Origin');
  });

  it('is asked for whole, whatever part a client wants, and given as the client wants it', async () => {
    const { api, made } = await answering((c) => {
      const part = c.req.header('range') ?? c.req.header('if-none-match') ?? c.req.header('if-modified-since');
      return new Response(part ?? 'whole', { headers: { 'content-type': 'text/plain', etag: 'W/"1"' } });
    });
    const headers = { range: 'bytes=0-1', 'if-modified-since': 'Sun, 22 Nov 2026 05:15:20 GMT' };
    const reply = await api.app.request('/pages', { headers });
    expect([reply.status, await reply.text()]).toEqual([200, 'whole']);
    expect((await api.app.request('/pages', { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
    expect(made()).toBe(1);
  });

  it('is private, since what it reads of the request is not known', async () => {
    const { api } = await answering(() => ({ a: 1 }));
    const { headers } = await api.get('/pages');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('vary')).toBe(
      'x-theme, accept, accept-encoding, accept-language, authorization, cookie, x-api-key',
    );
  });
});

describe('many who ask for the same at once', () => {
  it('are answered with one computation', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { api, made } = await answering(async () => {
      await promise;
      return { a: 1 };
    });
    const asked = Array.from({ length: 10 }, () => api.get('/pages'));
    setImmediate(resolve);
    const replies = await Promise.all(asked);
    expect(made()).toBe(1);
    expect(replies.map(({ headers }) => headers.get('cache-status')).sort()).toEqual([
      ...Array(9).fill('lightapi; fwd=miss; collapsed'),
      'lightapi; fwd=miss; stored',
    ]);
  });

  it('get their own answer where it is of one alone', async () => {
    let count = 0;
    const { api } = await answering(async () => {
      count += 1;
      const own = count;
      await new Promise(setImmediate);
      return new Response(String(own), { headers: { 'content-type': 'text/plain', 'set-cookie': `own=${own}` } });
    });
    const replies = await Promise.all(Array.from({ length: 5 }, () => api.app.request('/pages')));
    const cookies = replies.map(({ headers }) => headers.get('set-cookie'));
    expect(new Set(cookies).size).toBe(5);
  });
});
