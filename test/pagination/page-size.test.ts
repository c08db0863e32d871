import { field, type Meta, type Pagination, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';
import { pageOf } from './walk.ts';

async function shelf(pagination: Pagination): Promise<Api> {
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta: Meta<BookEndpoint> = { pagination };
  }
  const api = await serve({ '/books': BookEndpoint });
  for (let at = 0; at < 7; at += 1) await api.post('/books', { title: `${at}` });
  return api;
}

describe.each(['page_number', 'cursor'] as const)('?page_size= of %s', (style) => {
  it('is read up to the limit, and links keep it', async () => {
    const api = await shelf({ style, pageSize: 2, maxPageSize: 5 });
    for (const size of [1, 2, 5]) {
      const page = await pageOf(api, `/books?page_size=${size}`);
      expect(page.results).toHaveLength(size);
      if (style === 'page_number') {
        expect(page).toMatchObject({ count: 7, pages: Math.ceil(7 / size) });
        expect((await pageOf(api, page.next ?? '')).results[0]).toMatchObject({ id: size + 1 });
      }
    }
    expect((await pageOf(api, '/books')).results).toHaveLength(2);
  });

  it.each(['0', '6', '-1', '1.5', '', 'abc', '9'.repeat(20), 'Infinity'])('=%s is refused with 422', async (size) => {
    const reply = await (await shelf({ style, pageSize: 2, maxPageSize: 5 })).get(`/books?page_size=${size}`);
    expect([reply.status, reply.body.detail]).toMatchObject([422, [{ loc: ['query', 'page_size'], input: size }]]);
  });

  it('is not read where there is no limit', async () => {
    const api = await shelf({ style, pageSize: 2 });
    for (const size of ['5', '0', 'abc'])
      expect((await pageOf(api, `/books?page_size=${size}`)).results).toHaveLength(2);
  });
});

it('a page of any size that may be asked for is no mistake of the server', async () => {
  const { get } = await shelf({ pageSize: 2, maxPageSize: Number.MAX_SAFE_INTEGER });
  for (const size of ['1', '999999999999999']) {
    for (const page of ['1', '2', '1000000000']) {
      const reply = await get(`/books?page=${page}&page_size=${size}`);
      expect([200, 422], `${page} of ${size}`).toContain(reply.status);
    }
  }
});
