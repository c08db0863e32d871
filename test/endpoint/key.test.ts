import { ConfigurationError, type CreateInput, field, type Meta, RestEndpoint, type Row } from 'lightapi';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { mistakesOf, serve } from '../serve.ts';
import { databaseWith, dialect } from '../servers.ts';

class DocumentEndpoint extends RestEndpoint {
  override id = field.uuid({ primaryKey: true });
  title = field.string({ minLength: 1 });
  static override meta: Meta = {
    filtering: { ordering: ['title', 'id'] },
    pagination: { style: 'cursor', pageSize: 2 },
  };
}

class ProductEndpoint extends RestEndpoint {
  sku = field.string({ primaryKey: true, maxLength: 40 });
  name = field.string();
  static override meta: Meta = { table: 'products' };
}

class CounterEndpoint extends RestEndpoint {
  override id = field.bigint({ primaryKey: true });
  name = field.string();
}

class PartEndpoint extends RestEndpoint {
  number = field.integer({ primaryKey: true });
  product = field.string({ foreignKey: 'products.sku' });
}

describe('a primary key', () => {
  it('that is a UUID is made by the app, in the order of time', async () => {
    const api = await serve({ '/documents': DocumentEndpoint });
    const made = [];
    for (const title of ['a', 'b', 'c']) made.push(await api.post('/documents', { title, id: 'mine' }));
    const ids = made.map(({ body }) => String(body.id));
    expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
    const [first] = made;
    expect(first?.headers.get('location')).toBe(`/documents/${ids[0]}`);
    expect((await api.get(`/documents/${ids[0]?.toUpperCase()}`)).body.title).toBe('a');
    const change = { title: 'A', version: 1 };
    expect((await api.patch(`/documents/${ids[0]}`, change)).body).toMatchObject({
      title: 'A',
      version: 2,
      id: ids[0],
    });
    expect((await api.patch(`/documents/${ids[0]}`, change)).status).toBe(409);
    const page = await api.get('/documents');
    expect(page.body.results.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await api.get(`/documents?cursor=${page.body.next}`)).body.results.map(({ id }) => id)).toEqual(
      ids.slice(2),
    );
    expect((await api.delete(`/documents/${ids[2]}`)).status).toBe(204);
    expect((await api.get(`/documents/${ids[2]}`)).status).toBe(404);
  });

  it('that is a text is given once, and stands in the path', async () => {
    const api = await serve({ '/products': ProductEndpoint });
    const made = await api.post('/products', { sku: 'a/b ü%', name: 'lamp' });
    expect([made.status, Object.keys(made.body)]).toEqual([
      201,
      ['sku', 'name', 'created_at', 'updated_at', 'version'],
    ]);
    expect(made.headers.get('location')).toBe('/products/a%2Fb%20%C3%BC%25');
    expect((await api.get('/products/a%2Fb%20%C3%BC%25')).body).toMatchObject({ sku: 'a/b ü%', name: 'lamp' });
    expect((await api.post('/products', { sku: 'a/b ü%', name: 'x' })).body.detail).toMatchObject([
      { type: 'unique_violation', loc: ['sku'] },
    ]);
    for (const sku of [undefined, '', '.', '..']) {
      expect((await api.post('/products', { sku, name: 'x' })).status).toBe(422);
    }
    expect((await api.post('/products', { sku: '...', name: 'x' })).status).toBe(201);
    expect((await api.delete('/products/...')).status).toBe(204);
    const moved = await api.put('/products/a%2Fb%20%C3%BC%25', { sku: 'other', name: 'desk', version: 1 });
    expect(moved.body).toMatchObject({ sku: 'a/b ü%', name: 'desk' });
    expect((await api.get('/products')).body.results).toHaveLength(1);
  });

  it('may be a bigint', async () => {
    const api = await serve({ '/counters': CounterEndpoint });
    expect((await api.post('/counters', { name: 'a' })).body.id).toBe('1');
    expect((await api.patch('/counters/1', { name: 'b', version: 1 })).body).toMatchObject({ id: '1', name: 'b' });
    expect((await api.get('/counters/9223372036854775807')).status).toBe(404);
    expect((await api.delete('/counters/1')).status).toBe(204);
  });

  it('of any name is what foreign keys lead to', async () => {
    const api = await serve({ '/products': ProductEndpoint, '/parts': PartEndpoint });
    await api.post('/products', { sku: 'lamp', name: 'Lamp' });
    expect((await api.post('/parts', { product: 'desk' })).body.detail).toMatchObject([{ loc: ['product'] }]);
    expect((await api.post('/parts', { product: 'lamp' })).body).toMatchObject({ product: 'lamp' });
    expect((await api.delete('/products/lamp')).body.detail).toMatchObject([{ loc: ['parts', 'product'] }]);
  });

  it.each([
    ['/documents', DocumentEndpoint, ['1', 'x', '0190a5f2-1111-7000-8000-00000000000g', '%00', '0190a5f2']],
    ['/counters', CounterEndpoint, ['x', '1.5', '9223372036854775808', '0x1', '%20', '1e3']],
    [
      '/parts2',
      class Part extends RestEndpoint {
        n = field.integer({ primaryKey: true });
        a = field.integer();
      },
      ['x', '1.5', '9007199254740993', '-1', '+1', '1n'],
    ],
    ['/products', ProductEndpoint, ['none', 'x'.repeat(41), '%00', 'x'.repeat(5_000)]],
  ] as const)('that a path of %s does not say is 404', async (route, endpoint, texts) => {
    const api = await serve({ [route]: endpoint });
    for (const text of texts) {
      for (const send of [api.get, api.delete, (path: string) => api.patch(path, { version: 1 })]) {
        expect((await send(`${route}/${text}`)).status, text).toBe(404);
      }
    }
  });

  it('is one column that is always there', async () => {
    class TwoEndpoint extends RestEndpoint {
      a = field.string({ primaryKey: true });
      b = field.uuid({ primaryKey: true });
    }
    class NoneEndpoint extends RestEndpoint {
      a = field.string({ primaryKey: true, optional: true });
    }
    const { problems } = await mistakesOf({ '/two': TwoEndpoint, '/none': NoneEndpoint });
    expect(problems.map(({ where, problem }) => `${where}: ${problem}`)).toEqual([
      'TwoEndpoint: a and b are primary keys.',
      'NoneEndpoint.a: a primary key is always there and shown.',
    ]);
    expect(ConfigurationError).toBeDefined();
  });

  it('has its type in rows and bodies', () => {
    expectTypeOf<Row<DocumentEndpoint>['id']>().toEqualTypeOf<string>();
    expectTypeOf<Row<CounterEndpoint>['id']>().toEqualTypeOf<bigint>();
    expectTypeOf<keyof Row<ProductEndpoint>>().toEqualTypeOf<
      'sku' | 'name' | 'created_at' | 'updated_at' | 'version'
    >();
    expectTypeOf<CreateInput<ProductEndpoint>>().toEqualTypeOf<{ sku: string; name: string }>();
    expectTypeOf<CreateInput<DocumentEndpoint>>().toEqualTypeOf<{ title: string }>();
  });
});

