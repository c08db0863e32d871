import type { Context } from 'hono';
import { type Body, field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { raw, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  price = field.decimal({ decimalPlaces: 2, default: '1.00' });
  static override meta: Meta = { table: 'books' };
}

describe('c.req.json() of an override', () => {
  class EchoingEndpoint extends BookEndpoint {
    override async post(c: Context) {
      const first = await c.req.json();
      const [again, text] = [await c.req.json(), await c.req.text()];
      return { first, same: first === again, length: text.length };
    }
  }
  const json = { 'content-type': 'application/json' };

  it.each([
    ['malformed JSON', 400, { headers: json, body: '{' }],
    ['an empty body', 400, { headers: json }],
    ['another type', 415, { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['a body that is too large', 413, { headers: json, body: JSON.stringify('x'.repeat(200)) }],
    ['one that says so', 413, { headers: { ...json, 'content-length': '500' }, body: '{}' }],
  ])('answers %s with %i, as the default does', async (_, status, init) => {
    const { send } = await serve({ '/books': EchoingEndpoint }, { bodyLimit: 100 });
    expect((await send('POST', '/books', init)).status).toBe(status);
  });

  it('can be called again, and beside c.req.text()', async () => {
    const { post } = await serve({ '/books': EchoingEndpoint });
    expect((await post('/books', { a: 1 })).body).toEqual({ first: { a: 1 }, same: true, length: 7 });
  });

  it('keeps numbers of decimal columns exact, on their way to create()', async () => {
    class AddingEndpoint extends BookEndpoint {
      override async post(c: Context) {
        const data: Body = await c.req.json();
        return this.create(c, { ...data, title: `${Number(data.price) > 1}` });
      }
    }
    const { post } = await serve({ '/books': AddingEndpoint });
    const { body } = await post('/books', raw('{"price": 12345678901234567890.12}'));
    expect(body).toMatchObject({ title: 'true', price: '12345678901234567890.12' });
  });

  it('reads no text further than the limit either', async () => {
    class TextEndpoint extends BookEndpoint {
      override async post(c: Context) {
        return { length: (await c.req.text()).length };
      }
    }
    const { send } = await serve({ '/books': TextEndpoint }, { bodyLimit: 100 });
    expect((await send('POST', '/books', { body: 'x'.repeat(100) })).body).toEqual({ length: 100 });
    expect((await send('POST', '/books', { body: 'x'.repeat(101) })).status).toBe(413);
  });
});
