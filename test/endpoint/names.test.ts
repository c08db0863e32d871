import { describe, expect, it } from 'vitest';
import { legacyTableName, tableNames } from '../../src/endpoint/names.ts';

describe('the table of a class', () => {
  it.each([
    ['BookEndpoint', 'books'],
    ['Book', 'books'],
    ['OrderItemEndpoint', 'order_items'],
    ['OrderItem', 'order_items'],
    ['CategoryEndpoint', 'categories'],
    ['DayEndpoint', 'days'],
    ['BoxEndpoint', 'boxes'],
    ['BranchEndpoint', 'branches'],
    ['DishEndpoint', 'dishes'],
    ['AddressEndpoint', 'addresses'],
    ['StatusEndpoint', 'statuses'],
    ['SettingsEndpoint', 'settings'],
    ['HTTPRequestEndpoint', 'http_requests'],
    ['Version2Endpoint', 'version2s'],
    ['Endpoint', 'endpoints'],
    ['EndpointLogEndpoint', 'endpoint_logs'],
  ])('%s is %s', (className, table) => {
    expect(tableNames({ name: className }).table).toBe(table);
  });

  it.each([
    ['BookEndpoint', 'bookendpoints'],
    ['Category', 'categorys'],
  ])('%s was %s in the Python original', (className, table) => {
    expect(legacyTableName(className)).toBe(table);
  });
});
