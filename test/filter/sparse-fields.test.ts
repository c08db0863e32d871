import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  notes = field.string({ default: 'secret' });
  password = field.string({ writeOnly: true, default: 'secret' });
  price = field.decimal({ default: '1.50', decimalPlaces: 2 });
  static override meta: Meta<BookEndpoint> = { serializer: { read: ['id', 'title', 'price', 'version'] } };
}

async function shelf(): Promise<Api> {
  const api = await serve({ '/books': BookEndpoint });
  await api.post('/books', { title: 'a' });
  return api;
}

describe.each(['/books', '/books/1'])('?fields= of %s', (path) => {
  const row = async (query: string): Promise<unknown> => {
    const { text } = await (await shelf()).get(`${path}?${query}`);
    return path === '/books' ? text.replace('{"results":[', '').replace(']}', '') : text;
  };

  it.each([
    ['fields=title', '{"title":"a"}'],
    ['fields=price,id', '{"price":"1.50","id":1}'],
    ['fields=title,title', '{"title":"a"}'],
    ['fields=id, title', '{"id":1,"title":"a"}'],
    ['fields=id&fields=title', '{"title":"a"}'],
    ['fields=', '{"title":"a","price":"1.50","id":1,"version":1}'],
  ])('%s shows those, in that order', async (query, expected) => {
    expect(await row(query)).toBe(expected);
  });

  it.each([
    'notes',
    'password',
    'title,password',
    'nope',
    'Title',
    'title,',
    '*',
    '__proto__',
    'constructor',
    'created_at',
  ])('=%s, which replies do not show, is refused with 422', async (fields) => {
    const reply = await (await shelf()).get(`${path}?fields=${fields}`);
    const expected = 'title, price, id, version';
    expect([reply.status, reply.body.detail]).toEqual([
      422,
      [
        {
          type: 'enum',
          loc: ['query', 'fields'],
          msg: `Input should be a list of ${expected}`,
          input: fields,
          ctx: { expected },
        },
      ],
    ]);
    expect(reply.text).not.toContain('secret');
  });
});

it('a row without its version still has its ETag', async () => {
  const reply = await (await shelf()).get('/books/1?fields=title');
  expect([reply.headers.get('etag'), reply.text]).toEqual(['"1"', '{"title":"a"}']);
});
