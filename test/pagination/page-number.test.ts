import { field, type Meta, type Pagination, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';
import { pageOf } from './walk.ts';

async function shelf(count: number, pagination: Pagination = { pageSize: 3 }): Promise<Api> {
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta: Meta<BookEndpoint> = { pagination, filtering: { fields: ['title'], ordering: ['title'] } };
  }
  const api = await serve({ '/books': BookEndpoint });
  for (let at = 0; at < count; at += 1) await api.post('/books', { title: `${at}` });
  return api;
}

const link = (query: string): string => `http://localhost/books?${query}`;

describe('a numbered page', () => {
  it('is the envelope of the README, its parts in this order', async () => {
    const { get } = await shelf(7);
    const reply = await get('/books?fields=id');
    expect(reply.text).toBe(
      '{"count":7,"pages":3,"next":"http://localhost/books?fields=id&page=2","previous":null,' +
        '"results":[{"id":1},{"id":2},{"id":3}]}',
    );
    expect(await pageOf(await shelf(0), '/books')).toEqual({
      count: 0,
      pages: 0,
      next: null,
      previous: null,
      results: [],
    });
  });

  it.each([
    [1, [1, 2, 3], link('page=2'), null],
    [2, [4, 5, 6], link('page=3'), link('page=1')],
    [3, [7], null, link('page=2')],
    [4, [], null, link('page=3')],
    [999, [], null, link('page=998')],
  ])('%d of three', async (page, ids, next, previous) => {
    const body = await pageOf(await shelf(7), `/books?page=${page}`);
    expect(body.results.map(({ id }) => id)).toEqual(ids);
    expect(body).toMatchObject({ count: 7, pages: 3, next, previous });
  });

  it('that is full and the last has no next', async () => {
    expect(await pageOf(await shelf(6), '/books?page=2')).toMatchObject({ pages: 2, next: null, count: 6 });
  });

  it('counts what the filters find, in the order that is asked for', async () => {
    const api = await shelf(5, { pageSize: 2 });
    const body = await pageOf(api, '/books?title__gt=0&ordering=-title&page=2');
    expect(body).toMatchObject({ count: 4, pages: 2, next: null });
    expect(body.results.map(({ title }) => title)).toEqual(['2', '1']);
  });

  it('of 20 rows is what is given where nothing is said', async () => {
    const body = await pageOf(await shelf(21, {}), '/books');
    expect([body.results.length, body.pages]).toEqual([20, 2]);
  });

  it.each([
    ['said twice', 'page=1&page=2', 2],
    ['with zeros', 'page=002', 2],
  ])('%s', async (_, query, page) => {
    expect((await pageOf(await shelf(7), `/books?${query}`)).previous).toContain(`page=${page - 1}`);
  });
});

describe('P11: the links', () => {
  it('are encoded, absolute, and keep the other parameters in their place', async () => {
    const { get } = await shelf(7);
    const reply = await get('http://api.example:81/books?foo=a%20b%26c%3Dd&page=2&%C3%BC=%22%3E');
    for (const [address, page] of [
      [reply.body.next, '3'],
      [(reply.body as unknown as { previous: string }).previous, '1'],
    ]) {
      const url = new URL(address ?? '');
      expect([url.origin, url.pathname]).toEqual(['http://api.example:81', '/books']);
      expect([...url.searchParams]).toEqual([
        ['foo', 'a b&c=d'],
        ['page', page],
        ['ü', '">'],
      ]);
      expect(address).not.toMatch(/[ "<>]/);
    }
  });

  it('lead through all rows', async () => {
    const api = await shelf(7, { pageSize: 2 });
    const found: number[] = [];
    for (let next: string | null = '/books?title__gte=0'; next !== null; ) {
      const page = await pageOf(api, next);
      found.push(...page.results.map(({ id }) => id));
      next = page.next;
    }
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('P2: a page that is none', () => {
  it.each(['abc', '', '1.5', '1e3', '1_0', '--2', '%D9%A1', "1'--"])('=%s is refused with 422', async (page) => {
    const reply = await (await shelf(1)).get(`/books?page=${page}`);
    expect([reply.status, reply.body.detail]).toMatchObject([422, [{ type: 'int_parsing', loc: ['query', 'page'] }]]);
  });

  it.each([
    ['0', { type: 'greater_than_equal', ctx: { ge: 1 } }],
    ['1000000001', { type: 'less_than_equal', ctx: { le: 1_000_000_000 } }],
    ['9'.repeat(30), { type: 'less_than_equal', ctx: { le: 1_000_000_000 } }],
    ['-2', { type: 'greater_than_equal', ctx: { ge: 1 } }],
  ])('=%s is refused with its limit', async (page, problem) => {
    const reply = await (await shelf(1)).get(`/books?page=${page}`);
    expect([reply.status, reply.body.detail]).toMatchObject([
      422,
      [{ ...problem, loc: ['query', 'page'], input: page }],
    ]);
  });

  it('is none beyond the last: 1,000,000,000 is an empty page', async () => {
    expect((await pageOf(await shelf(1), '/books?page=1000000000')).results).toEqual([]);
  });
});

describe('P7: without a count', () => {
  it('the envelope has neither count nor pages, and next still tells the truth', async () => {
    const api = await shelf(6, { pageSize: 3, count: false });
    const first = await pageOf(api, '/books');
    expect(Object.keys(first)).toEqual(['next', 'previous', 'results']);
    expect(first).toMatchObject({ next: link('page=2'), previous: null });
    expect(first.results).toHaveLength(3);
    expect(await pageOf(api, '/books?page=2')).toMatchObject({ next: null, previous: link('page=1') });
    expect(await pageOf(api, '/books?page=9')).toEqual({ next: null, previous: link('page=8'), results: [] });
  });
});
