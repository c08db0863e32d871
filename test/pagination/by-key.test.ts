import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('the parameter "after"', () => {
  it.each(['', 'abc', '-1', '1.5', '1e3', '%20', '1;drop', '9007199254740993', '9'.repeat(30), '[]', '0&after=x'])(
    '=%s is refused with 422',
    async (after) => {
      const { get } = await serve({ '/books': BookEndpoint });
      const reply = await get(`/books?after=${after}`);
      expect(reply.status).toBe(422);
      expect(reply.body).toEqual({
        detail: [
          {
            type: 'int_parsing',
            loc: ['query', 'after'],
            msg: 'Input should be a valid integer, unable to parse string as an integer',
            input: new URLSearchParams(`after=${after}`).getAll('after').at(-1),
          },
        ],
      });
    },
  );

  it('that is long is not said back whole', async () => {
    const { get } = await serve({ '/books': BookEndpoint });
    const reply = await get(`/books?after=${'x'.repeat(5000)}`);
    expect(reply.body.detail).toMatchObject([{ input: 'x'.repeat(100) }]);
  });
});

describe('a list in another order than its ids', () => {
  class RowEndpoint extends RestEndpoint {
    title = field.string({ optional: true });
    price = field.decimal({ optional: true });
    static override meta: Meta<RowEndpoint> = {
      filtering: { fields: ['title'], ordering: ['title', 'price', 'id'] },
    };
  }

  async function shelf(): Promise<Api> {
    const api = await serve({ '/rows': RowEndpoint }, { listLimit: 2 });
    for (const [title, price] of rows) await api.post('/rows', { title, price });
    return api;
  }
  const rows = [
    ['b', '10'],
    ['a', '9'],
    [null, '-9.5'],
    ['a', null],
    ['b', '-10'],
  ] as const;

  /** The ids of all parts, following the links. */
  async function parts(api: Api, path: string): Promise<number[]> {
    const reply = await api.get(path);
    expect(reply.status).toBe(200);
    const { results, next } = reply.body;
    return [...results.map(({ id }) => id), ...(next === undefined ? [] : await parts(api, next))];
  }

  it.each([
    ['title', [3, 2, 4, 1, 5]],
    ['-title', [1, 5, 2, 4, 3]],
    ['price', [4, 5, 3, 2, 1]],
    ['-price', [1, 2, 3, 5, 4]],
    ['title,-price', [3, 2, 4, 1, 5]],
    ['title,-id', [3, 4, 2, 5, 1]],
    ['-id', [5, 4, 3, 2, 1]],
    ['id', [1, 2, 3, 4, 5]],
  ])('(%s) is followed to its end by its links', async (ordering, ids) => {
    expect(await parts(await shelf(), `/rows?ordering=${ordering}`)).toEqual(ids);
  });

  it('goes on behind an opaque place, which is refused in another order and where it was changed', async () => {
    const api = await shelf();
    const next = new URL((await api.get('/rows?ordering=title')).body.next ?? '');
    const after = next.searchParams.get('after') ?? '';
    expect(after).toMatch(/^[\w-]{22,}$/);
    expect(next.searchParams.get('ordering')).toBe('title');
    const flipped = Buffer.from(after, 'base64url').map((byte, at) => (at === 3 ? byte ^ 1 : byte));
    for (const query of [
      `after=${after}`,
      `ordering=-title&after=${after}`,
      `ordering=title&after=${Buffer.from(flipped).toString('base64url')}`,
      'ordering=title&after=1',
      'ordering=title&after=',
    ]) {
      const reply = await api.get(`/rows?${query}`);
      expect([reply.status, reply.body.detail], query).toMatchObject([422, [{ loc: ['query', 'after'] }]]);
    }
  });

  it('keeps to its filters', async () => {
    expect(await parts(await shelf(), '/rows?title__isnull=false&ordering=-price')).toEqual([1, 2, 5, 4]);
  });
});
