import { describe, expect, it } from 'vitest';
import type { Verb } from '../../src/model.ts';
import { renderBanner } from '../../src/server/banner.ts';

const resource = (route: string, name: string, verbs: readonly Verb[]) => ({
  route,
  model: { name, table: route.slice(1), columns: [], verbs },
});

describe('what a start prints', () => {
  it('names address, database, the routes that are served, and how long it took', () => {
    const resources = [
      resource('/books', 'BookEndpoint', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      resource('/readings', 'ReadingEndpoint', ['POST']),
      resource('/old', 'OldEndpoint', ['DELETE']),
    ];
    expect(renderBanner({ url: 'http://127.0.0.1:8000', database: 'SQLite books.db', resources, took: 41.6 })).toBe(
      [
        'LightAPI on http://127.0.0.1:8000, SQLite books.db',
        '  GET POST              /books       BookEndpoint, table books',
        '  GET PUT PATCH DELETE  /books/{id}',
        '  POST                  /readings    ReadingEndpoint, table readings',
        '  DELETE                /old/{id}',
        'Ready in 42 ms',
      ].join('\n'),
    );
  });
});
