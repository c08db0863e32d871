import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { column, refusal } from './column.ts';

const words = {
  true: ['true', '1', '1.0', '"true"', '"TRUE"', '"True"', '"t"', '"yes"', '"YES"', '"y"', '"on"', '"1"'],
  false: ['false', '0', '0.0', '-0', '"false"', '"FALSE"', '"f"', '"no"', '"n"', '"off"', '"0"'],
};

describe('a boolean', () => {
  it.each(words.true)('takes %s as true', async (json) => {
    const { accept } = await column(field.boolean());
    expect(await accept(json)).toBe(true);
  });

  it.each(words.false)('takes %s as false', async (json) => {
    const { accept } = await column(field.boolean());
    expect(await accept(json)).toBe(false);
  });

  it.each(['2', '-1', '0.5', '"maybe"', '""', '"2"'])('refuses %s, which it cannot interpret', async (json) => {
    const { refuse } = await column(field.boolean());
    const expected = { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' };
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });

  it.each(['null', '[]', '[true]', '{}'])('refuses %s, which is of another type', async (json) => {
    const { refuse } = await column(field.boolean());
    expect(await refuse(json)).toEqual(refusal(json, { type: 'bool_type', msg: 'Input should be a valid boolean' }));
  });
});
