import { field, type Meta, RestEndpoint, type Scope } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../database/file.ts';
import { keepLog, serve } from '../serve.ts';
import { authentication, callers, NoteEndpoint } from './owned.ts';

const routes = { '/notes': NoteEndpoint };

/** One note of ann, id 1, and one of bob, id 2. */
async function twoNotes(options = {}) {
  const all = await callers(routes, options);
  await all.ann.request('POST', '/notes', { text: 'of ann' });
  await all.bob.request('POST', '/notes', { text: 'of bob' });
  return all;
}

const texts = (body: { results: { text: string }[] }): string[] => body.results.map(({ text }) => text);

class BillEndpoint extends RestEndpoint {
  sum = field.decimal({ decimalPlaces: 2 });
  static override meta: Meta = { table: 'bills' };
}

describe('S7: a scope', () => {
  it.each([
    ['GET', undefined],
    ['PUT', { text: 'mine', version: 1 }],
    ['PATCH', { text: 'mine', version: 1 }],
    ['DELETE', undefined],
  ])('makes the row of somebody else a 404 on %s, which leaves it as it is', async (verb, body) => {
    const { bob, root } = await twoNotes();
    expect(await bob.request(verb, '/notes/1', body)).toMatchObject({ status: 404, body: { detail: 'not found' } });
    expect((await root.request('GET', '/notes/1')).body).toMatchObject({ text: 'of ann', version: 1 });
  });

  it('says no more of a foreign row at another version, or at the right one', async () => {
    const { bob } = await twoNotes();
    for (const version of [1, 2]) expect((await bob.request('PATCH', '/notes/1', { version })).status).toBe(404);
    expect((await bob.request('PATCH', '/notes/2', { version: 7 })).status).toBe(409);
  });

  it('is in lists, their counts, searches and filters', async () => {
    const { ann, root } = await twoNotes();
    for (const query of ['', '?search=of', '?owner__in=ann,bob', '?ordering=-rank', '?text__ne=x&page=1']) {
      const { body } = await ann.request('GET', `/notes${query}`);
      expect([texts(body), body.count]).toEqual([['of ann'], 1]);
    }
    expect(texts((await root.request('GET', '/notes')).body)).toEqual(['of ann', 'of bob']);
    expect((await ann.request('GET', '/notes?owner=bob')).body.count).toBe(0);
  });

  it('refuses a row that would be outside of it with 403, and nothing is written', async () => {
    const { ann, root } = await twoNotes();
    const refused = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
    expect(await ann.request('POST', '/notes', { text: 'x', owner: 'bob' })).toMatchObject(refused);
    expect(await ann.request('PATCH', '/notes/1', { owner: 'bob', version: 1 })).toMatchObject(refused);
    expect(await ann.request('PUT', '/notes/1', { text: 'x', owner: 'bob', version: 1 })).toMatchObject(refused);
    const { body } = await root.request('GET', '/notes');
    expect(body.results).toMatchObject([{ text: 'of ann', owner: 'ann', version: 1 }, { text: 'of bob' }]);
  });

  it('undoes only the refused one of writes that share a transaction', async () => {
    const { ann, root } = await twoNotes({ database: databaseFile().url });
    const replies = await Promise.all(
      ['ann', 'bob', 'ann', 'bob'].map((owner) => ann.request('POST', '/notes', { text: 'new', owner })),
    );
    expect(replies.map(({ status }) => status)).toEqual([201, 403, 201, 403]);
    expect((await root.request('GET', '/notes?text=new')).body.count).toBe(2);
  });

  it('has defaults, which fill in what a POST or PUT leaves out, and are not a PATCH', async () => {
    const { ann, root } = await twoNotes();
    expect((await root.request('GET', '/notes/1')).body.owner).toBe('ann');
    expect((await ann.request('PUT', '/notes/1', { text: 'new', version: 1 })).body.owner).toBe('ann');
    expect((await root.request('PATCH', '/notes/1', { text: 'newer', version: 2 })).body.owner).toBe('ann');
  });

  it('answers If-Match and If-None-Match of foreign rows with 404', async () => {
    const { api, bob } = await twoNotes();
    expect((await bob.request('DELETE', '/notes/1')).status).toBe(404);
    const client = api.app;
    const headers = { 'if-match': '"1", "2"' };
    expect((await client.request('/notes/1', { method: 'DELETE', headers })).status).toBe(401);
  });

  it('takes false for no rows at all, on every path', async () => {
    class ClosedEndpoint extends NoteEndpoint {
      override scope() {
        return false;
      }
    }
    const { ann } = await callers({ '/notes': ClosedEndpoint });
    expect((await ann.request('GET', '/notes')).body.count).toBe(0);
    expect((await ann.request('POST', '/notes', { text: 'x' })).status).toBe(403);
    expect((await ann.request('GET', '/notes/1')).status).toBe(404);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', "owner = 'ann'"],
    ['an object', { owner: 'ann' }],
    ['1', 1],
    ['a query', (e: NoteEndpoint) => e.select().where(e.owner, '=', 'ann')],
    ['a field', (e: NoteEndpoint) => e.owner],
  ])('that gives %s is a mistake of the program, and shows nothing', async (_, value) => {
    class SloppyEndpoint extends NoteEndpoint {
      override scope() {
        return (typeof value === 'function' ? value(this) : value) as never;
      }
    }
    const log = keepLog();
    const { ann } = await callers({ '/notes': SloppyEndpoint }, { logger: log });
    for (const [verb, path] of [
      ['GET', '/notes'],
      ['GET', '/notes/1'],
      ['DELETE', '/notes/1'],
    ] as const) {
      expect(await ann.request(verb, path)).toMatchObject({ status: 500, body: { detail: 'internal server error' } });
    }
    expect(String(log.errors[0])).toBe(
      'TypeError: SloppyEndpoint.scope gave no condition: return this.eb(…), true for all rows or false for none.',
    );
  });

  it('that throws or rejects is a 500, never access', async () => {
    class BrokenEndpoint extends NoteEndpoint {
      override async scope(): Promise<boolean> {
        throw new Error('the directory is down');
      }
    }
    const { ann } = await callers({ '/notes': BrokenEndpoint }, { logger: keepLog() });
    expect((await ann.request('GET', '/notes')).status).toBe(500);
  });

  it('binds values: what a caller is called is never SQL', async () => {
    const { api } = await twoNotes();
    const { testClient } = await import('lightapi/testing');
    const eve = testClient(api.app).as({ sub: "x' or '1'='1" });
    expect((await eve.request('GET', '/notes')).body.count).toBe(0);
  });

  it('may ask other tables, and combine conditions with or', async () => {
    class MemberEndpoint extends RestEndpoint {
      note = field.integer();
      name = field.string();
    }
    class SharedEndpoint extends NoteEndpoint {
      override scope() {
        const name = String(this.user?.sub);
        const shared = this.db.selectFrom('members').select('note').where('name', '=', name);
        return this.eb.or([this.eb(this.owner, '=', name), this.eb(this.id, 'in', shared)]);
      }
    }
    const { api, ann, bob } = await callers({ '/notes': SharedEndpoint, '/members': MemberEndpoint });
    await ann.request('POST', '/notes', { text: 'one' });
    await ann.request('POST', '/notes', { text: 'two' });
    await api.post('/members', { note: 2, name: 'bob' });
    expect(texts((await bob.request('GET', '/notes')).body)).toEqual(['two']);
    expect((await bob.request('GET', '/notes/1')).status).toBe(404);
    expect((await bob.request('PATCH', '/notes/2', { text: 'by bob', version: 1 })).status).toBe(200);
    // An or beside the key of a row must not let other rows in.
    expect((await bob.request('PATCH', '/notes/1', { text: 'by bob', version: 1 })).status).toBe(404);
  });

  it.each<[string, (e: BillEndpoint) => Scope]>([
    ['by its field', (e) => e.eb(e.sum, '<', '9')],
    ['by its name', (e) => e.eb('sum', '<', '9')],
    [
      'of an alias',
      ({ eb, db }) =>
        eb.exists(
          db.selectFrom('bills as b').select('b.id').whereRef('b.id', '=', 'bills.id').where('b.sum', '<', '9'),
        ),
    ],
  ])('compares a decimal %s as a number', async (_, scope) => {
    class CheapEndpoint extends BillEndpoint {
      override scope() {
        return scope(this);
      }
    }
    const { get, post } = await serve({ '/bills': CheapEndpoint });
    expect((await post('/bills', { sum: '8.00' })).status).toBe(201);
    expect((await post('/bills', { sum: '10.00' })).status).toBe(403);
    expect((await get('/bills')).body.results).toHaveLength(1);
  });
});

