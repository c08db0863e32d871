import type { StandardSchemaV1 } from '@standard-schema/spec';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keepLog, serve } from '../serve.ts';
import { type AnyField, column } from './column.ts';

const allTypes = {
  string: { of: () => field.string({ optional: true }), value: 'x' },
  integer: { of: () => field.integer({ optional: true }), value: 1 },
  number: { of: () => field.number({ optional: true }), value: 1.5 },
  boolean: { of: () => field.boolean({ optional: true }), value: false },
  datetime: { of: () => field.datetime({ optional: true }), value: '2026-11-22T00:00:00.000Z' },
  date: { of: () => field.date({ optional: true }), value: '2026-11-22' },
  decimal: { of: () => field.decimal({ optional: true, decimalPlaces: 2 }), value: '1.50' },
  uuid: { of: () => field.uuid({ optional: true }), value: '3fa85f64-5717-4562-b3fc-2c963f66afa6' },
  json: { of: () => field.json({ optional: true }), value: { a: [1] } },
  enum: { of: () => field.enum(['a', 'b'], { optional: true }), value: 'b' },
  bigint: { of: () => field.bigint({ optional: true }), value: '9223372036854775807' },
} satisfies Record<string, { of: () => AnyField; value: unknown }>;

describe('an optional column', () => {
  it.each(Object.entries(allTypes))('of type %s may be left out, be null, be set and be cleared', async (_, type) => {
    const { api, accept } = await column(type.of());
    expect(await accept('null')).toBeNull();
    const created = await api.post('/things', {});
    expect(created.body.value).toBeNull();
    const path = `/things/${created.body.id}`;
    const set = await api.patch(path, { value: type.value, version: 1 });
    expect([set.status, set.body.value]).toEqual([200, type.value]);
    const cleared = await api.patch(path, { value: null, version: 2 });
    expect([cleared.status, cleared.body.value]).toEqual([200, null]);
    const again = await api.put(path, { value: type.value, version: 3 });
    expect(again.body.value).toEqual(type.value);
    const reset = await api.put(path, { version: 4 });
    expect([reset.status, reset.body.value]).toEqual([200, null]);
    expect((await api.get(path)).body.value).toBeNull();
  });
});

