import { statSync } from 'node:fs';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const routes = { '/books': BookEndpoint };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a read', () => {
  it('sees every write that was answered before it, whatever else is read meanwhile', async () => {
    const { post, patch, get } = await serve(routes, { database: databaseFile().url });
    await post('/books', { title: '1' });
    for (let version = 1; version <= 50; version += 1) {
      const reads = [get('/books/1'), get('/books')];
      const write = patch('/books/1', { title: `${version + 1}`, version });
      reads.push(get('/books/1'));
      await write;
      expect((await get('/books/1')).body).toMatchObject({ title: `${version + 1}`, version: version + 1 });
      expect((await get('/books')).body.results).toMatchObject([{ version: version + 1 }]);
      await Promise.all(reads);
    }
  });

  it('sees a write that was answered in the same turn in which it reads', async () => {
    const { post, delete: remove, get } = await serve(routes, { database: databaseFile().url });
    for (const id of [1, 2, 3]) {
      await post('/books', { title: 'a' });
      // The deletion waits for its group, then the read begins: the answer comes in between.
      const deletion = remove(`/books/${id}`);
      const before = get(`/books/${id}`);
      expect((await deletion).status).toBe(204);
      expect((await get(`/books/${id}`)).status).toBe(404);
      await before;
    }
  });

  it('sees what another app of the process was answered', async () => {
    const file = databaseFile();
    const one = await serve(routes, { database: file.url });
    const other = await serve(routes, { database: file.url });
    for (const id of [1, 2, 3]) {
      await one.post('/books', { title: 'a' });
      const deletion = other.delete(`/books/${id}`);
      const before = one.get(`/books/${id}`);
      expect((await deletion).status).toBe(204);
      expect((await one.get(`/books/${id}`)).status).toBe(404);
      await before;
    }
  });

  it('sees what another program committed, in the next turn', async () => {
    const file = databaseFile();
    const { post, get } = await serve(routes, { database: file.url });
    await post('/books', { title: 'a' });
    expect((await get('/books/1')).body.title).toBe('a');
    file.db.exec("update books set title = 'b'");
    await nextTurn();
    expect((await get('/books/1')).body.title).toBe('b');
  });

  it('that comes again and again does not let the log grow', async () => {
    const file = databaseFile();
    const { post, patch, get } = await serve(routes, { database: file.url });
    await post('/books', { title: 'a' });
    for (let version = 1; version <= 600; version += 1) {
      await Promise.all([
        patch('/books/1', { title: `${version}`.repeat(4_000), version }),
        get('/books/1'),
        get('/books'),
      ]);
    }
    // 1,000 pages are taken in at a time, and some come meanwhile.
    expect(statSync(`${file.path}-wal`).size).toBeLessThan(8_000_000);
  });
});

it('work that must see what is committed by now begins no read before it', async () => {
  const file = databaseFile();
  const { app, post } = await serve(routes, { database: file.url });
  await post('/books', { title: 'before' });
  const { database, resources } = await app.open();
  const [table] = database.open(resources.map(({ model }) => model)).tables;
  const title = (): unknown => (table?.get(1) as { title?: unknown } | undefined)?.title;
  expect(title()).toBe('before');
  // Another program writes, in the same turn of the event loop.
  file.db.exec("update books set title = 'after'");
  expect(title()).toBe('before');
  expect(database.latest(title)).toBe('after');
});
