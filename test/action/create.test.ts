import type { Context, Next } from 'hono';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { raw, serve, tickingClock } from '../serve.ts';
import { dialect } from '../servers.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  isbn = field.string({ unique: true, optional: true });
}

describe('POST', () => {
  it('creates a row: 201 with the row, and where it is found', async () => {
    const { post, get } = await serve({ '/books': BookEndpoint }, { clock: tickingClock('2026-11-22T05:15:19.000Z') });
    const reply = await post('/books', { title: 'SICP' });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(reply.headers.get('location')).toBe('/books/1');
    expect(reply.text).toBe(
      '{"title":"SICP","isbn":null,"id":1,"created_at":"2026-11-22T05:15:20.000Z",' +
        '"updated_at":"2026-11-22T05:15:20.000Z","version":1}',
    );
    expect((await get('/books/1')).text).toBe(reply.text);
  });

  it('takes the time from the system where no clock is given', async () => {
    const { post } = await serve({ '/books': BookEndpoint });
    const before = Date.now();
    const { created_at } = (await post('/books', { title: 'a' })).body;
    expect(Date.parse(created_at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(created_at)).toBeLessThanOrEqual(Date.now());
  });

  it('ignores the automatic fields, and what is no field', async () => {
    const { post } = await serve({ '/books': BookEndpoint }, { clock: tickingClock() });
    const times = { created_at: '2001-01-01T00:00:00Z', updated_at: 'nonsense' };
    const reply = await post('/books', { title: 'a', id: 77, version: 9, ...times, nope: { a: [1] } });
    expect(reply.body).toEqual({
      title: 'a',
      isbn: null,
      id: 1,
      created_at: '2026-11-22T05:15:21.000Z',
      updated_at: '2026-11-22T05:15:21.000Z',
      version: 1,
    });
  });

  it('never gives the id of a deleted row again', async () => {
    const { post, delete: remove } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    await post('/books', { title: 'b' });
    await remove('/books/2');
    expect((await post('/books', { title: 'c' })).body.id).toBe(3);
  });

  it('takes the last of two values under one key', async () => {
    class PriceEndpoint extends RestEndpoint {
      price = field.decimal();
      name = field.string();
    }
    const { post } = await serve({ '/prices': PriceEndpoint });
    const reply = await post('/prices', raw('{"price":1.10,"name":"a","price":2.20,"name":"b"}'));
    expect(reply.body).toMatchObject({ price: '2.2', name: 'b' });
    expect((await post('/prices', raw('{"price":1.10,"name":"a","price":"2.20"}'))).body.price).toBe('2.2');
  });

  it('keeps what it answered with 201 out of no list', async () => {
    const { post, get } = await serve({ '/books': BookEndpoint });
    const created = await Promise.all(Array.from({ length: 50 }, (_, at) => post('/books', { title: `${at}` })));
    const { results } = (await get('/books')).body;
    expect(results).toEqual(created.map(({ body }) => body).sort((a, b) => a.id - b.id));
  });

  it('P1: that breaks a unique field is 409 and names it, and creates nothing', async () => {
    const { post, get } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a', isbn: '1' });
    const reply = await post('/books', { title: 'b', isbn: '1' });
    expect(reply.status).toBe(409);
    expect(reply.body).toEqual({
      detail: [{ type: 'unique_violation', loc: ['isbn'], msg: 'A row with this isbn already exists', input: '1' }],
    });
    expect((await get('/books')).body.results).toHaveLength(1);
  });

  it('takes NULL in a unique field as often as it comes', async () => {
    const { post } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    expect((await post('/books', { title: 'b', isbn: null })).status).toBe(201);
  });

  // An index of MySQL holds no such value: it is refused itself.
  it.skipIf(dialect === 'mysql')('does not say a large value back that is taken', async () => {
    const { post } = await serve({ '/books': BookEndpoint });
    const isbn = 'x'.repeat(100_000);
    await post('/books', { title: 'a', isbn });
    const reply = await post('/books', { title: 'b', isbn });
    expect(reply.status).toBe(409);
    expect(reply.text.length).toBeLessThan(2000);
  });

  it.each([
    ['string', field.string({ unique: true }), '"a"'],
    ['integer', field.integer({ unique: true }), '5'],
    ['number', field.number({ unique: true }), '0.5'],
    ['boolean', field.boolean({ unique: true }), 'true'],
    ['datetime', field.datetime({ unique: true }), '"2026-11-22T00:00:00.000Z"'],
    ['date', field.date({ unique: true }), '"2026-11-22"'],
    ['decimal', field.decimal({ unique: true }), '"1.5"'],
    ['uuid', field.uuid({ unique: true }), '"3fa85f64-5717-4562-b3fc-2c963f66afa6"'],
    ['enum', field.enum(['a', 'b'], { unique: true }), '"a"'],
    ['bigint', field.bigint({ unique: true }), '"9223372036854775807"'],
  ])('that breaks a unique field of type %s says the value that is taken', async (_, value, json) => {
    class ThingEndpoint extends RestEndpoint {
      value = value;
    }
    const { post } = await serve({ '/things': ThingEndpoint });
    expect((await post('/things', raw(`{"value":${json}}`))).status).toBe(201);
    const reply = await post('/things', raw(`{"value":${json}}`));
    expect([reply.status, reply.body.detail]).toMatchObject([409, [{ loc: ['value'], input: JSON.parse(json) }]]);
  });
});

it('POST reads a body that a middleware has read before', async () => {
  const seen: unknown[] = [];
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
  }
  const reading = async (c: Context, next: Next): Promise<void> => {
    if (c.req.method === 'POST') seen.push(await c.req.json());
    await next();
  };
  const { post } = await serve({ '/notes': NoteEndpoint }, { middlewares: [reading] });
  expect(await post('/notes', { text: 'a' })).toMatchObject({ status: 201, body: { text: 'a' } });
  expect(seen).toEqual([{ text: 'a' }]);
});
