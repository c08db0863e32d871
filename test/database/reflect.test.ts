import { readFileSync } from 'node:fs';
import { BasicAuthentication, field, type Meta, RestEndpoint } from 'lightapi';
import { expect, describe as group, it } from 'vitest';
import { mistakesOf, type Routes, serve } from '../serve.ts';
import { databaseWith, dialect } from '../servers.ts';

/** A database that plain SQL made, without this project. */
const script = readFileSync(new URL(`reflect/${dialect}.sql`, import.meta.url), 'utf8');
const existing = () => databaseWith(script);

class AuthorEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'authors' };
}
class ItemEndpoint extends RestEndpoint {
  static override meta: Meta = {
    reflect: true,
    table: 'items',
    filtering: { fields: ['state', 'price', 'published', 'key'], ordering: ['pages', 'published'] },
  };
}

async function open(routes: Routes = { '/authors': AuthorEndpoint, '/items': ItemEndpoint }) {
  return serve(routes, { database: await existing() });
}

const sicp = {
  code: 'sicp',
  title: 'SICP',
  author: 1,
  pages: 10,
  big: null,
  price: '25.50',
  weight: null,
  fresh: true,
  published: '2026-01-02T03:04:05.000Z',
  day: null,
  details: { a: [1, null] },
  key: '0190a5f2-1111-7000-8000-000000000000',
  state: 'draft',
  twice: 20,
};

