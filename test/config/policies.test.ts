import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../serve.ts';
import { callersOf, classes } from './callers.ts';
import { configOf, mistakes, refused, serveYaml } from './configured.ts';

const metaOf = async (meta: string, before = ''): Promise<unknown> => {
  const yaml = `${before}\nendpoints: [{ route: /a, fields: { x: str, y: int }, meta: ${meta} }]\n`;
  return (await configOf(yaml)).routes['/a']?.meta;
};

describe('what an endpoint says', () => {
  it('becomes the meta of a class, key by key', async () => {
    const meta = `{
      table: things, renamed_from: stuff, methods: [GET, POST], locking: false, strict_query: true,
      require_version_on_delete: true, rate_limit: { points: 5, duration: 60, by: user, verbs: [POST] },
      pagination: { style: page_number, page_size: 5, max_page_size: 10, count: false },
      filtering: { backends: [FieldFilter], fields: [x], search: [x], ordering: [y] }, serializer: { fields: [id, x, y] },
    }`;
    expect(await metaOf(meta)).toEqual({
      table: 'things',
      renamedFrom: 'stuff',
      methods: ['GET', 'POST'],
      locking: false,
      strictQuery: true,
      requireVersionOnDelete: true,
      rateLimit: { points: 5, duration: 60, by: 'user', verbs: ['POST'] },
      pagination: { style: 'page_number', pageSize: 5, maxPageSize: 10, count: false },
      filtering: { backends: [expect.any(Function)], fields: ['x'], search: ['x'], ordering: ['y'] },
      serializer: { fields: ['id', 'x', 'y'] },
    });
    expect(await metaOf('{ rate_limit: { GET: { points: 1, duration: 2 } } }')).toEqual({
      rateLimit: { GET: { points: 1, duration: 2 } },
    });
  });

  it('is kept where it is the default', async () => {
    expect(await metaOf('{ locking: true, reflect: false, methods: [] }')).toEqual({});
  });

  it('is cached as long as it says', async () => {
    expect(await metaOf('{ cache: { vary_on: [Accept-Language] } }')).toEqual({
      cache: { ttl: 60, varyOn: ['Accept-Language'] },
    });
    const yaml = 'endpoints: [{ route: /a, fields: { x: str }, meta: { cache: { ttl: 5 } } }]';
    const api = await serveYaml(yaml);
    const statuses = [await api.get('/a'), await api.get('/a')].map(({ headers }) => headers.get('cache-status'));
    expect(statuses[1]).toMatch(/hit/);
  });

  it('replaces a block of the defaults whole, and leaves the others', async () => {
    const defaults = 'defaults: { pagination: { style: cursor, page_size: 3 }, strict_query: true }';
    expect(await metaOf('{ pagination: { page_size: 5 } }', defaults)).toEqual({
      strictQuery: true,
      pagination: { pageSize: 5 },
    });
    expect(await metaOf('{}', defaults)).toEqual({ strictQuery: true, pagination: { style: 'cursor', pageSize: 3 } });
  });
});

describe('operators, pages and order', () => {
  it('work as those of classes', async () => {
    const api = await serveYaml(
      'endpoints: [{ route: /a, fields: { x: int }, meta: { filtering: { fields: [x], ordering: [x] }, pagination: { page_size: 2 } } }]',
    );
    for (const x of [1, 2, 3, 4]) await api.post('/a', { x });
    const { body } = await api.get('/a?x__gte=2&ordering=-x');
    expect(body.results.map((row) => row.x)).toEqual([4, 3]);
    expect(body).toMatchObject({ count: 3, pages: 2 });
  });
});

