import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { databaseFile } from './file.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  price = field.decimal({ decimalPlaces: 2 });
  key = field.uuid({ optional: true });
  published = field.datetime({ optional: true });
  pages = field.integer({ optional: true, index: true });
  static override meta: Meta<BookEndpoint> = {
    filtering: {
      fields: ['title', 'price', 'key', 'published', 'pages', 'created_at'],
      search: ['title'],
      ordering: ['price', 'published', 'created_at', 'pages'],
    },
  };
}

/** As SQLAlchemy wrote it: python-original.md, 1. */
const original = `
  CREATE TABLE bookendpoints (
    id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
    title VARCHAR NOT NULL, price NUMERIC NOT NULL, key CHAR(32), published DATETIME, pages INTEGER, PRIMARY KEY (id));
  INSERT INTO bookendpoints VALUES
    (1, '2026-11-22 05:15:20.291879', NULL, 1, 'a', 39.9, '3fa85f6457174562b3fc2c963f66afa6', '1985-07-01 00:00:00', 1),
    (2, '2026-11-22 18:00:00.000000', NULL, 1, 'b', 5, NULL, '2026-11-22 09:30:00', 2),
    (3, NULL, NULL, 1, 'c', 0.1, NULL, NULL, NULL)`;

describe('rows that the Python original wrote', () => {
  it.each([
    ['price=39.9', [1]],
    ['price=39.90', [1]],
    ['price=0.1', [3]],
    ['price__gt=5', [1]],
    ['price__lte=5.00', [2, 3]],
    ['ordering=price', [3, 2, 1]],
    ['key=3fa85f64-5717-4562-b3fc-2c963f66afa6', [1]],
    ['key__in=3FA85F6457174562B3FC2C963F66AFA6', [1]],
    ['key__ne=3fa85f64-5717-4562-b3fc-2c963f66afa6', [2, 3]],
    ['published=1985-07-01T00:00:00Z', [1]],
    ['published=1985-07-01', [1]],
    ['published__gt=2026-11-22T09:00:00Z', [2]],
    ['published__gte=2026-11-22T09:30:00Z', [2]],
    ['published__lt=2026-11-22T10:00:00Z', [1, 2]],
    ['published__lt=2026-11-22T09:00:00Z', [1]],
    ['created_at__gte=2026-11-22T12:00:00Z', [2]],
    ['created_at=2026-11-22T05:15:20.291Z', [1]],
    ['created_at__isnull=true', [3]],
  ] as [string, number[]][])('are found as others are: ?%s', async (query, ids) => {
    const { get } = await serve({ '/books': BookEndpoint }, { database: databaseFile(original).url });
    const reply = await get(`/books?${query}`);
    expect([reply.status, reply.body.results.map(({ id }) => id)]).toEqual([200, ids]);
  });

  it('stand in one order with those that were written since', async () => {
    const { get, post } = await serve({ '/books': BookEndpoint }, { database: databaseFile(original).url });
    await post('/books', { title: 'd', price: '1', published: '2026-11-22T05:00:00Z' });
    await post('/books', { title: 'e', price: '10', published: '2026-11-22T10:00:00Z' });
    const ids = async (ordering: string): Promise<unknown> =>
      (await get(`/books?ordering=${ordering}`)).body.results.map(({ id }) => id);
    expect(await ids('price')).toEqual([3, 4, 2, 5, 1]);
    expect(await ids('published')).toEqual([3, 1, 4, 2, 5]);
  });

  it.each(['created_at', '-created_at', 'published', '-price', 'price'])(
    'are followed to the end: %s',
    async (ordering) => {
      const options = { database: databaseFile(original).url, listLimit: 1 };
      const { get } = await serve({ '/books': BookEndpoint }, options);
      const ids: number[] = [];
      for (let path: string | undefined = `/books?ordering=${ordering}`; path !== undefined; ) {
        const { results, next }: { results: readonly { id: number }[]; next: string | undefined } = (await get(path))
          .body;
        ids.push(...results.map(({ id }) => id));
        path = next;
        expect(ids.length).toBeLessThan(5);
      }
      expect(ids.toSorted()).toEqual([1, 2, 3]);
    },
  );
});

describe('a value that another program wrote and that is none of its type', () => {
  it('hides no row from a list in its order', async () => {
    const file = databaseFile(original);
    file.db.exec(`UPDATE bookendpoints SET price = 'abc', published = 'never' WHERE id = 2`);
    const { get } = await serve({ '/books': BookEndpoint }, { database: file.url, listLimit: 1 });
    for (const ordering of ['price', '-price', 'published', '-published']) {
      const ids: number[] = [];
      for (let path: string | undefined = `/books?ordering=${ordering}`; path !== undefined && ids.length < 5; ) {
        const { results, next }: { results: readonly { id: number }[]; next: string | undefined } = (await get(path))
          .body;
        ids.push(...results.map(({ id }) => id));
        path = next;
      }
      expect(ids.toSorted(), ordering).toEqual([1, 2, 3]);
    }
  });
});

describe('queries of a thousand shapes', () => {
  it('are answered, each with its own values', async () => {
    const { get, post } = await serve({ '/books': BookEndpoint });
    for (const pages of [1, 2, 3]) await post('/books', { title: `${pages}`, price: pages, pages });
    const names = ['eq', 'gte', 'lte', 'in', 'nin', 'ne', 'gt', 'lt'];
    const asked = names.flatMap((a) => names.flatMap((b) => names.map((c) => [a, b, c] as const)));
    const orders = ['', '&ordering=-pages'];
    const holds = (name: string, pages: number): boolean =>
      ({
        eq: pages === 2,
        in: pages === 2,
        ne: pages !== 2,
        nin: pages !== 2,
        gt: pages > 2,
        lt: pages < 2,
        gte: pages >= 2,
        lte: pages <= 2,
      })[name] ?? false;
    for (const order of orders) {
      for (const [a, b, c] of asked) {
        const { body } = await get(`/books?pages__${a}=2&price__${b}=2&title__${c}=2${order}`);
        const expected = [1, 2, 3].filter((pages) => [a, b, c].every((name) => holds(name, pages)));
        expect(body.results.map(({ id }) => id)).toEqual(order === '' ? expected : expected.toReversed());
      }
    }
  });
});
