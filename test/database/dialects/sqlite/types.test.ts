import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import type { AnyField } from '../../../schema/column.ts';
import { raw, serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('a value in the file', () => {
  it.each([
    ['string', field.string(), '"1e3"', 'text', '1e3'],
    ['integer', field.integer(), '9007199254740991', 'integer', 9007199254740991],
    ['integer', field.integer(), '-5', 'integer', -5],
    ['number', field.number(), '3', 'real', 3],
    ['boolean', field.boolean(), 'true', 'integer', 1],
    ['boolean', field.boolean(), 'false', 'integer', 0],
    ['datetime', field.datetime(), '"2026-01-02 03:04:05+01:00"', 'text', '2026-01-02T02:04:05.000Z'],
    ['date', field.date(), '"2026-01-02"', 'text', '2026-01-02'],
    ['decimal', field.decimal(), '12345678901234567890.12', 'text', '12345678901234567890.12'],
    ['decimal', field.decimal({ maxDigits: 9, decimalPlaces: 2 }), '5', 'text', '5.00'],
    ['uuid', field.uuid(), `"${uuid.toUpperCase()}"`, 'text', uuid],
    ['uuid', field.uuid(), '"12345678123412341234123456789012"', 'text', '12345678-1234-1234-1234-123456789012'],
    ['json', field.json(), '{"b": [1.0, null]}', 'text', '{"b":[1,null]}'],
    ['json', field.json(), '5', 'text', '5'],
    ['enum', field.enum(['1', '2']), '"1"', 'text', '1'],
    ['bigint', field.bigint(), '9223372036854775807', 'integer', 9223372036854775807n],
  ] as [string, AnyField, string, string, unknown][])(
    'of type %s (case %#) is kept as it should be',
    async (_, value, json, kind, stored) => {
      class ThingEndpoint extends RestEndpoint {
        value = value;
      }
      const file = databaseFile();
      const { post } = await serve({ '/things': ThingEndpoint }, { database: file.url });
      expect((await post('/things', raw(`{"value":${json}}`))).status).toBe(201);
      const row = file.db
        .prepare('select typeof(value) kind, value from things')
        .safeIntegers(typeof stored === 'bigint')
        .get();
      expect(row).toMatchObject({ kind });
      expect(row).toHaveProperty('value', typeof stored === 'number' && kind === 'integer' ? stored : stored);
    },
  );

  it('of the automatic columns is kept as it is shown', async () => {
    class ThingEndpoint extends RestEndpoint {
      value = field.string();
    }
    const file = databaseFile();
    const { post } = await serve({ '/things': ThingEndpoint }, { database: file.url });
    const { body } = await post('/things', { value: 'a' });
    expect(file.rows('select * from things')).toEqual([body]);
  });
});

describe('a value that another program wrote', () => {
  it.each([
    ['a time with a zone', field.datetime(), "'2026-01-02 03:04:05+01:00'", '2026-01-02T02:04:05.000Z'],
    ['a time without one', field.datetime(), "'2026-01-02T03:04:05'", '2026-01-02T03:04:05.000Z'],
    ['a date where a time should be', field.datetime(), "'2026-01-02'", '2026-01-02T00:00:00.000Z'],
    ['a time in RFC 3339', field.datetime(), "'2026-01-02T03:04:05Z'", '2026-01-02T03:04:05Z'],
    ['a uuid in capitals', field.uuid(), `'${uuid.toUpperCase()}'`, uuid],
    ['a uuid without dashes', field.uuid(), `'${uuid.replaceAll('-', '')}'`, uuid],
    ['a 64-bit integer', field.bigint(), '9223372036854775807', '9223372036854775807'],
    ['JSON with spaces', field.json(), `'{ "a" : 1 }'`, { a: 1 }],
  ] as [string, AnyField, string, unknown][])('is shown in the form of the API: %s', async (_, value, sql, shown) => {
    class ThingEndpoint extends RestEndpoint {
      value = value;
    }
    const file = databaseFile();
    const { get } = await serve({ '/things': ThingEndpoint }, { database: file.url });
    file.db.exec(`insert into things values (1, '2026-01-02T03:04:05.000Z', '', 1, ${sql})`);
    expect((await get('/things/1')).body.value).toEqual(shown);
    expect((await get('/things')).body.results).toMatchObject([{ value: shown }]);
  });

  it.each([
    ['an integer beyond 2^53', field.integer(), '9223372036854775807'],
    ['text that is no JSON', field.json(), "'no JSON'"],
    ['a time that is none', field.datetime(), "'once upon a time'"],
    ['a number that is infinite', field.number(), '9e999'],
  ] as [string, AnyField, string][])('does not break the list for all the others: %s', async (_, value, sql) => {
    class ThingEndpoint extends RestEndpoint {
      value = value;
    }
    const file = databaseFile();
    const { get } = await serve({ '/things': ThingEndpoint }, { database: file.url });
    file.db.exec(`insert into things values (1, '', '', 1, ${sql})`);
    expect((await get('/things')).status).toBe(200);
  });
});
