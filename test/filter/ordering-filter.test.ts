import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { type AnyField, listing } from './listing.ts';

const types: [string, AnyField, unknown[]][] = [
  ['string', field.string({ optional: true }), [null, '', 'B', 'a', 'ä']],
  ['integer', field.integer({ optional: true }), [null, -10, -9, 0, 9, 10]],
  ['number', field.number({ optional: true }), [null, -1e300, -0.1, 0, 1e-300, 0.1]],
  ['boolean', field.boolean({ optional: true }), [null, false, true]],
  ['datetime', field.datetime({ optional: true }), [null, '0001-01-01T00:00:00Z', '2026-11-22T05:15:20.291Z']],
  ['date', field.date({ optional: true }), [null, '0001-01-01', '2026-11-22', '9999-12-31']],
  [
    'bigint',
    field.bigint({ optional: true }),
    [null, '-9223372036854775808', '-1', '9007199254740993', '9007199254740994'],
  ],
  [
    'decimal',
    field.decimal({ optional: true }),
    [
      null,
      '-100',
      '-10.05',
      '-10',
      '-9.55',
      '-9.5',
      '-0.1',
      '0',
      '0.05',
      '0.5',
      '9',
      '10',
      '10.1',
      '90071992547409931',
    ],
  ],
];

describe('?ordering=', () => {
  it.each(types)('sorts by a column of type %s, NULL as the least of all values', async (_, value, ascending) => {
    const { find } = await listing(value, ascending.toReversed());
    const positions = ascending.map((_value, index) => index);
    expect(await find('ordering=value')).toEqual(positions.toReversed());
    expect(await find('ordering=-value')).toEqual(positions);
  });

  it('P10: sorts ties by the primary key, in either direction and after updates', async () => {
    const { find, api } = await listing(field.string({ optional: true }), ['b', 'a', null, 'b', 'a', null]);
    await api.patch('/things/1', { value: 'b', version: 1 });
    expect(await find('ordering=value')).toEqual([2, 5, 1, 4, 0, 3]);
    expect(await find('ordering=-value')).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it.each([
    ['', [0, 1, 2]],
    ['nope', [0, 1, 2]],
    ['created_at', [0, 1, 2]],
    ['-nope,-value', [2, 1, 0]],
    [' -value ', [2, 1, 0]],
    ['--value', [2, 1, 0]],
    ['value,-value', [0, 1, 2]],
    ['-value,value', [2, 1, 0]],
    ['Value', [0, 1, 2]],
    ['value desc', [0, 1, 2]],
    ['value;drop table things', [0, 1, 2]],
    ['"value"', [0, 1, 2]],
    ['things.value', [0, 1, 2]],
    ['1', [0, 1, 2]],
    ['__proto__,constructor', [0, 1, 2]],
    ['nope&ordering=-value', [2, 1, 0]],
    ['-value&ordering=', [0, 1, 2]],
  ])('=%s passes over what is no field that may be sorted by', async (ordering, found) => {
    const { find } = await listing(field.integer(), [1, 2, 3]);
    expect(await find(`ordering=${ordering}`)).toEqual(found);
  });

  it('sorts by several fields, each in its direction, and by the id', async () => {
    class BookEndpoint extends RestEndpoint {
      author = field.string();
      year = field.integer({ optional: true });
      static override meta: Meta<BookEndpoint> = { filtering: { ordering: ['author', 'year', 'id'] } };
    }
    const { post, get } = await serve({ '/books': BookEndpoint });
    for (const [author, year] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['b', null],
    ] as const)
      await post('/books', { author, year });
    const find = async (ordering: string): Promise<unknown> =>
      (await get(`/books?ordering=${ordering}`)).body.results.map(({ id }) => id);
    expect(await find('author,-year')).toEqual([3, 1, 2, 4]);
    expect(await find('-author,year')).toEqual([4, 2, 1, 3]);
    expect(await find('year,-author')).toEqual([4, 2, 1, 3]);
    expect(await find('year,-id')).toEqual([4, 2, 1, 3]);
    expect(await find('-id')).toEqual([4, 3, 2, 1]);
    expect(await find('author,-id,year')).toEqual([3, 1, 4, 2]);
  });
});
