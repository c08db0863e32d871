import { expect, it } from 'vitest';
import { classNameOf, isTableOf } from '../../src/cli/table-names.ts';

it.each([
  ['books', 'BookEndpoint'],
  ['order_items', 'OrderItemEndpoint'],
  ['categories', 'CategoryEndpoint'],
  ['addresses', 'AddressEndpoint'],
  ['boxes', 'BoxEndpoint'],
])('the class of %s is %s, whose table that is', (table, name) => {
  expect(classNameOf(table)).toBe(name);
  expect(isTableOf(name, table)).toBe(true);
});

it.each([['user'], ['legacy__rows'], ['Album'], ['news_x']])('the class of %s has to say its table', (table) => {
  expect(classNameOf(table)).toMatch(/^[A-Z]\w*Endpoint$/);
  expect(isTableOf(classNameOf(table), table)).toBe(false);
});