describe('columns that replies do not show', () => {
  const hidden = `
endpoints:
  - route: /a
    fields: { x: str, secret: str, pin: { type: str, write_only: true, optional: true } }
    meta:
      serializer: { read: [id, x] }
      filtering: { fields: [x, secret, pin], search: [secret], ordering: [x, created_at] }
`;

  it('are left out of filtering, where the original tells their values', async () => {
    const { routes, relied } = await configOf(hidden);
    expect(routes['/a']?.meta.filtering).toEqual({ fields: ['x'], search: [], ordering: ['x'] });
    expect(relied.map(({ rule, where }) => `${rule} ${where}`)).toEqual([
      'serializer_leaks api.yaml:6:7 endpoints[0].meta.serializer',
      'filter_hidden_field api.yaml:7:32 endpoints[0].meta.filtering.fields[1]',
      'filter_hidden_field api.yaml:7:40 endpoints[0].meta.filtering.fields[2]',
      'filter_hidden_field api.yaml:7:55 endpoints[0].meta.filtering.search[0]',
      'filter_hidden_field api.yaml:7:78 endpoints[0].meta.filtering.ordering[1]',
    ]);
  });

  it('are not in replies to writes either', async () => {
    const api = await serveYaml(hidden);
    expect((await api.post('/a', { x: 'x', secret: 's' })).body).toEqual({ id: 1, x: 'x' });
    expect((await api.get('/a?secret=other')).body.results).toHaveLength(1);
  });
});

describe('an endpoint that reflects a table', () => {
  const existing = (name = 'TEXT NOT NULL'): string => {
    const file = temporaryFile();
    const db = new Sqlite(file);
    db.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, name ${name}); INSERT INTO users (name) VALUES ('Ann')`);
    db.close();
    return `sqlite:///${file}`;
  };
  const guarded = `
defaults: { authentication: { backend: Nobody, permission: IsAdminUser } }
endpoints: [{ route: /people, reflect: true, meta: { table: users, filtering: { fields: [name] } } }]
`;

  it('keeps its authentication and all else, where the original drops it', async () => {
    const api = await serveYaml(guarded, { classes, database: existing() });
    const { nobody, ann, root } = callersOf(api);
    expect((await nobody.request('GET', '/people')).status).toBe(401);
    expect((await ann.request('DELETE', '/people/1')).status).toBe(403);
    expect((await root.request('GET', '/people?name=Bob')).body.results).toEqual([]);
    expect((await root.request('GET', '/people?name=Ann')).body.results).toEqual([{ id: 1, name: 'Ann' }]);
    const { relied } = await configOf(guarded, { classes });
    expect(relied).toEqual([
      {
        rule: 'reflect_drops_policies',
        where: 'api.yaml:3:13 endpoints[0]',
        original: 'drops all that an endpoint says besides its table and verbs where it reflects, authentication too.',
        now: 'it holds.',
      },
    ]);
  });

  it('may add columns, or say more of those that there are', async () => {
    const yaml =
      'endpoints: [{ route: /people, reflect: partial, fields: { age: { type: int, optional: true } }, meta: { table: users } }]';
    const api = await serveYaml(yaml, { database: existing() });
    expect((await api.get('/people/1')).body).toEqual({ id: 1, name: 'Ann', age: null });
    expect((await configOf(yaml)).relied).toEqual([]);
  });

  it('may leave columns out', async () => {
    const yaml =
      'endpoints: [{ route: /people, reflect: full, fields: { name: { exclude: true } }, meta: { table: users } }]';
    const api = await serveYaml(yaml, { database: existing('TEXT') });
    expect((await api.get('/people/1')).body).toEqual({ id: 1 });
  });

  it('is told where it can not be what the file says', async () => {
    const yaml =
      'endpoints: [{ route: /people, reflect: true, fields: { name: { exclude: true } }, meta: { table: users } }]';
    expect(await refused(serveYaml(yaml, { database: existing() }))).toEqual([
      expect.stringMatching(/^api.yaml:1:56 endpoints\[0\].fields.name: is NOT NULL in the database/),
    ]);
  });

  it('says so in its meta as well, or nowhere', async () => {
    expect(await metaOf('{ reflect: true }')).toEqual({ reflect: true });
    expect((await mistakes('endpoints: [{ route: /a, reflect: partially }]'))[0]).toContain(
      'endpoints[0].reflect: it is "partially". Did you mean "partial"? Give true or false, or full, partial.',
    );
  });
});
