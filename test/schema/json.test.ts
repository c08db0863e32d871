import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dialect } from '../servers.ts';
import { column, refusal } from './column.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('json', () => {
  it.each([
    '{}',
    '[]',
    '0',
    '-1.5',
    'true',
    'false',
    '""',
    '"text"',
    ...(dialect === 'postgres' ? [] : ['"🐎\\u0000\\ud800"']),
    '[null]',
    '{"a":{"b":[1,"2",null,false]},"":0,"ü":"ü"}',
    '{"__proto__":{"polluted":true},"constructor":1}',
    '{"value":12.5,"id":"own"}',
    nested(100),
  ])('keeps %s', async (json) => {
    const { accept } = await column(field.json());
    expect(await accept(json)).toEqual(JSON.parse(json));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.skipIf(dialect === 'postgres')('keeps the order of keys', async () => {
    const { accept } = await column(field.json());
    expect(JSON.stringify(await accept('{"b":1,"a":2}'))).toBe('{"b":1,"a":2}');
  });

  it('refuses null where it is not optional', async () => {
    const { refuse } = await column(field.json());
    expect(await refuse('null')).toEqual(refusal('null', { type: 'json_type', msg: 'Input should not be null' }));
  });

  it.each(['1e999', '{"a":[1e999]}', '[-1e999]'])('refuses %s, which JSON could not say again', async (json) => {
    const { refuse } = await column(field.json());
    expect(await refuse(json)).toMatchObject([
      { type: 'finite_number', loc: ['value'], msg: 'Input should be a finite number' },
    ]);
  });

  it.each([101, 100_000])('refuses what is nested %d deep, and does not say it back', async (depth) => {
    const { refuse } = await column(field.json());
    expect(await refuse(nested(depth))).toEqual([
      {
        type: 'json_too_deep',
        loc: ['value'],
        msg: 'Input should be nested at most 100 deep',
        ctx: { max_depth: 100 },
      },
    ]);
  });

  it('of a shape says where in the value it breaks', async () => {
    const { accept, refuse } = await column(
      field.json({ schema: z.object({ tags: z.array(z.string()), at: z.number() }) }),
    );
    expect(await refuse('{"tags":["a",5],"at":"x"}')).toMatchObject([
      { type: 'value_error', loc: ['value', 'tags', 1] },
      { type: 'value_error', loc: ['value', 'at'] },
    ]);
    expect(await accept('{"tags":["a"],"at":1,"unknown":true}')).toEqual({ tags: ['a'], at: 1 });
  });
});
