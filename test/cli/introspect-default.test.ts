import { expect, it } from 'vitest';
import { readChecks, readDefault } from '../../src/cli/introspect-default.ts';

it.each([
  ["'it''s'::character varying", 'string', "it's"],
  ["('new'::text)", 'string', 'new'],
  ['10', 'integer', 10],
  ["'5'::smallint", 'integer', 5],
  ['(0)::numeric', 'decimal', '0'],
  ['9007199254740993', 'bigint', 9007199254740993n],
  ['true', 'boolean', true],
  ["b'0'", 'boolean', false],
  ["'2026-01-01'::date", 'date', '2026-01-01'],
] as const)('the default %s of a %s is %s', (sql, type, value) => {
  expect(readDefault(sql, type)).toBe(value);
});

it.each([
  ['now()', 'datetime'],
  ["nextval('seq'::regclass)", 'integer'],
  ['gen_random_uuid()', 'uuid'],
  ["lower('A')", 'string'],
  ['CURRENT_DATE', 'date'],
] as const)('the default %s of a %s is the work of the database', (sql, type) => {
  expect(readDefault(sql, type)).toBeUndefined();
});

it.each([
  ['price >= 0', { ge: 0 }],
  ['((price >= (0)::numeric) AND (price < (100)::numeric))', { ge: 0, lt: 100 }],
  ['"price" > -1.5', { gt: -1.5 }],
  ['0 <= `price`', { ge: 0 }],
  ['price between 1 and 10', { ge: 1, le: 10 }],
  ['length(price) > 2', { minLength: 3 }],
  ['(char_length((price)::text) <= 9)', { maxLength: 9 }],
  ['price > 0 or other > 0', {}],
  ['price > other', {}],
  ['other > 5', {}],
  ['not (price > 5)', {}],
])('the check %s is %j', (check, bounds) => {
  expect(readChecks([check], 'price')).toEqual(bounds);
});
