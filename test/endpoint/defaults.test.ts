import type { Context } from 'hono';
import { type Body, field, type Meta, RestEndpoint, type Row } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

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

describe('an action', () => {
  it('replies with its data, with the status of its verb', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override list() {
        return { overridden: 'list' } as never;
      }
      override retrieve(_: Context, id: number) {
        return Response.json({ overridden: 'retrieve', id }, { headers: { 'x-own': '1' } }) as never;
      }
      override async create() {
        return { overridden: 'create' } as never;
      }
      override async update(_c: Context, id: number, data: Body, { partial }: { partial: boolean }) {
        return { id, data, partial } as never;
      }
      override destroy() {
        return { overridden: 'destroy' };
      }
    }
    const api = await serve({ '/books': OverridingEndpoint });
    expect(await api.get('/books')).toMatchObject({ status: 200, body: { overridden: 'list' } });
    const one = await api.get('/books/7');
    expect([one.body, one.headers.get('x-own')]).toEqual([{ overridden: 'retrieve', id: 7 }, '1']);
    expect(await api.post('/books', {})).toMatchObject({ status: 201, body: { overridden: 'create' } });
    expect((await api.put('/books/7', { a: 1 })).body).toEqual({ id: 7, data: { a: 1 }, partial: false });
    expect((await api.patch('/books/7', {})).body).toEqual({ id: 7, data: {}, partial: true });
    expect(await api.delete('/books/7')).toMatchObject({ status: 200, body: { overridden: 'destroy' } });
  });

  it('is given a body that is an object, and nothing else', async () => {
    class OverridingEndpoint extends BookEndpoint {
      override create(c: Context, data: Body) {
        return super.create(c, { ...data, title: 'own' });
      }
    }
    const { post } = await serve({ '/books': OverridingEndpoint });
    expect((await post('/books', [1])).status).toBe(422);
    expect((await post('/books', { title: 'theirs' })).body.title).toBe('own');
    expect((await post('/books', { price: -0.001 })).status).toBe(422);
  });

  it('gives rows as the program sees them; what replies do not show is there, and not spread', async () => {
    const seen: Row<BookEndpoint>[] = [];
    class SpreadingEndpoint extends BookEndpoint {
      override async retrieve(c: Context, id: number) {
        const row = await super.retrieve(c, id);
        seen.push(row as never);
        return { ...row, extra: 1 };
      }
      override async list(c: Context) {
        const page = await super.list(c);
        return { ...page, results: page.results.map((row) => ({ ...row, titles: row.title })) };
      }
    }
    const { post, get } = await serve({ '/books': SpreadingEndpoint });
    await post('/books', book);
    const { body } = await get('/books/1');
    expect(Object.keys(body)).toEqual(['title', 'price', 'count', 'at', 'id', 'version', 'extra']);
    expect(seen[0]).toMatchObject({ secret: 'hush', note: 'n', count: 9007199254740993n, at: new Date(book.at) });
    expect(JSON.stringify((await get('/books')).body)).not.toMatch(/hush|note|created_at/);
  });

  it('gives whole rows, whatever ?fields= asks for, of which a GET shows what is asked for', async () => {
    const seen: unknown[] = [];
    class DecidingEndpoint extends BookEndpoint {
      override async list(c: Context) {
        const page = await super.list(c);
        seen.push(page.results[0]?.price);
        return page;
      }
      override async delete(c: Context) {
        const row = await this.retrieve(c, 1);
        return { ...row };
      }
      override async retrieve(c: Context, id: number) {
        const row = await super.retrieve(c, id);
        seen.push(row.secret, row.price);
        return row;
      }
    }
    const api = await serve({ '/books': DecidingEndpoint });
    await api.post('/books', book);
    expect((await api.get('/books/1?fields=version,title')).text).toBe('{"version":1,"title":"SICP"}');
    expect((await api.get('/books?fields=title')).body.results).toEqual([{ title: 'SICP' }]);
    expect((await api.delete('/books/1?fields=title')).body).toMatchObject({ id: 1, price: '1.00' });
    expect(seen).toEqual(['hush', '1.00', '1.00', 'hush', '1.00']);
  });

  it('validates, conflicts and misses as its verb does', async () => {
    class PassingEndpoint extends BookEndpoint {
      override update(...args: Parameters<BookEndpoint['update']>) {
        return super.update(...args);
      }
      override destroy(c: Context, id: number) {
        return super.destroy(c, id);
      }
      override retrieve(c: Context, id: number) {
        return super.retrieve(c, id);
      }
    }
    const { post, patch, put, delete: remove, get, send } = await serve({ '/books': PassingEndpoint });
    await post('/books', book);
    expect((await patch('/books/1', { title: '', version: 1 })).status).toBe(422);
    expect((await patch('/books/1', { title: 'a' })).status).toBe(422);
    expect((await patch('/books/1', { title: 'a', version: 9 })).status).toBe(409);
    expect((await put('/books/2', { title: 'a', version: 1 })).status).toBe(404);
    expect((await send('GET', '/books/1', { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
    expect((await get('/books/1?fields=title')).body).toEqual({ title: 'SICP' });
    expect((await get('/books/1?fields=secret')).status).toBe(422);
    expect((await get('/books/99999999999999999')).status).toBe(404);
    expect((await remove('/books/1')).status).toBe(204);
    expect((await remove('/books/1')).status).toBe(404);
  });
});

describe('outside of a request', () => {
  it.each([
    ['this.user', (e: RestEndpoint) => e.user],
    ['this.db', (e: RestEndpoint) => e.db],
    ['background()', (e: RestEndpoint) => e.background(() => undefined)],
  ])('%s says where it works', async (name, use) => {
    let endpoint: RestEndpoint | undefined;
    class KeepingEndpoint extends BookEndpoint {
      constructor() {
        super();
        endpoint = this;
      }
      override get() {
        return { user: this.user ?? null };
      }
    }
    const { get } = await serve({ '/books': KeepingEndpoint });
    expect((await get('/books')).body).toEqual({ user: null });
    expect(() => endpoint && use(endpoint)).toThrow(`${name} works while a request is answered`);
    expect(() => use(new KeepingEndpoint())).toThrow('KeepingEndpoint is registered at no app');
    expect(() => new KeepingEndpoint().title.toOperationNode()).toThrow('this string field is no column yet');
  });
});
