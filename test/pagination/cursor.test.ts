import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';
import { idsOf, pageOf, walk } from './walk.ts';

class RowEndpoint extends RestEndpoint {
  text = field.string({ optional: true });
  count = field.integer({ optional: true });
  ratio = field.number({ optional: true });
  price = field.decimal({ optional: true, decimalPlaces: 2 });
  big = field.bigint({ optional: true });
  at = field.datetime({ optional: true });
  day = field.date({ optional: true });
  flag = field.boolean({ optional: true });
  kind = field.enum(['x', 'y'], { optional: true });
  key = field.uuid({ optional: true });
  static override meta: Meta<RowEndpoint> = {
    pagination: { style: 'cursor', pageSize: 3, maxPageSize: 10 },
    filtering: {
      fields: ['count'],
      ordering: ['id', 'text', 'count', 'ratio', 'price', 'big', 'at', 'day', 'flag', 'kind', 'key', 'created_at'],
    },
  };
}

const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;

/** Rows with ties and NULLs in every column. */
const rows = Array.from({ length: 13 }, (_, at) => ({
  text: ['a', null, 'Ä', '', "b'", '😀'][at % 6],
  count: [0, -1, null, 9007199254740991][at % 4],
  ratio: [0.1, -0.5, 1e300, null, 0.30000000000000004][at % 5],
  price: ['10.00', '9.50', '-10.05', null, '-9.50', '90071992547409931.01'][at % 6],
  big: ['9007199254740993', '9007199254740992', null, '-9223372036854775808'][at % 4],
  at: ['2026-11-22T05:15:20.291Z', null, '0001-01-01T00:00:00Z'][at % 3],
  day: [null, '2026-11-22', '0001-01-01'][at % 3],
  flag: [true, false, null][at % 3],
  kind: ['x', null, 'y'][at % 3],
  key: [uuid(1), null, uuid(2)][at % 3],
}));

async function shelf(): Promise<Api> {
  const api = await serve({ '/rows': RowEndpoint });
  for (const row of rows) expect((await api.post('/rows', row)).status).toBe(201);
  return api;
}

describe('a page behind a cursor', () => {
  it('is the envelope of next, previous and results', async () => {
    const api = await shelf();
    const first = await pageOf(api, '/rows');
    expect(Object.keys(first)).toEqual(['next', 'previous', 'results']);
    expect(first.next).toMatch(/^[\w-]+$/);
    expect(first.previous).toBeNull();
    expect(idsOf([first])).toEqual([1, 2, 3]);
  });

  it.each([
    [0, 1],
    [3, 1],
    [4, 2],
    [6, 2],
  ])('holds 3 rows: %d rows are %d pages, none of them empty but the only one', async (count, expected) => {
    const api = await serve({ '/rows': RowEndpoint });
    for (let at = 0; at < count; at += 1) await api.post('/rows', {});
    const pages = await walk(api, '/rows', 'next');
    expect(pages).toHaveLength(expected);
    expect(idsOf(pages)).toHaveLength(count);
  });

  it('an empty cursor is the first page', async () => {
    expect(idsOf([await pageOf(await shelf(), '/rows?cursor=')])).toEqual([1, 2, 3]);
  });

  it('keeps to the filters that are asked for', async () => {
    const api = await shelf();
    const pages = await walk(api, '/rows?count=0&ordering=-id&page_size=2', 'next');
    expect(pages.map((page) => idsOf([page]))).toEqual([
      [13, 9],
      [5, 1],
    ]);
  });

  it('may be of another size at each step', async () => {
    const api = await shelf();
    const first = await pageOf(api, '/rows?page_size=2');
    const second = await pageOf(api, `/rows?page_size=5&cursor=${first.next}`);
    expect(idsOf([first, second])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(idsOf([await pageOf(api, `/rows?page_size=1&cursor=${second.previous}`)])).toEqual([2]);
  });
});

const orderings = ['text', 'count', 'ratio', 'price', 'big', 'at', 'day', 'flag', 'kind', 'key', 'created_at', 'id'];
const mixed = ['flag,-price', '-flag,text,-big', 'kind,-key,day,-at', '-count,ratio', 'flag,-id', '-id'];

describe('P10: the order', () => {
  it.each([...orderings, ...orderings.map((name) => `-${name}`), ...mixed])(
    '%s is walked forward and back, no row lost or twice',
    async (ordering) => {
      const api = await shelf();
      const all = idsOf([await pageOf(api, `/rows?ordering=${ordering}&page_size=10`)]);
      const forward = await walk(api, `/rows?ordering=${ordering}`, 'next');
      const found = idsOf(forward);
      expect(found.slice(0, 10)).toEqual(all);
      expect(found.toSorted((a, b) => a - b)).toEqual(rows.map((_, at) => at + 1));
      const back = await walk(api, `/rows?ordering=${ordering}`, 'previous', forward.at(-1));
      expect(idsOf(back.toReversed())).toEqual(found.slice(0, 12));
      expect(back.at(-1)?.previous).toBeNull();
      expect(back.every(({ next }) => next !== null)).toBe(true);
    },
  );

  it.each(['price', '-price'])('%s is exact in pages of one row', async (ordering) => {
    const api = await shelf();
    const pages = await walk(api, `/rows?ordering=${ordering}&page_size=1`, 'next');
    const prices = pages.flatMap(({ results }) => results.map(({ price }) => price));
    const expected = rows.map(({ price }) => price).toSorted((a, b) => Number(a ?? -1e300) - Number(b ?? -1e300));
    expect(prices).toEqual(ordering === 'price' ? expected : expected.toReversed());
  });
});

describe('between two pages', () => {
  it('a row behind the cursor may go: the next page goes on where the last ended', async () => {
    const api = await shelf();
    const first = await pageOf(api, '/rows?ordering=-id');
    for (const id of [13, 11, 10]) await api.delete(`/rows/${id}`);
    const second = await pageOf(api, `/rows?ordering=-id&cursor=${first.next}`);
    expect(idsOf([second])).toEqual([9, 8, 7]);
    expect(idsOf([await pageOf(api, `/rows?ordering=-id&cursor=${second.previous}`)])).toEqual([12]);
  });

  it('rows may come: previous shows those before the first page', async () => {
    const api = await shelf();
    const first = await pageOf(api, '/rows?ordering=-id');
    const second = await pageOf(api, `/rows?ordering=-id&cursor=${first.next}`);
    for (let at = 0; at < 4; at += 1) await api.post('/rows', {});
    const back = await walk(api, '/rows?ordering=-id', 'previous', second);
    expect(idsOf(back.toReversed())).toEqual([17, 16, 15, 14, 13, 12, 11]);
  });

  it('all rows may go', async () => {
    const api = await shelf();
    const { next } = await pageOf(api, '/rows');
    for (const { id } of (await pageOf(api, '/rows?page_size=10')).results) await api.delete(`/rows/${id}`);
    for (const id of [11, 12, 13]) await api.delete(`/rows/${id}`);
    expect(await pageOf(api, `/rows?cursor=${next}`)).toEqual({ next: null, previous: null, results: [] });
  });
});