describe('meta.locking: false', () => {
  it('lets the last change win, and still counts versions', async () => {
    class FreeEndpoint extends RestEndpoint {
      title = field.string();
      static override meta: Meta = { locking: false };
    }
    const api = await serve({ '/frees': FreeEndpoint });
    await api.post('/frees', { title: 'a' });
    expect((await api.patch('/frees/1', { title: 'b' })).body).toMatchObject({ title: 'b', version: 2 });
    expect((await api.put('/frees/1', { title: 'c', version: 1 })).body).toMatchObject({ title: 'c', version: 3 });
    const headers = { 'content-type': 'application/json', 'if-match': '"2"' };
    const stale = await api.send('PATCH', '/frees/1', { headers, body: '{"title":"d"}' });
    expect(stale.status).toBe(412);
    expect((await api.patch('/frees/9', { title: 'b' })).status).toBe(404);
  });
});

describe('an integer that another program stored beyond those of JSON', () => {
  class ThingEndpoint extends RestEndpoint {
    static override meta: Meta = {
      ...{ reflect: true, table: 'things', filtering: { fields: ['id'] } },
      ...{ pagination: { style: 'cursor', pageSize: 1 }, locking: false },
    };
  }
  const type = dialect === 'sqlite' ? 'integer' : 'bigint';
  const ids = ['-9223372036854775808', '5', '9007199254740993', '9223372036854775807'];
  const script = `create table things (id ${type} primary key, name varchar(9));
    insert into things values ${ids.map((id) => `(${id}, 'a')`).join(', ')};`;

  it('is a key by which its row is read, found, changed and removed', async () => {
    const {
      get,
      patch,
      delete: remove,
    } = await serve({ '/things': ThingEndpoint }, { database: await databaseWith(script) });
    const walked: string[] = [];
    for (let cursor: string | undefined = ''; cursor != null; ) {
      const { body } = await get(`/things${cursor && `?cursor=${cursor}`}`);
      walked.push(...body.results.map(({ id }) => String(id)));
      cursor = body.next;
    }
    expect(walked).toEqual(ids);
    for (const id of ids) {
      expect((await get(`/things/${id}`)).body).toMatchObject({ name: 'a' });
      expect(String((await get(`/things?id=${id}`)).body.results[0]?.id)).toBe(id);
      expect((await patch(`/things/${id}`, { name: id.slice(-5) })).body.name).toBe(id.slice(-5));
    }
    expect((await remove(`/things/${ids[3]}`)).status).toBe(204);
    expect((await get(`/things/${ids[3]}`)).status).toBe(404);
    expect((await get(`/things/${ids[2]}`)).body.name).toBe('40993');
    for (const none of ['9007199254740992', '9223372036854775808', '99999999999999999999', '1e3']) {
      expect((await get(`/things/${none}`)).status).toBe(404);
    }
    expect((await get('/things?id=9223372036854775808')).status).toBe(422);
  });

  it('is no key of a column that holds fewer', async () => {
    const database = await databaseWith('create table things (id integer primary key, name varchar(9))');
    const { get, delete: remove } = await serve({ '/things': ThingEndpoint }, { database });
    for (const id of ['3000000000', '9007199254740993']) {
      expect([(await get(`/things/${id}`)).status, (await remove(`/things/${id}`)).status]).toEqual([404, 404]);
    }
  });
});
