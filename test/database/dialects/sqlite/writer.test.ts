import { field, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Api, keepLog, type Reply, serve } from '../../../serve.ts';
import { commitsInLog, databaseFile, type File } from '../../file.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
}

const routes = { '/books': BookEndpoint };

/** An app on a file, with `count` books. */
async function shelf(count = 0): Promise<{ api: Api; file: File }> {
  const file = databaseFile();
  const api = await serve(routes, { database: file.url });
  await Promise.all(numbers(count).map((at) => api.post('/books', { title: `book ${at}` })));
  return { api, file };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const statuses = (replies: readonly Reply[]): number[] => replies.map(({ status }) => status);
const count = (replies: readonly Reply[], status: number): number =>
  replies.filter((reply) => reply.status === status).length;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => vi.useRealTimers());

describe('writes that arrive together', () => {
  it('share a transaction', async () => {
    const { api, file } = await shelf(1);
    const before = commitsInLog(file.path);
    const replies = await Promise.all(numbers(64).map((at) => api.post('/books', { title: `new ${at}` })));
    expect(statuses(replies)).toEqual(Array(64).fill(201));
    const commits = commitsInLog(file.path) - before;
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(16);
  });

  it('have transactions of their own where they come one after the other', async () => {
    const { api, file } = await shelf(1);
    const before = commitsInLog(file.path);
    for (const at of numbers(5)) await api.post('/books', { title: `new ${at}` });
    expect(commitsInLog(file.path) - before).toBe(5);
  });

  it('are answered when they are committed, not before', async () => {
    const { api, file } = await shelf();
    const seen = await Promise.all(
      numbers(50).map(async (at) => {
        const { body } = await api.post('/books', { title: `${at}` });
        return file.value(`select title from books where id = ${body.id}`);
      }),
    );
    expect(seen).toEqual(numbers(50).map(String));
  });

  it('fail alone: the one that breaks a rule undoes none of the others', async () => {
    const { api, file } = await shelf(1);
    const titles = ['a', 'book 0', 'b', 'a', 'c'];
    const replies = await Promise.all([
      ...titles.map((title) => api.post('/books', { title })),
      api.patch('/books/1', { title: 'changed', version: 9 }),
      api.patch('/books/999', { title: 'changed', version: 1 }),
      api.delete('/books/999'),
      api.post('/books', { title: 'd' }),
    ]);
    expect(statuses(replies)).toEqual([201, 409, 201, 409, 201, 409, 404, 404, 201]);
    expect(file.rows('select title from books order by title')).toEqual(
      ['a', 'b', 'book 0', 'c', 'd'].map((title) => ({ title })),
    );
  });

  it('of which one ends the transaction are lost together, and told so', async () => {
    const { api, file } = await shelf();
    file.db.exec(
      "create trigger boom before insert on books when new.title = 'boom' begin select raise(rollback, 'boom'); end",
    );
    const titles = ['a', 'b', 'boom', 'c'];
    const replies = await Promise.all(titles.map((title) => api.post('/books', { title })));
    const created = titles.filter((_, at) => replies[at]?.status === 201);
    expect(created).not.toContain('boom');
    expect(statuses(replies)).toEqual(
      titles.map((title) => (title === 'boom' ? 409 : created.includes(title) ? 201 : 503)),
    );
    expect(file.rows('select title from books order by title')).toEqual(created.map((title) => ({ title })));
    expect((await api.post('/books', { title: 'after' })).status).toBe(201);
  });

  it('fail alone where it is the commit that refuses one', async () => {
    const file = databaseFile(`
      create table shelves (id integer primary key);
      create table books (id integer primary key, created_at datetime, updated_at datetime, version integer not null,
        title varchar not null unique, shelf integer references shelves (id) deferrable initially deferred)`);
    class ShelvedEndpoint extends BookEndpoint {
      shelf = field.integer({ optional: true, foreignKey: 'shelves.id' });
      static override meta = { table: 'books' };
    }
    const api = await serve({ '/books': ShelvedEndpoint }, { database: file.url });
    const replies = await Promise.all([
      api.post('/books', { title: 'a' }),
      api.post('/books', { title: 'b', shelf: 7 }),
      api.post('/books', { title: 'c' }),
    ]);
    expect(statuses(replies)).toEqual([201, 409, 201]);
    expect(file.rows('select title from books order by title')).toEqual([{ title: 'a' }, { title: 'c' }]);
    expect((await api.post('/books', { title: 'd', shelf: 7 })).status).toBe(409);
    expect((await api.post('/books', { title: 'after' })).status).toBe(201);
  });

  it('are taken a thousand at a time, so that a flood holds up nobody', async () => {
    const { api, file } = await shelf(1);
    const before = commitsInLog(file.path);
    file.db.exec('begin immediate');
    const writes = numbers(2500).map((at) => api.post('/books', { title: `new ${at}` }));
    await api.get('/healthz');
    for (const _ of numbers(50)) await nextTurn();
    file.db.exec('rollback');
    expect(count(await Promise.all(writes), 201)).toBe(2500);
    expect(commitsInLog(file.path) - before).toBe(3);
  });
});

describe('while another program holds the file', () => {
  it('a write waits, everything else is answered, and the write succeeds when the file is free', async () => {
    const { api, file } = await shelf(1);
    file.db.exec("begin immediate; update books set title = 'theirs'");
    let answered = false;
    const write = api.post('/books', { title: 'ours' }).finally(() => {
      answered = true;
    });
    for (const _ of numbers(20)) {
      await nextTurn();
      expect((await api.get('/healthz')).status).toBe(200);
      // What is not committed is not seen.
      expect((await api.get('/books/1')).body.title).toBe('book 0');
    }
    expect(answered).toBe(false);
    file.db.exec('commit');
    expect((await write).status).toBe(201);
    expect((await api.get('/books')).body.results.map(({ title }) => title)).toEqual(['theirs', 'ours']);
  });

  it('for long, a write is refused with 503, and may be tried again', async () => {
    const logger = keepLog();
    const file = databaseFile();
    const api = await serve(routes, { database: file.url, logger });
    file.db.exec('begin immediate');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const write = api.post('/books', { title: 'a' });
    for (const _ of numbers(10)) await nextTurn();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(await Promise.race([write, nextTurn()])).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    const reply = await write;
    expect([reply.status, reply.body]).toEqual([503, { detail: 'the database is busy, try again' }]);
    expect(reply.headers.get('retry-after')).toBe('1');
    vi.useRealTimers();
    file.db.exec('rollback');
    expect((await api.post('/books', { title: 'a' })).status).toBe(201);
    expect(logger.errors).toEqual([]);
  });

  it('ten thousand writes may wait; the next is refused with 503 at once', async () => {
    const { api, file } = await shelf(1);
    file.db.exec('begin immediate');
    const writes = numbers(10_005).map((at) => api.delete(`/books/${at + 1}`));
    for (const _ of numbers(3)) await nextTurn();
    const late = await api.delete('/books/1');
    expect(late.status).toBe(503);
    file.db.exec('rollback');
    const replies = await Promise.all(writes);
    expect([count(replies, 204), count(replies, 404), count(replies, 503)]).toEqual([1, 9_999, 5]);
  });

  it('close waits for the write that was accepted', async () => {
    const { api, file } = await shelf();
    file.db.exec('begin immediate');
    const write = api.post('/books', { title: 'a' });
    for (const _ of numbers(20)) await nextTurn();
    const closed = api.app.close();
    file.db.exec('rollback');
    expect((await write).status).toBe(201);
    await closed;
    expect(file.value('select title from books')).toBe('a');
  });
});
