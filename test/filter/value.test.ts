import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type AnyField, listing } from './listing.ts';

const uuid = field.uuid();
const refused: readonly (readonly [string, AnyField, string, readonly string[]])[] = [
  ['integer', field.integer(), 'int_parsing', ['abc', '', '1.5', '1e3', '0x1', 'true', "1' OR 1=1", 'null']],
  ['integer', field.integer(), 'less_than_equal', ['9007199254740992', '9'.repeat(40)]],
  ['integer', field.integer(), 'int_parsing_size', ['9'.repeat(400)]],
  ['number', field.number(), 'float_parsing', ['abc', '', '1,5', '--1']],
  ['number', field.number(), 'finite_number', ['nan', 'inf', '-Infinity', '1e999']],
  ['boolean', field.boolean(), 'bool_parsing', ['banana', '', '2', 'null']],
  ['datetime', field.datetime(), 'datetime_from_date_parsing', ['abc', '', '2026-13-01', '2026-02-30T00:00:00Z']],
  ['date', field.date(), 'date_parsing', ['abc', '', '2026-02-30', '2026-11-22T00:00:00Z', '0']],
  ['decimal', field.decimal({ decimalPlaces: 2 }), 'decimal_parsing', ['abc', '', '1e99999', '1,0', '0x1']],
  ['decimal', field.decimal(), 'finite_number', ['NaN', 'Infinity']],
  ['bigint', field.bigint(), 'int_parsing', ['abc', '', '1.5']],
  ['bigint', field.bigint(), 'less_than_equal', ['9223372036854775808']],
  ['bigint', field.bigint(), 'greater_than_equal', ['-9223372036854775809']],
  ['uuid', uuid, 'uuid_parsing', ['abc', '', '3fa85f64-5717-4562-b3fc-2c963f66afa', '%27']],
  ['enum', field.enum(['a', 'b']), 'enum', ['c', '', 'A', '%20a']],
];

describe('a value that is none of the type', () => {
  it.each(refused)('(%s) is refused with 422, and the parameter is named', async (_, value, type, texts) => {
    const { refuse } = await listing(value, []);
    for (const text of texts) {
      for (const name of ['value', 'value__eq', 'value__ne', 'value__in']) {
        if (text.includes(',') && name === 'value__in') continue;
        const detail = await refuse(`${name}=${text}`);
        const input = new URLSearchParams(`x=${text}`).get('x');
        expect(detail, `${name}=${text}`).toMatchObject([{ type, loc: ['query', name], input }]);
        expect((detail as object[])[0]).toHaveProperty('msg');
      }
    }
  });

  it.each(['gt', 'gte', 'lt', 'lte'])('is refused by %s as well', async (name) => {
    const { refuse } = await listing(field.integer(), [1]);
    expect(await refuse(`value__${name}=x`)).toMatchObject([{ type: 'int_parsing', loc: ['query', `value__${name}`] }]);
  });

  it.each(['1', '1,2,3', '', ','])('between=%s is refused', async (text) => {
    const { refuse } = await listing(field.integer(), [1]);
    expect(await refuse(`value__between=${text}`)).toMatchObject([{ loc: ['query', 'value__between'] }]);
  });

  it.each(['', '2', 'null', 'x'])('isnull=%s is refused', async (text) => {
    const { refuse } = await listing(field.string({ optional: true }), []);
    expect(await refuse(`value__isnull=${text}`)).toMatchObject([
      { type: 'bool_parsing', loc: ['query', 'value__isnull'], input: text },
    ]);
  });

  it('is refused with its first mistake where it stands in a list', async () => {
    const { refuse } = await listing(field.integer(), []);
    expect(await refuse('value__in=1,x,2')).toEqual([
      {
        type: 'int_parsing',
        loc: ['query', 'value__in'],
        msg: 'Input should be a valid integer, unable to parse string as an integer',
        input: 'x',
      },
    ]);
  });

  it('that is long is not said back', async () => {
    const { refuse } = await listing(field.integer(), []);
    expect((await refuse(`value=${'x'.repeat(5000)}`)) as object[]).toEqual([
      expect.not.objectContaining({ input: expect.anything() }),
    ]);
  });
});

describe('a value that the column itself would refuse', () => {
  it.each([
    ['too long', field.string({ maxLength: 1 }), 'value=abc'],
    ['without the pattern', field.string({ pattern: '^a$' }), 'value=b'],
    ['out of bounds', field.integer({ ge: 0, le: 9 }), 'value__lt=-1'],
    ['of more places', field.decimal({ decimalPlaces: 1, maxDigits: 2 }), 'value=1.2345'],
  ] as [string, AnyField, string][])('(%s) is no mistake: it finds nothing', async (_, value, query) => {
    const { find } = await listing(value, []);
    expect(await find(query)).toEqual([]);
  });
});

describe('too much', () => {
  it('in one list is refused with 422: 100 values are taken', async () => {
    const { find, refuse } = await listing(field.integer(), [1, 2]);
    const values = (count: number): string => Array.from({ length: count }, (_, index) => index + 2).join();
    expect(await find(`value__in=${values(100)}`)).toEqual([1]);
    expect(await find(`value__nin=${values(100)}`)).toEqual([0]);
    for (const name of ['in', 'nin']) {
      expect(await refuse(`value__${name}=${values(101)}`)).toMatchObject([
        { type: 'too_long', loc: ['query', `value__${name}`], ctx: { max_length: 100 } },
      ]);
    }
  });
});
