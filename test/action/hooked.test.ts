import type { Context } from 'hono';
import { type Changes, field, type Meta, RequestError, RestEndpoint, type Row } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { commitsInLog, databaseFile } from '../database/file.ts';
import { callers, NoteEndpoint } from '../endpoint/owned.ts';
import { keepLog, serve } from '../serve.ts';

class LogEndpoint extends RestEndpoint {
  text = field.string();
  static override meta: Meta = { table: 'logs' };
}

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1, unique: true });
  slug = field.string({ readOnly: true, default: '' });
  price = field.decimal({ decimalPlaces: 2, default: '1.00' });
  at = field.datetime({ optional: true });
  secret = field.string({ optional: true, writeOnly: true });
  static override meta: Meta = { table: 'books' };

  /** Writes a line to the log, in the transaction of the write. */
  async log(text: string) {
    const now = new Date();
    const row = { text, created_at: now, updated_at: now, version: 1 };
    await this.db.insertInto('logs').values(row).execute();
  }
}

const logged = async (api: Awaited<ReturnType<typeof serve>>): Promise<unknown[]> =>
  (await api.get('/logs')).body.results.map(({ text }) => text);

describe('hooks', () => {
  it('run around each write, with values and rows as the program sees them', async () => {
    const seen: unknown[][] = [];
    class TellingEndpoint extends BookEndpoint {
      override beforeCreate(_: Context, values: Changes<BookEndpoint>) {
        seen.push(['beforeCreate', { ...values }]);
      }
      override async afterCreate(_: Context, row: Row<BookEndpoint>) {
        seen.push(['afterCreate', row.id, row.at, row.secret]);
      }
      override beforeUpdate(_: Context, values: Changes<BookEndpoint>, row: Row<BookEndpoint>) {
        seen.push(['beforeUpdate', { ...values }, row.title, row.version]);
      }
      override afterUpdate(_: Context, row: Row<BookEndpoint>, before: Row<BookEndpoint>) {
        seen.push(['afterUpdate', row.title, row.version, before.title, before.version]);
      }
      override beforeDelete(_: Context, row: Row<BookEndpoint>) {
        seen.push(['beforeDelete', row.title]);
      }
      override afterDelete(_: Context, row: Row<BookEndpoint>) {
        seen.push(['afterDelete', row.secret]);
      }
    }
    const api = await serve({ '/books': TellingEndpoint });
    const at = '2026-11-22T10:00:00.000Z';
    await api.post('/books', { title: 'a', secret: 'hush', at });
    await api.patch('/books/1', { title: 'b', version: 1 });
    await api.delete('/books/1');
    const values = { title: 'a', slug: '', price: '1.00', at: new Date(at), secret: 'hush' };
    expect(seen).toEqual([
      ['beforeCreate', values],
      ['afterCreate', 1, new Date(at), 'hush'],
      ['beforeUpdate', { title: 'b' }, 'a', 1],
      ['afterUpdate', 'b', 2, 'a', 1],
      ['beforeDelete', 'b'],
      ['afterDelete', 'hush'],
    ]);
  });

  it('change values, in place or by returning some, of columns that clients may not write, too', async () => {
    class SluggingEndpoint extends BookEndpoint {
      override async beforeCreate(_: Context, values: Changes<BookEndpoint>) {
        values.slug = values.title?.toLowerCase();
      }
      override beforeUpdate() {
        return { price: '7.5' };
      }
    }
    const { post, patch } = await serve({ '/books': SluggingEndpoint });
    const made = await post('/books', { title: 'ABC', slug: 'theirs' });
    expect([made.status, made.body]).toMatchObject([201, { title: 'ABC', slug: 'abc' }]);
    expect((await patch('/books/1', { title: 'X', version: 1 })).body).toMatchObject({ price: '7.50', slug: 'abc' });
  });

  it('change values inside of others, which are checked as well', async () => {
    class DatingEndpoint extends BookEndpoint {
      tags = field.json({ default: () => ({ list: ['a'] }) });
      override beforeCreate(_: Context, values: Changes<DatingEndpoint>) {
        values.at?.setUTCFullYear(values.title === 'bad' ? Number.NaN : 2030);
        const { list } = values.tags as { list: unknown[] };
        list.push('b');
      }
    }
    const log = keepLog();
    const { post, get } = await serve({ '/books': DatingEndpoint }, { logger: log });
    const { body } = await post('/books', { title: 'a', slug: '', at: '2026-01-01T00:00:00Z' });
    expect(body).toMatchObject({ at: '2030-01-01T00:00:00.000Z', tags: { list: ['a', 'b'] } });
    expect((await post('/books', { title: 'bad', at: '2026-01-01T00:00:00Z' })).status).toBe(500);
    expect(String(log.errors[0])).toContain('gave "at" a value that it can\'t have');
    expect((await get('/books')).body.results).toHaveLength(1);
  });

  it.each([
    ['a wrong type', { price: 'dear' }, 'BookEndpoint.beforeCreate gave "price" a value that it can\'t have'],
    ['a value that the field refuses', { title: '' }, 'gave "title" a value'],
    ['null where there must be a value', { title: null }, 'gave "title" a value'],
    ['a column that there is not', { tilte: 'x' }, 'gave "tilte" a value that it can\'t have: no column of title'],
    ['an automatic column', { version: 9 }, 'gave "version" a value'],
  ])('that give %s are a mistake of the program, and nothing is written', async (_, values, message) => {
    const log = keepLog();
    class WrongEndpoint extends BookEndpoint {
      override beforeCreate() {
        return values;
      }
    }
    Object.defineProperty(WrongEndpoint, 'name', { value: 'BookEndpoint' });
    const { post, get } = await serve({ '/books': WrongEndpoint }, { logger: log });
    expect((await post('/books', { title: 'a' })).status).toBe(500);
    expect(String(log.errors[0])).toContain(message);
    expect((await get('/books')).body.results).toEqual([]);
  });

  it('are in the transaction of the write: what one throws undoes it all, and is the reply', async () => {
    class StrictEndpoint extends BookEndpoint {
      override async beforeCreate(_: Context, values: Changes<BookEndpoint>) {
        await this.log(`before ${values.title}`);
      }
      override async afterCreate(_: Context, row: Row<BookEndpoint>) {
        await this.log(`after ${row.title}`);
        if (row.title === 'no') throw new RequestError('permission_denied', 'not this one');
      }
      override async beforeDelete(_: Context, row: Row<BookEndpoint>) {
        await this.log(`delete ${row.title}`);
        throw new RequestError('constraint_violation', 'books stay');
      }
    }
    for (const database of ['sqlite:///:memory:', databaseFile().url]) {
      const api = await serve({ '/books': StrictEndpoint, '/logs': LogEndpoint }, { database });
      const replies = await Promise.all(['a', 'no', 'b', 'a'].map((title) => api.post('/books', { title })));
      expect(replies.map(({ status }) => status)).toEqual([201, 403, 201, 409]);
      expect((await api.delete('/books/1')).body).toEqual({ detail: 'books stay' });
      expect(await logged(api)).toEqual(['before a', 'after a', 'before b', 'after b']);
    }
  });

  it('see the version checked before them, and the scope', async () => {
    const called: string[] = [];
    class ScopedEndpoint extends NoteEndpoint {
      override beforeUpdate() {
        called.push('beforeUpdate');
      }
      override beforeDelete() {
        called.push('beforeDelete');
      }
      override afterCreate() {
        called.push('afterCreate');
      }
    }
    const { ann, bob } = await callers({ '/notes': ScopedEndpoint });
    await ann.request('POST', '/notes', { text: 'a' });
    expect((await ann.request('PATCH', '/notes/1', { version: 2 })).status).toBe(409);
    expect((await bob.request('PATCH', '/notes/1', { version: 1 })).status).toBe(404);
    expect((await bob.request('DELETE', '/notes/1')).status).toBe(404);
    expect((await ann.request('POST', '/notes', { text: 'a', owner: 'bob' })).status).toBe(403);
    expect(called).toEqual(['afterCreate']);
    expect((await ann.request('PATCH', '/notes/1', { version: 1, text: 'b' })).status).toBe(200);
    expect((await ann.request('DELETE', '/notes/1')).status).toBe(204);
    expect(called).toEqual(['afterCreate', 'beforeUpdate', 'beforeDelete']);
  });

  it('cannot take a row out of the scope', async () => {
    class MovingEndpoint extends NoteEndpoint {
      override beforeUpdate() {
        return { owner: 'bob' };
      }
    }
    const { ann, root } = await callers({ '/notes': MovingEndpoint });
    await ann.request('POST', '/notes', { text: 'a' });
    expect((await ann.request('PATCH', '/notes/1', { text: 'b', version: 1 })).status).toBe(403);
    expect((await root.request('GET', '/notes/1')).body).toMatchObject({ owner: 'ann', text: 'a', version: 1 });
  });

  it('may change the row behind the write, and the reply is what it is then', async () => {
    class NumberedEndpoint extends BookEndpoint {
      override async afterCreate(c: Context, { id, version }: Row<BookEndpoint>) {
        await this.update(c, id, { version, price: `${id}.50` }, { partial: true });
      }
      override async afterUpdate(_: Context, { id }: Row<BookEndpoint>) {
        await this.db
          .updateTable('books')
          .set({ slug: `book-${id}` })
          .where('id', '=', id)
          .execute();
      }
    }
    const { post, patch, get } = await serve({ '/books': NumberedEndpoint });
    const made = await post('/books', { title: 'a' });
    expect(made.body).toMatchObject({ slug: 'book-1', price: '1.50', version: 2 });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"2"']);
    await post('/books', { title: 'b' });
    const changed = await patch('/books/2', { title: 'c', version: 2 });
    expect(changed.body).toEqual((await get('/books/2')).body);
  });

  it('run for rows that an override makes, once', async () => {
    let calls = 0;
    class OverridingEndpoint extends BookEndpoint {
      override async post(c: Context) {
        return this.create(c, await c.req.json());
      }
      override afterCreate() {
        calls += 1;
      }
    }
    const { post } = await serve({ '/books': OverridingEndpoint });
    expect((await post('/books', { title: 'a' })).status).toBe(201);
    expect(calls).toBe(1);
  });

  it('let writes of one turn share a commit, where they wait for nothing', async () => {
    class HookedEndpoint extends BookEndpoint {
      override async beforeCreate(_: Context, values: Changes<BookEndpoint>) {
        values.slug = values.title?.toLowerCase();
      }
    }
    const file = databaseFile();
    const { post } = await serve({ '/books': HookedEndpoint }, { database: file.url });
    await post('/books', { title: 'first' });
    const before = commitsInLog(file.path);
    const replies = await Promise.all(Array.from({ length: 32 }, (_, at) => post('/books', { title: `b${at}` })));
    expect(replies.every(({ status }) => status === 201)).toBe(true);
    expect(commitsInLog(file.path) - before).toBeLessThan(16);
  });
});
