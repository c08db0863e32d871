import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

async function shelf(count: number, listLimit?: number): Promise<Api> {
  const api = await serve({ '/books': BookEndpoint }, listLimit === undefined ? {} : { listLimit });
  await Promise.all(Array.from({ length: count }, (_, at) => api.post('/books', { title: `${at}` })));
  return api;
}

/** All parts of a list, following `next` to the end. */
async function parts(api: Api, path: string, left = 20): Promise<number[][]> {
  const { results, next } = (await api.get(path)).body;
  const isLast = next === undefined || left === 0;
  return [results.map(({ id }) => id), ...(isLast ? [] : await parts(api, next, left - 1))];
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('GET of a list', () => {
  it('without rows is an empty list, and nothing else', async () => {
    const { get } = await shelf(0);
    const reply = await get('/books');
    expect([reply.status, reply.text]).toEqual([200, '{"results":[]}']);
    expect(reply.headers.get('content-type')).toBe('application/json');
  });

  it('holds all rows in the order of their ids, also after updates', async () => {
    const api = await shelf(3);
    await api.patch('/books/1', { title: 'z', version: 1 });
    const { body } = await api.get('/books');
    expect(Object.keys(body)).toEqual(['results']);
    expect(body.results.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('ignores parameters that mean nothing', async () => {
    const api = await shelf(2);
    const reply = await api.get('/books?title=0&ordering=-title&search=x&page=2&page_size=1&cursor=zzz&limit=1&x');
    expect(reply.text).toBe((await api.get('/books')).text);
  });

  it.each([
    [5, 2, [[1, 2], [3, 4], [5]]],
    [
      4,
      2,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [2, 2, [[1, 2]]],
    [3, 1, [[1], [2], [3]]],
    [0, 1, [[]]],
  ])('of %d rows with a limit of %d is followed to its end, no row lost or twice', async (count, limit, expected) => {
    expect(await parts(await shelf(count, limit), '/books')).toEqual(expected);
  });

  it('S15: holds 1,000 rows at most where nothing else is said', async () => {
    expect(await parts(await shelf(1001), '/books')).toEqual([numbers(1, 1000), [1001]]);
  });

  it('says where it goes on in a link to the same path, and keeps the other parameters', async () => {
    const api = await shelf(3, 1);
    const { next } = (await api.get('http://api.example:81/books/?x=a%20b%26c%3Dd&after=1&y=%C3%BC')).body;
    const url = new URL(next ?? '');
    expect([url.origin, url.pathname]).toEqual(['http://api.example:81', '/books/']);
    expect([...url.searchParams]).toEqual([
      ['x', 'a b&c=d'],
      ['after', '2'],
      ['y', 'ü'],
    ]);
  });

  it('says the same link where the address has a fragment, which is nothing to a server', async () => {
    const api = await shelf(2, 1);
    expect(await parts(api, '/books#part')).toEqual([[1], [2]]);
  });

  it('goes on behind a row that was deleted meanwhile', async () => {
    const api = await shelf(4, 2);
    const { next } = (await api.get('/books')).body;
    await api.delete('/books/2');
    expect((await api.get(next ?? '')).body.results.map(({ id }) => id)).toEqual([3, 4]);
  });

  it.each([
    ['0', [1, 2]],
    ['1', [2]],
    ['2', []],
    ['9007199254740991', []],
    ['01', [2]],
    ['0&after=1', [2]],
  ])('behind %s', async (after, ids) => {
    const { get } = await shelf(2);
    expect((await get(`/books?after=${after}`)).body.results.map(({ id }) => id)).toEqual(ids);
  });
});
