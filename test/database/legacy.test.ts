/** A database that the Python original made: its tables are found, used as they are, and keep their rows. */
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve, tickingClock } from '../serve.ts';
import { databaseFile } from './file.ts';

class CategoryEndpoint extends RestEndpoint {
  name = field.string({ unique: true, index: true });
}

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  pages = field.integer();
  rating = field.number({ optional: true });
  in_stock = field.boolean();
  published = field.datetime();
  price = field.decimal({ decimalPlaces: 2 });
  weight = field.decimal({ optional: true });
  key = field.uuid({ optional: true });
  category = field.integer({ foreignKey: 'categories.id', optional: true });
}

const routes = { '/books': BookEndpoint, '/categories': CategoryEndpoint };

/** As SQLAlchemy wrote it: python-original.md, 1. */
const original = `
  CREATE TABLE categoryendpoints (
    id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
    name VARCHAR NOT NULL, PRIMARY KEY (id));
  CREATE UNIQUE INDEX ix_categoryendpoints_name ON categoryendpoints (name);
  CREATE TABLE bookendpoints (
    id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
    title VARCHAR NOT NULL, pages INTEGER NOT NULL, rating FLOAT, in_stock BOOLEAN NOT NULL,
    published DATETIME NOT NULL, price NUMERIC NOT NULL, weight NUMERIC, key CHAR(32), category INTEGER,
    PRIMARY KEY (id), FOREIGN KEY(category) REFERENCES categoryendpoints (id));
  INSERT INTO categoryendpoints VALUES
    (1, '2026-11-22 05:15:20.291879', '2026-11-22 05:15:20.291879', 1, 'Programming');
  INSERT INTO bookendpoints VALUES
    (1, '2026-11-22 05:15:20.291879', '2026-11-22 05:22:59.999936', 3, 'SICP', 657, 4.5, 1,
     '1985-07-01 00:00:00.000000', 39.9, 1.1, '3fa85f6457174562b3fc2c963f66afa6', 1),
    (2, NULL, NULL, 1, 'Old', 1, NULL, 0, '0999-01-01 00:00:00', 5, NULL, NULL, NULL)`;

const database = () => databaseFile(original);

describe('a database of the Python original', () => {
  it('is used under its own table names, with a notice for each', async () => {
    const file = database();
    const logger = keepLog();
    const { get } = await serve(routes, { database: file.url, logger });
    expect((await get('/categories')).body.results).toMatchObject([{ name: 'Programming' }]);
    expect(file.schema().map((row) => (row as { tbl_name: string }).tbl_name)).not.toContain('books');
    expect(logger.lines).toEqual([
      'table bookendpoints, made by the Python original, is used for books.',
      'table categoryendpoints, made by the Python original, is used for categories.',
    ]);
  });

  it('is read: naive times as UTC, decimals as text, uuids with dashes, booleans as such', async () => {
    const { get } = await serve(routes, { database: database().url });
    expect((await get('/books/1')).body).toEqual({
      title: 'SICP',
      pages: 657,
      rating: 4.5,
      in_stock: true,
      published: '1985-07-01T00:00:00.000Z',
      price: '39.90',
      weight: '1.1000000000',
      key: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      category: 1,
      id: 1,
      created_at: '2026-11-22T05:15:20.291Z',
      updated_at: '2026-11-22T05:22:59.999Z',
      version: 3,
    });
    expect((await get('/books/2')).body).toMatchObject({
      published: '0999-01-01T00:00:00.000Z',
      in_stock: false,
      price: '5.00',
      key: null,
      created_at: null,
    });
  });

  it('is written: rows are created, changed at the version that they have, and deleted', async () => {
    const file = database();
    const { get, post, patch, delete: remove } = await serve(routes, { database: file.url, clock: tickingClock() });
    const book = { title: 'New', pages: 1, in_stock: true, published: '2026-01-01T00:00:00+01:00', price: '1.10' };
    const created = await post('/books', { ...book, category: 1 });
    expect(created.body).toMatchObject({
      ...book,
      id: 3,
      published: '2025-12-31T23:00:00.000Z',
      price: '1.10',
      weight: null,
      version: 1,
    });
    expect((await get('/books/3')).text).toBe(created.text);
    const changed = await patch('/books/1', { title: 'Changed', version: 3 });
    expect(changed.body).toMatchObject({ title: 'Changed', price: '39.90', version: 4 });
    expect(changed.body).toMatchObject({
      created_at: '2026-11-22T05:15:20.291Z',
      updated_at: '2026-11-22T05:15:22.000Z',
    });
    expect((await post('/books', { ...book, category: 9 })).body.detail).toMatchObject([{ loc: ['category'] }]);
    expect((await post('/categories', { name: 'Programming' })).status).toBe(409);
    expect((await remove('/books/2')).status).toBe(204);
    expect(file.value('select count(*) from bookendpoints')).toBe(2);
  });

  it('keeps its schema', async () => {
    const file = database();
    const before = file.schema();
    await serve(routes, { database: file.url });
    expect(file.schema()).toEqual(before);
  });

  it('is found again at the second start', async () => {
    const file = database();
    const first = await serve(routes, { database: file.url });
    await first.post('/categories', { name: 'Cooking' });
    await first.app.close();
    const { get } = await serve(routes, { database: file.url });
    expect((await get('/categories')).body.results).toHaveLength(2);
  });
});

describe('a table of the old name', () => {
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
  }
  const columns =
    '(id INTEGER NOT NULL PRIMARY KEY, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL, text VARCHAR NOT NULL)';
  const old = `create table noteendpoints ${columns}; insert into noteendpoints values (1, null, null, 1, 'old')`;

  it('is not used beside one of the new name', async () => {
    const file = databaseFile(`${old}; create table notes ${columns}`);
    const logger = keepLog();
    const { get } = await serve({ '/notes': NoteEndpoint }, { database: file.url, logger });
    expect((await get('/notes')).body.results).toEqual([]);
    expect(logger.lines).toEqual([]);
  });

  it('is not used by a class that names its table', async () => {
    class NoteEndpoint extends RestEndpoint {
      text = field.string();
      static override meta: Meta<NoteEndpoint> = { table: 'notes' };
    }
    const file = databaseFile(old);
    const { get } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    expect((await get('/notes')).body.results).toEqual([]);
  });

  it('that a class names by itself needs no notice', async () => {
    class NoteEndpoint extends RestEndpoint {
      text = field.string();
      static override meta: Meta<NoteEndpoint> = { table: 'noteendpoints' };
    }
    const logger = keepLog();
    const { get } = await serve({ '/notes': NoteEndpoint }, { database: databaseFile(old).url, logger });
    expect((await get('/notes')).body.results).toMatchObject([{ text: 'old' }]);
    expect(logger.lines).toEqual([]);
  });

  it('gets what it lacks, as any other', async () => {
    class NoteEndpoint extends RestEndpoint {
      text = field.string({ index: true });
      more = field.string({ optional: true });
    }
    const file = databaseFile(old);
    const { get } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    expect((await get('/notes/1')).body).toMatchObject({ text: 'old', more: null });
    expect(file.rows("select name from pragma_index_list('noteendpoints')")).toEqual([
      { name: 'ix_noteendpoints_text' },
    ]);
  });
});
