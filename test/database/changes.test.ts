import { sql } from 'kysely';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Opened } from '../../src/database/database.ts';
import { keepLog } from '../serve.ts';
import { dialect, freshDatabase } from '../servers.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
}
class AuthorEndpoint extends RestEndpoint {
  name = field.string();
}

const now = new Date('2026-11-22T05:15:20Z');
const row = (title: string) => ({ title, created_at: now, updated_at: now, version: 1 });

/** The tables of an app, and what is told of their changes: with each, the rows of `books` that others see by then. */
async function open() {
  const app = new LightApi({ database: await freshDatabase(), logger: keepLog() });
  onTestFinished(() => app.close());
  const { database, resources } = await app.register({ '/books': BookEndpoint, '/authors': AuthorEndpoint }).open();
  const told: (readonly [tables: string, books: string])[] = [];
  const others = database.open(resources.map(({ model }) => model));
  const titles = async (): Promise<string> =>
    (await others.query.selectFrom('books').select('title').orderBy('id').execute())
      .map((found) => String(found.title))
      .join();
  const opened: Opened = database.open(
    resources.map(({ model }) => model),
    { changed: async (tables) => void told.push([[...tables].sort().join(), await titles()]) },
  );
  const [books] = opened.tables;
  if (books === undefined) throw new Error('no table');
  return { ...opened, books, told };
}

describe('writes are told of', () => {
  it('with their tables, once they are durable and before they are answered', async () => {
    const { books, told } = await open();
    const { id } = await books.insert(row('a'));
    expect(told).toEqual([['books', 'a']]);
    await books.update({ id: Number(id), at: now }, { title: 'b' });
    await books.delete(Number(id));
    expect(told.slice(1)).toEqual([
      ['books', 'b'],
      ['books', ''],
    ]);
  });

  it('where users write them with Kysely, and where they read nothing is told', async () => {
    const { query, told } = await open();
    await query.insertInto('books').values(row('a')).execute();
    await query.updateTable('books').set({ title: 'b' }).execute();
    await query.deleteFrom('authors').execute();
    await query.selectFrom('books').selectAll().execute();
    await sql`select title from books`.execute(query);
    await sql`with found as (select 1) select * from found`.execute(query);
    expect(told.map(([tables]) => tables)).toEqual(['books', 'books', 'authors']);
  });

  it('as of all tables where they are SQL of their own', async () => {
    const { query, told } = await open();
    await sql`delete from books`.execute(query);
    expect(told).toEqual([['*', '']]);
  });

  it('once, when their transaction is committed', async () => {
    const { session, books, told } = await open();
    await session(async (transaction) => {
      await transaction.insertInto('books').values(row('a')).execute();
      await books.insert(row('b'));
      await session((inner) => inner.deleteFrom('authors').execute());
      expect(told).toEqual([]);
    });
    expect(told).toEqual([['authors,books', 'a,b']]);
  });

  it('once, when a transaction that is ended by a call is committed', async () => {
    const { query, told } = await open();
    const transaction = await query.startTransaction().execute();
    await transaction.insertInto('books').values(row('a')).execute();
    expect(told).toEqual([]);
    await transaction.commit().execute();
    expect(told).toEqual([['books', 'a']]);
  });

  it('when a transaction is committed whose statements came from outside of its work', async () => {
    const { session, leave, told } = await open();
    await session(async (transaction) => {
      await leave(() => transaction.insertInto('books').values(row('a')).execute());
      expect(told).toEqual([]);
    });
    expect(told).toEqual([['books', 'a']]);
  });

  it('not where they are undone, or refused', async () => {
    const { session, query, books, told } = await open();
    const undone = session(async (transaction) => {
      await transaction.insertInto('books').values(row('a')).execute();
      throw new Error('in the middle');
    });
    await expect(undone).rejects.toThrow('in the middle');
    const transaction = await query.startTransaction().execute();
    await transaction.insertInto('books').values(row('b')).execute();
    await transaction.rollback().execute();
    await books.insert(row('c'));
    await expect(books.insert(row('c'))).rejects.toMatchObject({ status: 409 });
    expect(told).toEqual([['books', 'c']]);
  });

  it.skipIf(dialect !== 'postgres')('where a common table expression writes', async () => {
    const { query, told } = await open();
    const insert = query.with('made', (db) => db.insertInto('books').values(row('a')).returningAll());
    await insert.selectFrom('made').selectAll().execute();
    expect(told).toEqual([['books', 'a']]);
  });
});
