import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { column } from './column.ts';

const stringType = { type: 'string_type', loc: ['value'], msg: 'Input should be a valid string' };

describe('an entry of the error list', () => {
  it.each([
    ['null', 'null'],
    ['false', 'false'],
    ['a text of 900 characters', `["${'x'.repeat(900)}"]`],
    ['a small object', '{"a":[1,{"b":null}]}'],
    ['what is nested 30 deep', '['.repeat(30) + ']'.repeat(30)],
  ])('says %s back', async (_, json) => {
    const { refuse } = await column(field.string());
    expect(await refuse(json)).toEqual([{ ...stringType, input: JSON.parse(json) }]);
  });

  it.each([
    ['a text of 1,001 characters', `["${'x'.repeat(1001)}"]`],
    ['a list of 1,000 entries', `[${'0,'.repeat(999)}0]`],
    ['an object with a long key', `{"${'k'.repeat(1001)}":1}`],
    [
      'an object of many small parts',
      JSON.stringify(Object.fromEntries(Array.from({ length: 200 }, (_, k) => [k, 0]))),
    ],
    ['what is nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('does not say %s back', async (_, json) => {
    const { refuse } = await column(field.string());
    expect(await refuse(json)).toEqual([stringType]);
  });

  it('does not say a refused text of 100,000 characters back', async () => {
    const { refuse } = await column(field.string({ maxLength: 5 }));
    expect(await refuse(`"${'x'.repeat(100_000)}"`)).toEqual([
      {
        type: 'string_too_long',
        loc: ['value'],
        msg: 'String should have at most 5 characters',
        ctx: { max_length: 5 },
      },
    ]);
  });
});
