import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta<BookEndpoint> = { filtering: { fields: ['title'] } };
}

async function find(query: string): Promise<unknown> {
  const { post, get } = await serve({ '/books': BookEndpoint });
  for (const title of ['a', 'a b', 'a+b', 'a&b=c', 'ü', '\ufffd', '', '#?/']) await post('/books', { title });
  const reply = await get(`/books${query}`);
  expect(reply.status).toBe(200);
  return reply.body.results.map(({ title }) => title);
}

const all = ['a', 'a b', 'a+b', 'a&b=c', 'ü', '\ufffd', '', '#?/'];

describe('the parameters of an address', () => {
  it.each([
    ['?title=a+b', ['a b']],
    ['?title=a%20b', ['a b']],
    ['?title=a%2Bb', ['a+b']],
    ['?title=a%26b%3Dc', ['a&b=c']],
    ['?title=%23%3F%2F', ['#?/']],
    ['?title=ü', ['ü']],
    ['?title=%C3%BC', ['ü']],
    ['?%74itle=a', ['a']],
    ['?title=x&title=a', ['a']],
    ['?title=', ['']],
    ['?title', ['']],
    ['?&&title=a&', ['a']],
    ['?title=a#title=b', ['a']],
    ['?title=a?', []],
    ['?', all],
    ['?=a', all],
    ['?title%3Da', all],
    ['?title%00=a', all],
    ['?title[]=a', all],
    ['?title.eq=a', all],
  ])('are read as a form is: %s', async (query, titles) => {
    expect(await find(query)).toEqual(titles);
  });

  it.each(['%', '%zz', '%E0%A4%A', '%ff', '%ED%A0%80'])(
    'that are no UTF-8 are no mistake of the server: %s',
    async (text) => {
      const { get } = await serve({ '/books': BookEndpoint });
      expect((await get(`/books?title=${text}`)).body).toEqual({ results: [] });
      expect((await get(`/books?${text}=a`)).body).toEqual({ results: [] });
    },
  );

  it('may be many', async () => {
    const { get } = await serve({ '/books': BookEndpoint });
    expect((await get(`/books?${'x=1&'.repeat(5000)}title=a`)).status).toBe(200);
  });
});