describe('a default', () => {
  it.each([
    ['string', field.string({ default: "it's" }), "it's"],
    ['integer', field.integer({ default: 0 }), 0],
    ['number', field.number({ default: 1.5 }), 1.5],
    ['boolean', field.boolean({ default: false }), false],
    ['datetime', field.datetime({ default: new Date('2026-11-22T00:00:00Z') }), '2026-11-22T00:00:00.000Z'],
    ['date', field.date({ default: '2026-11-22' }), '2026-11-22'],
    ['decimal', field.decimal({ default: '1.5', decimalPlaces: 2 }), '1.50'],
    ['uuid', field.uuid({ default: '3FA85F6457174562B3FC2C963F66AFA6' }), '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    ['json', field.json({ default: { a: [1] } }), { a: [1] }],
    ['enum', field.enum(['a', 'b'], { default: 'b' }), 'b'],
    ['bigint', field.bigint({ default: 2n ** 62n }), '4611686018427387904'],
    ['function', field.string({ default: () => 'made' }), 'made'],
  ] as [string, AnyField, unknown][])('(%s) stands in for what is left out', async (_, value, expected) => {
    const { api } = await column(value);
    const created = await api.post('/things', {});
    expect([created.status, created.body.value]).toEqual([201, expected]);
    expect((await api.get('/things/1')).body.value).toEqual(expected);
  });

  it('does not stand in for what is given, and null is refused where the column is not optional', async () => {
    const { accept, refuse } = await column(field.integer({ default: 7 }));
    expect(await accept('0')).toBe(0);
    expect(await refuse('null')).toMatchObject([{ type: 'int_type' }]);
  });

  it('stands in for what is left out of an optional column too, and null stays null', async () => {
    const { api, accept } = await column(field.integer({ default: 7, optional: true }));
    expect((await api.post('/things', {})).body.value).toBe(7);
    expect(await accept('null')).toBeNull();
  });

  it('that is a function is made anew for every row', async () => {
    let made = 0;
    const { api } = await column(field.integer({ default: () => ++made }));
    expect((await api.post('/things', {})).body.value).toBe(1);
    expect((await api.post('/things', {})).body.value).toBe(2);
  });

  it('takes the place of what a PUT leaves out, and a PATCH leaves it alone', async () => {
    class ThingEndpoint extends RestEndpoint {
      name = field.string();
      count = field.integer({ default: 7 });
    }
    const api = await serve({ '/things': ThingEndpoint });
    await api.post('/things', { name: 'a', count: 1 });
    expect((await api.patch('/things/1', { name: 'b', version: 1 })).body).toMatchObject({ name: 'b', count: 1 });
    expect((await api.put('/things/1', { name: 'c', version: 2 })).body).toMatchObject({ name: 'c', count: 7 });
  });

  it('that a function makes and its own field refuses is the mistake of the program: 500, and logged', async () => {
    class ThingEndpoint extends RestEndpoint {
      name = field.string({ maxLength: 1, default: () => 'secret' });
    }
    const logger = keepLog();
    const { post } = await serve({ '/things': ThingEndpoint }, { logger });
    const reply = await post('/things', {});
    expect([reply.status, reply.body]).toEqual([500, { detail: 'internal server error' }]);
    expect(String(logger.errors[0])).toContain('The default of "name" gave secret');
  });
});

describe("the user's own validator", () => {
  it('refuses with its own message, after the checks of the column', async () => {
    const { accept, refuse } = await column(field.string({ minLength: 3, schema: z.email('no address') }));
    expect(await refuse('"x"')).toMatchObject([{ type: 'string_too_short' }]);
    expect(await refuse('"none"')).toEqual([{ type: 'value_error', loc: ['value'], msg: 'no address', input: 'none' }]);
    expect(await accept('"a@b.example"')).toBe('a@b.example');
  });

  it('may be asynchronous', async () => {
    const later = z.string().refine(async (text) => Promise.resolve(text !== 'taken'), 'is taken');
    const { accept, refuse } = await column(field.string({ schema: later }));
    expect(await refuse('"taken"')).toEqual([{ type: 'value_error', loc: ['value'], msg: 'is taken', input: 'taken' }]);
    expect(await accept('"free"')).toBe('free');
  });

  it('runs in PATCH as well', async () => {
    const { api } = await column(field.string({ schema: z.email('no address') }));
    await api.post('/things', { value: 'a@b.example' });
    const refused = await api.patch('/things/1', { value: 'none', version: 1 });
    expect([refused.status, refused.body.detail]).toMatchObject([422, [{ msg: 'no address' }]]);
  });

  it('may change the value, which must then fit the column as well', async () => {
    const { accept, refuse } = await column(field.string({ minLength: 1, schema: z.string().trim() }));
    expect(await accept('" a "')).toBe('a');
    expect(await refuse('" "')).toMatchObject([{ type: 'string_too_short', loc: ['value'] }]);
  });

  it('sees the value of the program: a Date, a bigint, an exact decimal', async () => {
    const seen: unknown[] = [];
    const watching = z.unknown().refine((value) => seen.push(value) > 0) as unknown as z.ZodType<never>;
    class ThingEndpoint extends RestEndpoint {
      at = field.datetime({ schema: watching });
      big = field.bigint({ schema: watching });
      price = field.decimal({ decimalPlaces: 2, schema: watching });
    }
    const { post } = await serve({ '/things': ThingEndpoint });
    expect((await post('/things', { at: '2026-11-22', big: '5', price: 1 })).status).toBe(201);
    expect(seen).toEqual([new Date('2026-11-22T00:00:00Z'), 5n, '1.00']);
  });

  it.each([
    ['a bigint', field.bigint({ schema: z.bigint().max(4n, 'too many') }), '"5"', '5'],
    ['a datetime', field.datetime({ schema: z.date().max(new Date(0), 'too many') }), '1', '1970-01-01T00:00:01.000Z'],
  ] as [string, AnyField, string, unknown][])('may refuse %s', async (_, value, json, input) => {
    const { refuse } = await column(value);
    expect(await refuse(json)).toEqual([{ type: 'value_error', loc: ['value'], msg: 'too many', input }]);
  });

  it('is not asked about null', async () => {
    const { accept } = await column(field.string({ optional: true, schema: z.email('no address') }));
    expect(await accept('null')).toBeNull();
  });

  it('may be of any library that speaks Standard Schema', async () => {
    const even: StandardSchemaV1<unknown, number> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          Number(value) % 2 === 0
            ? { value: value as number }
            : { issues: [{ message: 'odd', path: [{ key: 'at' }] }] },
      },
    };
    const { accept, refuse } = await column(field.integer({ schema: even }));
    expect(await accept('4')).toBe(4);
    expect(await refuse('3')).toEqual([{ type: 'value_error', loc: ['value', 'at'], msg: 'odd', input: 3 }]);
  });

  it('that throws is the mistake of the program: 500 without its words, which are logged', async () => {
    class ThingEndpoint extends RestEndpoint {
      name = field.string({
        schema: z.string().refine(() => {
          throw new Error('secret');
        }),
      });
    }
    const logger = keepLog();
    const { post } = await serve({ '/things': ThingEndpoint }, { logger });
    const reply = await post('/things', { name: 'x' });
    expect([reply.status, reply.body]).toEqual([500, { detail: 'internal server error' }]);
    expect(logger.errors).toMatchObject([{ message: 'secret' }]);
  });
});

