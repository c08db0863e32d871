import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type AnyField, column, refusal } from './column.ts';
import { finite, fractional, numericTypes } from './numbers.ts';

describe.each(numericTypes)('$name', ({ of, accepts, refuses, limits }) => {
  it.each(accepts)('takes %s as %j', async (json, value) => {
    const { accept } = await column(of());
    // -0 is 0.
    expect(((await accept(json)) as number) === value).toBe(true);
  });

  it.each(refuses)('refuses %s', async (json, why) => {
    const { refuse } = await column(of());
    expect(await refuse(json)).toEqual(refusal(json, why));
  });

  it.each(limits.map(([bounded, good, bad, why]) => [JSON.stringify(why.ctx), good, bad, { bounded, why }] as const))(
    'with the limit %s takes %s and refuses %s',
    async (_, good, bad, { bounded, why }) => {
      const { accept, refuse } = await column(bounded);
      expect(await refuse(bad)).toEqual(refusal(bad, why));
      expect(await accept(good)).toBe(JSON.parse(good));
    },
  );
});

describe('a number that JSON can write and no float can hold', () => {
  it.each([
    ['integer', field.integer()],
    ['number', field.number()],
  ] as [string, AnyField][])('is refused by %s, and the table still lists', async (_, value) => {
    const { refuse, api } = await column(value);
    expect(await refuse('1e999')).toEqual([{ ...finite, loc: ['value'], input: null }]);
    expect((await api.get('/things')).status).toBe(200);
  });
});

describe('an integer', () => {
  it('refuses text of 400 digits in the words of the list', async () => {
    const { refuse } = await column(field.integer());
    const type = expect.stringMatching(/^(?:int_parsing_size|less_than_equal|finite_number)$/);
    expect(await refuse(`"${'9'.repeat(400)}"`)).toMatchObject([{ type }]);
  });

  it('says every bound that is broken', async () => {
    const { refuse } = await column(field.integer({ ge: 10, multipleOf: 5 }));
    expect(await refuse('7')).toMatchObject([{ type: 'greater_than_equal' }, { type: 'multiple_of' }]);
  });
});

describe('a bigint', () => {
  it.each([
    ['9223372036854775808', 'less_than_equal'],
    ['5.5', fractional.type],
    [`"${'9'.repeat(400)}"`, 'int_parsing_size'],
  ])('refuses %s with one entry', async (json, type) => {
    const { refuse } = await column(field.bigint());
    expect(await refuse(json)).toMatchObject([{ type, loc: ['value'] }]);
  });
});

describe('a decimal', () => {
  it.each([
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['1.10', '1.1'],
    ['5', '5'],
    ['1e-30', `0.${'0'.repeat(29)}1`],
    [`"${'9'.repeat(1000)}"`, '9'.repeat(1000)],
  ])('of any number of places takes %s as it is', async (json, value) => {
    const { accept } = await column(field.decimal());
    expect(await accept(json)).toBe(value);
  });

  it('refuses more places in a bare number as well, and says the number back as it was sent', async () => {
    const { refuse } = await column(field.decimal({ decimalPlaces: 1 }));
    const why = {
      type: 'decimal_max_places',
      msg: 'Decimal input should have no more than 1 decimal place',
      ctx: { decimal_places: 1 },
    };
    expect(await refuse('1.239')).toEqual(refusal('1.239', why));
  });

  it('with a limit in bare numbers is compared exactly', async () => {
    const { accept, refuse } = await column(field.decimal({ lt: '10000000000000000000.02' }));
    expect(await refuse('10000000000000000000.02')).toMatchObject([{ type: 'less_than' }]);
    expect(await accept('10000000000000000000.01')).toBe('10000000000000000000.01');
  });
});

describe('text that is almost a number', () => {
  it.each([
    ['number', field.number()],
    ['integer', field.integer()],
    ['decimal', field.decimal()],
    ['bigint', field.bigint()],
  ] as const)('is refused as quickly by a %s however long it is', async (_, value) => {
    const { refuse } = await column(value);
    // A pattern that tries every way to split the digits would take minutes here, and hold up everybody.
    expect(await refuse(`"${'1'.repeat(300_000)}x"`)).toHaveLength(1);
  });
});
