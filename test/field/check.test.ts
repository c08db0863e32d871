import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyField, column } from '../schema/column.ts';
import { mistakesOf } from '../serve.ts';

const problemsOf = async (value: AnyField) => {
  class ThingEndpoint extends RestEndpoint {
    value = value;
  }
  return (await mistakesOf({ '/things': ThingEndpoint })).problems;
};

const wrong: readonly (readonly [AnyField, RegExp])[] = [
  [field.integer({ minLength: 1 } as never), /integer field has no option "minLength".*It knows .*multipleOf/],
  [field.string({ min_length: 1 } as never), /no option "min_length".*minLength/],
  [field.json({ unique: true } as never), /json field has no option "unique"/],
  [field.boolean({ ge: 0 } as never), /boolean field has no option "ge"/],
  [field.string({ minLength: -1 }), /minLength is -1.*whole number/],
  [field.string({ maxLength: 1.5 }), /maxLength is 1\.5/],
  [field.string({ maxLength: '5' as never }), /maxLength is 5/],
  [field.decimal({ decimalPlaces: -1 }), /decimalPlaces is -1/],
  [field.decimal({ maxDigits: Number.NaN }), /maxDigits is NaN/],
  [field.string({ minLength: 5, maxLength: 4 }), /minLength 5 is above maxLength 4/],
  [field.decimal({ decimalPlaces: 3, maxDigits: 2 }), /decimalPlaces is above maxDigits/],
  [field.integer({ ge: Number.NaN }), /ge is NaN, which is no integer/],
  [field.number({ lt: Infinity }), /lt is Infinity, which is no number/],
  [field.decimal({ ge: 'abc' }), /ge is abc, which is no decimal/],
  [field.bigint({ ge: 1.5 }), /ge is 1\.5, which is no bigint/],
  [field.integer({ ge: 10, le: 1 }), /no value is ge 10 and le 1/],
  [field.integer({ gt: 5, lt: 5 }), /no value is gt 5 and lt 5/],
  [field.integer({ gt: 5, le: 5 }), /no value is gt 5 and le 5/],
  [field.number({ ge: 5, lt: 5 }), /no value is ge 5 and lt 5/],
  [field.integer({ gt: 1, lt: 2 }), /no value is gt 1 and lt 2/],
  [field.decimal({ ge: '10', le: '9' }), /no value is ge 10 and le 9/],
  [field.decimal({ ge: '0.10000000000000000001', le: '0.1' }), /no value is/],
  [field.bigint({ ge: 9007199254740993n, le: 9007199254740992n }), /no value is/],
  [field.integer({ multipleOf: 0 }), /multipleOf is 0/],
  [field.number({ multipleOf: Number.NaN }), /multipleOf is NaN/],
  [field.string({ pattern: '(' }), /pattern "\(" is no regular expression/],
  [field.enum([]), /an enum needs its values/],
  [field.enum(['a', 'a']), /one or more different strings/],
  [field.enum([1 as never]), /an enum needs its values/],
  [field.string({ readOnly: true }), /nothing else gives a value/],
  [field.string({ schema: {} as never }), /schema is no Standard Schema validator/],
  [field.string({ schema: null as never }), /schema is no Standard Schema validator/],
];

describe('an option that makes no sense', () => {
  it.each(wrong.map(([value, message]) => [message, value] as const))('is told: %s', async (message, value) => {
    expect(await problemsOf(value)).toMatchObject([{ code: 'bad_option', where: 'ThingEndpoint.value' }]);
    const [problem] = await problemsOf(value);
    expect(`${problem?.problem} ${problem?.remedy}`).toMatch(message);
    expect(problem?.remedy).toMatch(/.\.$/);
  });

  it.each(['books', 'books.id.x', 'books.', '.id', 'my books.id'])('foreignKey "%s" names no column', async (key) => {
    expect(await problemsOf(field.integer({ foreignKey: key as never }))).toMatchObject([
      { code: 'bad_foreign_key', where: 'ThingEndpoint.value', remedy: 'Write it as "table.column".' },
    ]);
  });

  it('stands beside every other one of the same field', async () => {
    const problems = await problemsOf(field.string({ minLength: 5, maxLength: -4, pattern: '(', ge: 1 } as never));
    expect(problems.map(({ problem }) => problem.split(' ')[0])).toEqual(['a', 'maxLength', 'minLength', 'pattern']);
  });
});

describe('options that make sense', () => {
  it.each([
    [field.string({ minLength: 0, maxLength: 0 }), '""'],
    [field.integer({ ge: 5, le: 5 }), '5'],
    [field.integer({ gt: -1, lt: 1 }), '0'],
    [field.number({ gt: 1, lt: 2 }), '1.5'],
    [field.decimal({ decimalPlaces: 2, maxDigits: 2 }), '"0.55"'],
    [field.bigint({ ge: -5n, le: 5 }), '"0"'],
    [field.string({ schema: z.string() }), '"x"'],
    [field.string({ unique: true, index: true, description: 'x' }), '"x"'],
  ] as [AnyField, string][])('are taken (case %#)', async (value, json) => {
    const { accept } = await column(value);
    expect(await accept(json)).toBe(JSON.parse(json));
  });
});