describe('a body', () => {
  class ThingEndpoint extends RestEndpoint {
    first = field.string({ minLength: 1 });
    second = field.integer({ ge: 0 });
    third = field.boolean();
    fourth = field.string({ optional: true });
  }

  it('is told all its mistakes at once, in the order of the fields', async () => {
    const { post } = await serve({ '/things': ThingEndpoint });
    const body = { fourth: 5, second: -1, first: '' };
    const reply = await post('/things', body);
    expect(reply.status).toBe(422);
    expect(reply.body.detail).toMatchObject([
      { type: 'string_too_short', loc: ['first'] },
      { type: 'greater_than_equal', loc: ['second'] },
      { type: 'missing', loc: ['third'], msg: 'Field required', input: body },
      { type: 'string_type', loc: ['fourth'] },
    ]);
  });

  it('that lacks a field is not said back where it is large', async () => {
    const { post } = await serve({ '/things': ThingEndpoint });
    const reply = await post('/things', { first: 'x'.repeat(5000), second: 1 });
    expect(reply.body.detail).toEqual([{ type: 'missing', loc: ['third'], msg: 'Field required' }]);
  });

  it('takes no value from the prototype of objects', async () => {
    const { post } = await serve({ '/things': ThingEndpoint });
    const reply = await post('/things', { ['__proto__']: { first: 'x' }, second: 1, third: true });
    expect(reply.body.detail).toMatchObject([{ type: 'missing', loc: ['first'] }]);
  });

  it('S8: of a PATCH is validated as that of a POST is, in what it gives', async () => {
    const { post, patch, get } = await serve({ '/things': ThingEndpoint });
    const created = await post('/things', { first: 'x', second: 1, third: true });
    const reply = await patch('/things/1', { first: '', second: -1, third: null, version: 1 });
    expect([reply.status, reply.body.detail]).toMatchObject([
      422,
      [{ type: 'string_too_short' }, { type: 'greater_than_equal' }, { type: 'bool_type' }],
    ]);
    expect((await get('/things/1')).text).toBe(created.text);
  });

  it.each(['[]', '"x"', '5', 'null', 'true'])('that is %s and no object is refused', async (json) => {
    const { post, put, patch } = await serve({ '/things': ThingEndpoint });
    const expected = {
      type: 'model_attributes_type',
      loc: [],
      msg: 'Input should be a valid dictionary or object to extract fields from',
      input: JSON.parse(json),
    };
    for (const reply of [
      await post('/things', { raw: json }),
      await put('/things/1', { raw: json }),
      await patch('/things/1', { raw: json }),
    ]) {
      expect([reply.status, reply.body]).toEqual([422, { detail: [expected] }]);
    }
  });
});
