import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { nameClasses, tableOf } from '../../src/config/route-names.ts';
import { temporaryFile } from '../serve.ts';
import { serveYaml } from './configured.ts';

const entry = (route: string, isByRoute = false) => ({ route, isByRoute, path: '', fields: {}, meta: {} });

describe('the names of a route', () => {
  it.each([
    ['/products', 'ProductsEndpoint', 'products', 'productsendpoints'],
    ['/order-items', 'OrderItemsEndpoint', 'order_items', 'orderitemsendpoints'],
    ['/legacy-orders', 'LegacyOrdersEndpoint', 'legacy_orders', 'legacyordersendpoints'],
    ['/api/v1/items', 'ItemsEndpoint', 'items', 'itemsendpoints'],
    ['/orderItems', 'OrderitemsEndpoint', 'orderitems', 'orderitemsendpoints'],
    ['/2024-books', '2024BooksEndpoint', 't_2024_books', '2024booksendpoints'],
    ['/a.b~c', 'A.B~CEndpoint', 'a_b_c', 'a.b~cendpoints'],
  ])('%s are %s, %s, and %s in the original', (route, name, table, legacyTable) => {
    expect(nameClasses([entry(route)])).toEqual([name]);
    expect(tableOf(entry(route))).toEqual({ table, legacyTable });
  });

  it('are those of all its parts in a dictionary', () => {
    expect(tableOf(entry('/v1/items', true))).toEqual({ table: 'v1_items', legacyTable: 'v1itemsendpoints' });
  });

  it('are no two alike', () => {
    const routes = ['/v1/a', '/v2/a', '/v2/A', '/a'].map((route) => entry(route));
    expect(nameClasses(routes)).toEqual(['AEndpoint', 'V2AEndpoint', 'V2AEndpoint0', 'AEndpoint0']);
  });
});

describe('a database that the original made', () => {
  it('is found by the old names of its tables, with a notice', async () => {
    const file = temporaryFile();
    const db = new Sqlite(file);
    db.exec(`
      CREATE TABLE categoriesendpoints (
        id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
        name VARCHAR NOT NULL, PRIMARY KEY (id));
      CREATE TABLE orderitemsendpoints (
        id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
        sku VARCHAR NOT NULL, category_id INTEGER, PRIMARY KEY (id),
        FOREIGN KEY(category_id) REFERENCES categoriesendpoints (id));
      INSERT INTO categoriesendpoints VALUES (1, '2026-11-22 05:22:59.999936', '2026-11-22 05:22:59.999936', 1, 'tea');
      INSERT INTO orderitemsendpoints VALUES (1, '2026-11-22 05:22:59.999936', '2026-11-22 05:22:59.999936', 3, 'x', 1);
    `);
    db.close();
    const yaml = `
endpoints:
  - { route: /categories, fields: { name: str } }
  - { route: /order-items, fields: { sku: str, category_id: { type: int, optional: true, foreign_key: categories.id } } }
`;
    const api = await serveYaml(yaml, { database: `sqlite:///${file}` });
    expect((await api.get('/order-items/1')).body).toMatchObject({
      ...{ sku: 'x', category_id: 1, version: 3, created_at: '2026-11-22T05:22:59.999Z' },
    });
    expect((await api.patch('/order-items/1', { category_id: 9, version: 3 })).status).toBe(409);
    expect(api.log.lines).toEqual([
      'table categoriesendpoints, made by the Python original, is used for categories.',
      'table orderitemsendpoints, made by the Python original, is used for order_items.',
    ]);
  });
});
