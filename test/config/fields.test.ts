import { describe, expect, it } from 'vitest';
import { typeNames } from '../../src/config/endpoint-grammar.ts';
import { serveYaml } from './configured.ts';

describe('fields', () => {
  it('have all types, under both names', async () => {
    const names = Object.keys(typeNames).filter((name) => name !== 'enum');
    const fields = names.map(
      (name) => `f_${name.toLowerCase()}${name === 'Decimal' ? '2' : ''}${name === 'UUID' ? '2' : ''}: ${name}`,
    );
    const api = await serveYaml(
      `endpoints: [{ route: /a, fields: { ${fields.join(', ')}, e: { type: enum, choices: [x, y] } } }]`,
    );
    const [{ model } = { model: undefined }] = await api.app.resources();
    const types = model?.columns.slice(0, names.length + 1).map(({ type }) => type);
    expect(types).toEqual([...names.map((name) => typeNames[name]), 'enum']);
  });

  it('are checked, filled in and shown as those of classes', async () => {
    const api = await serveYaml(`
endpoints:
  - route: /books
    fields:
      title: { type: str, min_length: 2, unique: true, index: true }
      price: { type: Decimal, decimal_places: 2, ge: "0.50", le: 99 }
      at: { type: datetime, default: "2024-01-02T03:04:05+02:00" }
      big: { type: bigint, default: 9007199254740993, optional: true }
      day: { type: date, optional: true }
      status: { type: enum, values: [draft, live], default: draft }
      tags: { type: json, default: [a, { b: null }] }
      key: { type: UUID, optional: true }
      pin: { type: str, write_only: true, pattern: "^[0-9]{4}$", default: "1234" }
      by: { type: str, read_only: true, default: me }
      code: { type: str, immutable: true, optional: true }
      n: { type: int, multiple_of: 5, default: null, optional: true }
      gone: { type: str, exclude: true }
`);
    const made = await api.post('/books', { title: 'SICP', price: '1.50', by: 'you', code: 'c' });
    expect(made.body).toMatchObject({
      ...{ title: 'SICP', price: '1.50', at: '2024-01-02T01:04:05.000Z', day: null, status: 'draft' },
      ...{ tags: ['a', { b: null }], key: null, big: '9007199254740993', by: 'me', code: 'c', n: null, version: 1 },
    });
    expect(Object.keys(made.body)).not.toContain('pin');
    expect(Object.keys(made.body)).not.toContain('gone');
    const refused = await api.post('/books', { title: 'S', price: '0.4', status: 'x', pin: 'abcd', n: 4 });
    expect((refused.body.detail as { loc: string[] }[]).map(({ loc }) => loc[0])).toEqual([
      ...['title', 'price', 'status', 'pin', 'n'],
    ]);
    expect((await api.post('/books', { title: 'SICP', price: 1 })).status).toBe(409);
    const changed = await api.patch('/books/1', { code: 'other', version: 1 });
    expect(changed.body.code).toBe('c');
  });

  it('may be written as their types alone', async () => {
    const api = await serveYaml('endpoints: [{ route: /a, fields: { x: str, y: int } }]');
    expect((await api.post('/a', { x: 'x', y: 1 })).body).toMatchObject({ x: 'x', y: 1 });
  });

  it('may be the primary key', async () => {
    const api = await serveYaml(
      'endpoints: [{ route: /a, fields: { id: { type: uuid, primary_key: true }, x: str } }]',
    );
    const { body } = await api.post('/a', { x: 'x' });
    expect(String(body.id)).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect((await api.get(`/a/${body.id}`)).status).toBe(200);
  });

  it('keep decimal_places where the original has no use for them, with a warning', async () => {
    const api = await serveYaml('endpoints: [{ route: /a, fields: { x: { type: float, decimal_places: 2 } } }]');
    expect(api.log.lines).toEqual([
      'api.yaml:1:70 endpoints[0].fields.x.decimal_places: decimal_places says nothing of a number. Make it a decimal, or remove it.',
    ]);
    expect((await api.post('/a', { x: 1.234 })).body.x).toBe(1.234);
  });

  it('refer to tables by their names here, or by those of the original', async () => {
    for (const table of ['categories', 'categoriesendpoints']) {
      const api = await serveYaml(`
endpoints:
  - { route: /products, fields: { category_id: { type: int, foreign_key: "${table}.id" } } }
  - { route: /categories, fields: { name: str } }
`);
      expect((await api.post('/products', { category_id: 1 })).status).toBe(409);
      await api.post('/categories', { name: 'x' });
      expect((await api.post('/products', { category_id: 1 })).status).toBe(201);
    }
  });
});
