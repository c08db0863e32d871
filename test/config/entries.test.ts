import Sqlite from 'better-sqlite3';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFile } from '../serve.ts';
import { callersOf, classes } from './callers.ts';
import { configOf, mistakes, serveDict, serveYaml } from './configured.ts';

beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a-secret-of-thirty-two-bytes-or-more'));
afterEach(() => void vi.unstubAllEnvs());

/** A database with these tables. */
const databaseOf = (sql: string): string => {
  const file = temporaryFile();
  const db = new Sqlite(file);
  db.exec(sql);
  db.close();
  return `sqlite:///${file}`;
};

describe('a route that is said twice', () => {
  const yaml = 'endpoints: [{ route: /a, fields: { x: str } }, { route: /a, fields: { y: str } }]';

  it('is what the last entry says, with a warning', async () => {
    const api = await serveYaml(yaml);
    expect((await api.post('/a', { y: 'y' })).status).toBe(201);
    expect(api.log.lines).toEqual([
      'api.yaml:1:13 endpoints[0]: "/a" is said again by endpoints[1], which stands. Remove one of them.',
    ]);
    expect(await mistakes(yaml, { strict: true })).toHaveLength(1);
  });
});

describe('the legacy grammar', () => {
  class ProductEndpoint extends RestEndpoint {
    name = field.string();
    static override meta: Meta<ProductEndpoint> = { table: 'wares', methods: ['GET', 'POST'] };
  }
  const yaml = `

database_url: "sqlite:///:memory:"
cors_origins: ["https://myapp.com"]
middleware: []
endpoints:
  - path: /products
    class: myapp.endpoints.ProductEndpoint
  - route: /orders
    fields: { total: float }
`;

  it('serves classes under the names that it gives them, beside others', async () => {
    const api = await serveYaml(yaml, { classes: { 'myapp.endpoints.ProductEndpoint': ProductEndpoint } });
    expect((await api.post('/products', { name: 'x' })).status).toBe(201);
    expect((await api.delete('/products')).status).toBe(405);
    expect((await api.app.resources()).map(({ model }) => model.table)).toEqual(['wares', 'orders']);
  });

  it('protects them by the defaults, where they say nothing themselves', async () => {
    const guarded = `defaults: { authentication: { backend: Nobody } }\nendpoints: [{ path: /a, class: Product }]`;
    const api = await serveYaml(guarded, { classes: { ...classes, Product: ProductEndpoint } });
    const { nobody, ann } = callersOf(api);
    expect((await nobody.request('GET', '/a')).status).toBe(401);
    expect((await ann.request('GET', '/a')).status).toBe(200);
    expect((await api.app.resources())[0]?.model).toMatchObject({ name: 'ProductEndpoint', table: 'wares' });
    expect(ProductEndpoint.meta.authentication).toBeUndefined();
  });

  it('takes a class for what it is where it is none', async () => {
    const told = await mistakes('endpoints: [{ path: /a, class: Thing }]', { classes: { Thing: class {} } });
    expect(told[0]).toContain('endpoints[0]: it leads to no endpoint class.');
  });
});

describe('tables of version 1', () => {
  const sql = 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE posts (id INTEGER PRIMARY KEY)';
  const yaml = `
database_url: "sqlite:///my_app.db"
enable_swagger: true
swagger_title: "My API"
swagger_version: "1.0.0"
swagger_description: "…"
tables:
  - name: users
    crud: [get, POST]
  - posts
`;

  it('are served as they are, with the verbs that they list, otherwise to read', async () => {
    const api = await serveYaml(yaml, { database: databaseOf(sql), strict: true });
    expect((await api.post('/users/', { name: 'Ann' })).status).toBe(201);
    expect((await api.get('/users/1')).body).toEqual({ id: 1, name: 'Ann' });
    expect((await api.delete('/users/1')).status).toBe(405);
    expect((await api.get('/posts')).status).toBe(200);
    expect((await api.post('/posts', {})).status).toBe(405);
    expect((await configOf(yaml)).relied.map(({ rule, where }) => `${rule} ${where}`)).toEqual([
      'table_without_crud api.yaml:10:5 tables[1]',
    ]);
  });
});

