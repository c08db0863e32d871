/** What resources are called: after their classes, and no name twice. */
import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model.ts';
import { nameResources, tagName, withArticle, wordsOf } from '../../src/openapi/names.ts';

const named = (...entries: readonly (readonly [route: string, name: string])[]): readonly string[] =>
  nameResources(entries.map(([route, name]) => ({ route, model: { name } as Model }))).map(
    ({ one, many }) => `${one} ${many}`,
  );

describe('the names of resources', () => {
  it.each([
    ['BookEndpoint', 'Book Books'],
    ['OrderItemEndpoint', 'OrderItem OrderItems'],
    ['CategoryEndpoint', 'Category Categories'],
    ['Endpoint', 'Endpoint Endpoints'],
    ['HTTPLog', 'HTTPLog HttpLogs'],
    ['order_item', 'OrderItem OrderItems'],
    ['ProductsEndpoint', 'Product Products'],
    ['NewsEndpoint', 'News News'],
    ['StatusEndpoint', 'Status Statuses'],
    ['SEndpoint', 'S S'],
  ])('follow from the class %s', (name, expected) => {
    expect(named(['/x', name])).toEqual([expected]);
  });

  it.each([
    ['/books', 'Book Books'],
    ['/api/order-items', 'OrderItem OrderItems'],
    ['/categories', 'Category Categories'],
    ['/status', 'Status Status'],
    ['/2024', 'Route2024 Route2024'],
    ['/statuses', 'Status Statuses'],
  ])('follow from the route %s where the class has none', (route, expected) => {
    expect(named([route, ''])).toEqual([expected]);
  });

  it('are no others because of what is registered after them', () => {
    const first = named(['/v1/books', 'BookEndpoint']);
    expect(named(['/v1/books', 'BookEndpoint'], ['/v2/books', 'BookEndpoint'])).toEqual([...first, 'V2Book V2Books']);
  });

  it('are those of more of the route, or numbers, where others are taken', () => {
    expect(named(['/books', 'Book'], ['/v2/books', 'Book'], ['/v2-books', 'Book'], ['/v2/books', 'Book'])).toEqual([
      'Book Books',
      'V2Book V2Books',
      'V2Book2 V2Books2',
      'V2Book3 V2Books3',
    ]);
  });

  it('are not those of the components that all share, nor of others', () => {
    expect(named(['/v1/errors', 'ErrorEndpoint'])).toEqual(['V1Error V1Errors']);
    // BookPage is the page of books already.
    expect(named(['/books', 'Book'], ['/book-pages', 'BookPage'])[1]).not.toMatch(/^BookPage /);
  });

  it('are words with their article', () => {
    expect([wordsOf('OrderItems'), withArticle('order item'), withArticle('book')]).toEqual([
      ...['order items', 'an order item', 'a book'],
    ]);
    expect(tagName({ many: 'OrderItems' })).toBe('Order items');
  });
});