describe('defaults of a scope', () => {
  it('that leave out what nothing else gives are a mistake of the program', async () => {
    class OwnedEndpoint extends RestEndpoint {
      owner = field.string({ readOnly: true });
      override scopeDefaults() {
        return {};
      }
    }
    const log = keepLog();
    const { post, get } = await serve({ '/owned': OwnedEndpoint }, { logger: log });
    expect((await post('/owned', { owner: 'bob' })).status).toBe(500);
    expect(String(log.errors[0])).toContain('OwnedEndpoint: nothing gave "owner" a value');
    expect((await get('/owned')).body.results).toEqual([]);
  });

  it('fill in what clients may not write, too', async () => {
    class OwnedEndpoint extends RestEndpoint {
      owner = field.string({ readOnly: true });
      static override meta: Meta = { authentication };
      override scopeDefaults() {
        return { owner: String(this.user?.sub) };
      }
    }
    const { ann } = await callers({ '/owned': OwnedEndpoint });
    expect((await ann.request('POST', '/owned', { owner: 'bob' })).body.owner).toBe('ann');
  });

  it.each([
    ['a value that does not fit', { rank: 'first' }, /NoteEndpoint.scopeDefaults gave "rank" a value/],
    ['a column that there is not', { ownr: 'ann' }, /gave "ownr" .* no column of owner, text, rank/],
    ['an automatic column', { id: 7 }, /gave "id"/],
    ['no values', undefined, /scopeDefaults gave no values: return \{\}/],
  ])('with %s are a mistake of the program', async (_, value, message) => {
    class WrongEndpoint extends NoteEndpoint {
      override scopeDefaults() {
        return value as never;
      }
    }
    Object.defineProperty(WrongEndpoint, 'name', { value: 'NoteEndpoint' });
    const log = keepLog();
    const { ann } = await callers({ '/notes': WrongEndpoint }, { logger: log });
    expect((await ann.request('POST', '/notes', { text: 'x' })).status).toBe(500);
    expect(String(log.errors[0])).toMatch(message);
  });
});