describe('a dictionary', () => {
  it('says endpoints by route, with types for fields', async () => {
    const api = await serveDict({
      database_url: 'sqlite:///:memory:',
      mode: 'sync',
      cors: ['https://a.example'],
      endpoints: {
        '/v1/books': {
          fields: { title: 'str', n: Number, open: Boolean, at: Date, k: 0, r: 0.5, f: false, d: new Date(0) },
          paginate: true,
          filters: { fields: ['title'], ordering: ['n'] },
          methods: ['get', 'POST'],
        },
        '/v2/books': { fields: { title: String }, paginate: { style: 'cursor', page_size: 1 } },
      },
    });
    const [one, two] = await api.app.resources();
    expect(one?.model.columns.slice(0, 8).map(({ type }) => type)).toEqual([
      ...['string', 'number', 'boolean', 'datetime', 'integer', 'number', 'boolean', 'datetime'],
    ]);
    expect([one?.model.table, two?.model.table]).toEqual(['v1_books', 'v2_books']);
    expect(one?.model.verbs).toEqual(['GET', 'POST']);
    expect((await api.get('/v1/books?title=x')).body).toMatchObject({ count: 0, pages: 0 });
    expect((await api.get('/v2/books')).body).toEqual({ next: null, previous: null, results: [] });
    const reply = await api.send('GET', '/v1/books', { headers: { origin: 'https://a.example' } });
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://a.example');
  });

  it('protects what it says auth of, where the original lets everybody in', async () => {
    const endpoints = { '/a': { fields: { x: 'str' }, auth: 'jwt' }, '/b': { fields: { x: 'str' }, auth: 'basic' } };
    const login_validator = (name: string) => ({ sub: name });
    const api = await serveDict({ endpoints, login_validator });
    expect((await api.get('/a')).status).toBe(401);
    expect((await api.get('/b')).headers.get('www-authenticate')).toMatch(/^Basic/);
    const headers = { authorization: `Basic ${btoa('a:b')}` };
    expect((await api.send('GET', '/b', { headers })).status).toBe(200);
    expect(api.log.lines[0]).toContain('config: safer than in the Python original: dict_auth_open.');
  });

  it('protects it also where the defaults let everybody in', async () => {
    const defaults = { authentication: { permission: 'AllowAny' } };
    const api = await serveDict({ defaults, endpoints: { '/a': { fields: { x: 'str' }, auth: 'jwt' } } });
    expect((await api.get('/a')).status).toBe(401);
  });

  it('ignores verbs that are none, with a warning, but not all of them', async () => {
    const endpoints = { '/a': { fields: { x: 'str' }, methods: ['get', 'fetch'] } };
    const api = await serveDict({ endpoints });
    expect(api.log.lines).toEqual([
      'config endpoints["/a"].methods[1]: "fetch" is no verb. Give GET, POST, PUT, PATCH, DELETE.',
    ]);
    expect((await api.post('/a', { x: 'x' })).status).toBe(405);
    const none = serveDict({ endpoints: { '/a': { fields: { x: 'str' }, methods: ['fetch'] } } });
    await expect(none).rejects.toThrow('config endpoints["/a"].methods: it names no verb.');
  });

  it('may hold what YAML names: classes and functions', async () => {
    const scream = (value: string): string => value.toUpperCase();
    const served = await serveDict({
      endpoints: [
        {
          route: '/a',
          fields: { x: { type: 'str', set: scream } },
          meta: { authentication: { backend: classes.Nobody } },
        },
      ],
    });
    expect((await callersOf(served).ann.request('POST', '/a', { x: 'x' })).body.x).toBe('X');
  });
});