group('a table that is reflected', () => {
  it('is served with the columns and types that it has', async () => {
    const { get } = await open();
    expect((await get('/items/sicp')).body).toEqual(sicp);
    expect((await get('/authors')).body.results).toEqual([{ author_id: 1, name: 'Abelson', born: '1947-04-26' }]);
    expect((await get('/authors/1')).body.name).toBe('Abelson');
    expect((await get('/items/none')).status).toBe(404);
    expect((await get('/authors/abc')).status).toBe(404);
  });

  it('takes what its columns take, and leaves its defaults to the database', async () => {
    const { post } = await open();
    const made = await post('/items', { code: 'taocp', title: 'TAOCP', price: '99.9', twice: 7 });
    expect(made.body).toMatchObject({
      code: 'taocp',
      pages: 10,
      twice: 20,
      fresh: true,
      state: 'draft',
      price: '99.90',
    });
    expect([made.status, made.headers.get('location')]).toEqual([201, '/items/taocp']);
    const full = { ...sicp, code: 'full', state: 'live', big: 5, weight: 0.5, day: '2026-11-23', pages: 3 };
    expect((await post('/items', full)).body).toMatchObject({ ...full, big: dialect === 'sqlite' ? '5' : 5, twice: 6 });
    for (const [wrong, loc] of [
      [{ price: 'x' }, 'price'],
      [{ state: 'dead' }, 'state'],
      [{ code: 'x'.repeat(21) }, 'code'],
      [{ published: 'yesterday' }, 'published'],
      [{ title: null }, 'title'],
    ] as const) {
      const refused = await post('/items', { code: 'n', title: 'n', price: '1', ...wrong });
      expect([refused.status, refused.body.detail]).toMatchObject([422, [{ loc: [loc] }]]);
    }
    expect((await post('/items', { title: 'x', price: '1' })).body.detail).toMatchObject([{ loc: ['code'] }]);
    expect((await post('/items', { ...sicp, author: 9 })).status).toBe(409);
    expect((await post('/items', { code: 'n', title: 'n', price: '1', author: 9 })).body.detail).toMatchObject([
      { type: 'foreign_key_violation', loc: ['author'] },
    ]);
  });

  it('is filtered and sorted by its columns', async () => {
    const { get, post } = await open();
    await post('/items', { code: 'b', title: 'B', price: '100', state: 'live', published: '2026-01-02T03:04:06Z' });
    const codes = async (query: string) => (await get(`/items?${query}`)).body.results.map(({ code }) => code);
    expect(await codes('state=live')).toEqual(['b']);
    expect(await codes('price__lt=30')).toEqual(['sicp']);
    expect(await codes('published__gt=2026-01-02T03:04:05Z')).toEqual(['b']);
    expect(await codes('published=2026-01-02T04:04:05%2B01:00')).toEqual(['sicp']);
    expect(await codes(`key=${sicp.key}`)).toEqual(['sicp']);
    expect(await codes('ordering=-published')).toEqual(['b', 'sicp']);
  });

  it('without versions is changed in the state that its ETag names', async () => {
    const { get, patch, put, send } = await open();
    expect((await patch('/items/sicp', { pages: 5 })).status).toBe(428);
    const etag = String((await get('/items/sicp')).headers.get('etag'));
    const change = (method: string, ifMatch: string, body: object) => {
      const headers = { 'content-type': 'application/json', 'if-match': ifMatch };
      return send(method, '/items/sicp', { headers, body: JSON.stringify(body) });
    };
    const changed = await change('PATCH', etag, { pages: 5 });
    expect([changed.status, changed.body.pages, changed.body.twice]).toEqual([200, 5, 10]);
    expect(changed.headers.get('etag')).toBe((await get('/items/sicp')).headers.get('etag'));
    expect((await change('PATCH', etag, { pages: 6 })).status).toBe(412);
    expect((await change('PUT', '"nonsense"', { ...sicp })).status).toBe(412);
    expect((await change('PATCH', '*', { pages: 7 })).body.pages).toBe(7);
    expect((await put('/items/none', {})).status).toBe(428);
    expect((await send('GET', '/items/sicp', { headers: { 'if-none-match': etag } })).status).toBe(200);
    const now = String((await get('/items/sicp')).headers.get('etag'));
    expect((await send('GET', '/items/sicp', { headers: { 'if-none-match': now } })).status).toBe(304);
    expect((await send('DELETE', '/items/sicp', { headers: { 'if-match': etag } })).status).toBe(412);
    expect((await send('DELETE', '/items/sicp', { headers: { 'if-match': now } })).status).toBe(204);
  });

  it('without versions gives one of two changes at once the row, and the other 412', async () => {
    const { get, send } = await open();
    const etag = String((await get('/items/sicp')).headers.get('etag'));
    const headers = { 'content-type': 'application/json', 'if-match': etag };
    const changes = [1, 2, 3, 4].map((pages) =>
      send('PATCH', '/items/sicp', { headers, body: JSON.stringify({ pages }) }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412, 412]);
  });

  it('without versions tells nothing of what it hides by its ETag', async () => {
    class HidingEndpoint extends RestEndpoint {
      title = field.string({ writeOnly: true });
      static override meta: Meta = { reflect: true, table: 'items', locking: false };
    }
    const { get, patch } = await open({ '/items': HidingEndpoint });
    const etag = (await get('/items/sicp')).headers.get('etag');
    await patch('/items/sicp', { title: 'another' });
    expect((await get('/items/sicp')).headers.get('etag')).toBe(etag);
    await patch('/items/sicp', { pages: 1 });
    expect((await get('/items/sicp')).headers.get('etag')).not.toBe(etag);
  });

  it('needs no state with locking: false', async () => {
    class FreeEndpoint extends RestEndpoint {
      static override meta: Meta = { reflect: true, table: 'items', locking: false };
    }
    const { patch } = await open({ '/items': FreeEndpoint });
    expect((await patch('/items/sicp', { pages: 5 })).body.pages).toBe(5);
  });

  it('with times and versions keeps them', async () => {
    class VersionedEndpoint extends RestEndpoint {
      static override meta: Meta = { reflect: 'full', table: 'versioned' };
    }
    const { post, patch } = await open({ '/versioned': VersionedEndpoint });
    const made = await post('/versioned', { title: 'a', version: 9 });
    expect(made.body).toMatchObject({ id: 1, title: 'a', version: 1 });
    expect(new Date(made.body.created_at).getTime()).toBeGreaterThan(0);
    expect((await patch('/versioned/1', { title: 'b', version: 1 })).body).toMatchObject({ title: 'b', version: 2 });
    expect((await patch('/versioned/1', { title: 'c', version: 1 })).status).toBe(409);
  });

  it('may be a view, which is read alone', async () => {
    class CheapEndpoint extends RestEndpoint {
      static override meta: Meta = { reflect: true, table: 'cheap' };
    }
    const { get, post } = await open({ '/cheap': CheapEndpoint });
    expect((await get('/cheap')).body.results).toEqual([{ id: 'sicp', title: 'SICP', price: '25.50' }]);
    expect((await get('/cheap/sicp')).body.title).toBe('SICP');
    const refused = await post('/cheap', { id: 'x' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('S2: keeps the authentication of its class', async () => {
    class GuardedEndpoint extends RestEndpoint {
      static override meta: Meta = {
        reflect: true,
        table: 'authors',
        authentication: { backend: BasicAuthentication },
      };
    }
    const database = await existing();
    const api = await serve({ '/authors': GuardedEndpoint }, { database, loginValidator: () => null });
    for (const reply of [await api.get('/authors'), await api.delete('/authors/1'), await api.post('/authors', {})]) {
      expect(reply.status).toBe(401);
    }
  });

  it.each([
    ['a table that is not there', { table: 'nope' }, 'there is no table "nope".'],
    ['a table without a primary key', { table: 'log' }, '"log" has no primary key.'],
    ['a primary key of two columns', { table: 'pairs' }, '"pairs" has a primary key of 2 columns.'],
    ['a type without a form in JSON', { table: 'blobs' }, /"blobs.data" is (?:blob|bytea), which has no form/i],
    ['an unknown way', { table: 'items', reflect: 'all' }, 'reflect is "all".'],
  ])('is told: %s', async (_, meta, message) => {
    class WrongEndpoint extends RestEndpoint {
      static override meta = { reflect: true, ...meta } as Meta;
    }
    const { problems } = await mistakesOf({ '/wrong': WrongEndpoint }, { database: await existing() });
    const [only] = problems.map(({ where, problem }) => `${where}: ${problem}`);
    expect(only).toMatch(message);
    expect(only).toMatch(/^WrongEndpoint.meta: /);
  });
});

group('a class that reflects a table in part', () => {
  class PartialEndpoint extends RestEndpoint {
    name = field.string({ minLength: 3, maxLength: 40, unique: true });
    email = field.string({ optional: true });
    static override meta: Meta = { reflect: 'partial', table: 'authors' };
  }

  it('adds the columns that it declares, once, and checks those that there are', async () => {
    const database = await existing();
    for (const email of ['a@b', 'c@d']) {
      const { post, app } = await serve({ '/authors': PartialEndpoint }, { database });
      const made = await post('/authors', { name: `Name ${email}`, email });
      expect(Object.keys(made.body)).toEqual(['author_id', 'name', 'born', 'email']);
      expect(made.body).toMatchObject({ email, born: null });
      expect((await post('/authors', { name: 'ab' })).status).toBe(422);
      await app.close();
    }
  });

  it('leaves out what it excludes', async () => {
    class NotesEndpoint extends RestEndpoint {
      data = field.string({ exclude: true });
      static override meta: Meta = { reflect: true, table: 'blobs' };
    }
    const { post } = await open({ '/notes': NotesEndpoint });
    expect((await post('/notes', { note: 'n', data: 'x' })).body).toEqual({ id: 1, note: 'n' });
  });

  it('in full must not declare what the table lacks', async () => {
    class WrongEndpoint extends RestEndpoint {
      email = field.string({ optional: true });
      static override meta: Meta = { reflect: true, table: 'authors' };
    }
    const { problems } = await mistakesOf({ '/wrong': WrongEndpoint }, { database: await existing() });
    expect(problems).toMatchObject([{ code: 'unknown_column', problem: '"authors" has no column "email".' }]);
  });
});
