import type { Context } from 'hono';
import { field, type Meta, RequestError, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  price = field.decimal({ decimalPlaces: 2, default: '1.00' });
  count = field.bigint({ optional: true });
  at = field.datetime({ optional: true });
  secret = field.string({ optional: true, writeOnly: true });
  note = field.string({ default: 'n' });
  static override meta: Meta = {
    table: 'books',
    serializer: { read: ['id', 'title', 'price', 'count', 'at', 'version'] },
    filtering: { fields: ['title'], ordering: ['title'] },
  };
}

const book = { title: 'SICP', count: '9007199254740993', at: '2026-11-22T10:00:00Z', secret: 'hush' };

describe('P4: a verb', () => {
  it.each([
    ['sync', () => ({ overridden: true })],
    ['async', async () => ({ overridden: true })],
  ])('that is overridden by a %s method replies with its data, on the collection and on items', async (_, get) => {
    class OverridingEndpoint extends BookEndpoint {
      override get = get as never;
    }
    const api = await serve({ '/books': OverridingEndpoint });
    for (const path of ['/books', '/books/7']) {
      expect(await api.get(path)).toMatchObject({ status: 200, body: { overridden: true } });
    }
    expect((await api.send('HEAD', '/books')).headers.get('content-length')).toBe('19');
  });

  it('replies with a Response as it is, and the secure headers besides', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override post() {
        return new Response('made', { status: 202, headers: { 'x-own': '1', 'x-frame-options': 'SAMEORIGIN' } });
      }
    }
    const { app } = await serve({ '/books': OverridingEndpoint });
    const reply = await app.request('/books', { method: 'POST' });
    const { status, headers } = reply;
    expect([status, await reply.text(), headers.get('x-own')]).toEqual([202, 'made', '1']);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('calls its default by super, whose reply is a Response', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override async post(c: Context) {
        const reply = await super.post(c);
        reply.headers.set('x-own', String(reply.status));
        return reply;
      }
      override async get(c: Context) {
        const reply = await super.get(c);
        reply.headers.set('x-own', c.req.param('id') ?? 'all');
        return reply;
      }
    }
    const { post, get } = await serve({ '/books': OverridingEndpoint });
    const made = await post('/books', book);
    expect([made.status, made.headers.get('x-own'), made.headers.get('location')]).toEqual([201, '201', '/books/1']);
    const all = await get('/books?ordering=-title');
    expect([all.headers.get('x-own'), all.body.results]).toMatchObject(['all', [{ title: 'SICP', id: 1 }]]);
    const one = await get('/books/1');
    expect([one.headers.get('x-own'), one.headers.get('etag')]).toEqual(['1', '"1"']);
    expect((await get('/books/2')).status).toBe(404);
  });

  it('replies with a row of an action as the action does', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override async post(c: Context) {
        return this.create(c, await c.req.json());
      }
      override async put(c: Context) {
        return this.update(c, Number(c.req.param('id')), await c.req.json(), { partial: true });
      }
    }
    const { post, put } = await serve({ '/books': OverridingEndpoint });
    const made = await post('/books', book);
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, '/books/1', '"1"']);
    expect(made.body).toMatchObject({ title: 'SICP', count: '9007199254740993', at: '2026-11-22T10:00:00.000Z' });
    const changed = await put('/books/1', { title: 'S', version: 1 });
    expect([changed.status, changed.headers.get('etag'), changed.body.title]).toEqual([200, '"2"', 'S']);
  });

  it('says where a row is that a PUT has made', async () => {
    class UpsertingEndpoint extends BookEndpoint {
      override async put(c: Context) {
        return this.create(c, await c.req.json());
      }
    }
    const { put } = await serve({ '/books': UpsertingEndpoint });
    const made = await put('/books/99', book);
    expect([made.status, made.headers.get('location')]).toEqual([201, '/books/1']);
    expect((await put('/books/99/', book)).headers.get('location')).toBe('/books/2');
  });

  it('that returns nothing is a mistake, but for delete, where it is a 204', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override post() {}
      override delete() {}
    }
    const log = keepLog();
    const api = await serve({ '/books': OverridingEndpoint }, { logger: log });
    expect((await api.post('/books', {})).status).toBe(500);
    expect(String(log.errors[0])).toContain('OverridingEndpoint.post returned nothing: return data or a Response');
    expect((await api.delete('/books/1')).status).toBe(204);
  });

  it('that returns a query which was not run is a mistake', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override async get() {
        return { rows: this.select() }.rows;
      }
    }
    const log = keepLog();
    const api = await serve({ '/books': OverridingEndpoint }, { logger: log });
    expect((await api.get('/books')).status).toBe(500);
    expect(String(log.errors[0])).toContain(
      'OverridingEndpoint.get returned a query that was not run: call .execute()',
    );
  });

  it('replies with the status and the headers that it said, whatever it returns', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override async post(c: Context) {
        c.status(202);
        c.header('x-own', '1');
        return this.create(c, await c.req.json());
      }
      override delete(c: Context) {
        c.status(204);
        return { dropped: true };
      }
    }
    const { post, delete: remove } = await serve({ '/books': OverridingEndpoint });
    const { status, headers, body } = await post('/books', book);
    expect([status, headers.get('x-own'), headers.get('etag'), body.title]).toEqual([202, '1', '"1"', 'SICP']);
    expect(await remove('/books/1')).toMatchObject({ status: 204, text: '' });
  });

  it('that refuses with a code that there is not is a 500', async () => {
    class RefusingEndpoint extends BookEndpoint {
      override get(): never {
        throw new RequestError('no_such_code' as never, 'teapot');
      }
    }
    expect((await (await serve({ '/books': RefusingEndpoint })).get('/books')).status).toBe(500);
  });

  it('that is not served stays 405, overridden or not', async () => {
    class ReadingEndpoint extends BookEndpoint {
      static override meta: Meta = { table: 'books', methods: ['GET'] };
      override post() {
        return { never: true };
      }
    }
    expect((await (await serve({ '/books': ReadingEndpoint })).post('/books', {})).status).toBe(405);
  });

  it('throws a RequestError to refuse; anything else is a 500 that says nothing', async () => {
    class RefusingEndpoint extends BookEndpoint {
      override get(c: Context): never {
        if (c.req.param('id') === undefined) throw new RequestError('permission_denied', 'not today');
        throw new Error('password 1234');
      }
    }
    const { get } = await serve({ '/books': RefusingEndpoint });
    expect(await get('/books')).toMatchObject({ status: 403, body: { detail: 'not today' } });
    expect(await get('/books/1')).toMatchObject({ status: 500, body: { detail: 'internal server error' } });
  });

  it('has an object of its own for each app', async () => {
    class CountingEndpoint extends BookEndpoint {
      count_ = 0;
      override get() {
        this.count_ += 1;
        return { count: this.count_ };
      }
    }
    const [first, second] = [await serve({ '/books': CountingEndpoint }), await serve({ '/books': CountingEndpoint })];
    await first.get('/books');
    expect((await second.get('/books')).body).toEqual({ count: 1 });
  });

  it('can use private members', async () => {
    class PrivateEndpoint extends BookEndpoint {
      readonly #greeting = 'hello';
      #greet() {
        return { greeting: this.#greeting };
      }
      override get() {
        return this.#greet();
      }
    }
    expect((await (await serve({ '/books': PrivateEndpoint })).get('/books')).body).toEqual({ greeting: 'hello' });
  });
});
