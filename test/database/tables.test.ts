import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';
import { databaseFile } from './file.ts';

class AuthorEndpoint extends RestEndpoint {
  name = field.string({ maxLength: 50, index: true });
  code = field.string({ unique: true });
}

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true, index: true });
  pages = field.integer({ optional: true });
  price = field.decimal({ decimalPlaces: 2, maxDigits: 8 });
  status = field.enum(['draft', "it's live"], { default: 'draft' });
  author = field.integer({ foreignKey: 'authors.id' });
}

const routes = { '/books': BookEndpoint, '/authors': AuthorEndpoint };

interface Info {
  readonly name: string;
  readonly notnull: number;
  readonly pk: number;
}

describe('a table that is made', () => {
  it('has the automatic columns first, then the declared ones, NOT NULL unless they are optional', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    const columns = file.rows("select * from pragma_table_info('books')") as Info[];
    expect(columns.map(({ name }) => name)).toEqual([
      ...['id', 'created_at', 'updated_at', 'version'],
      ...['title', 'pages', 'price', 'status', 'author'],
    ]);
    expect(columns.filter(({ notnull }) => notnull === 0).map(({ name }) => name)).toEqual(['pages']);
    expect(columns.filter(({ pk }) => pk > 0).map(({ name }) => name)).toEqual(['id']);
  });

  it('never gives an id twice, whoever inserts', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    const insert = "insert into authors (name, code, created_at, updated_at, version) values ('a', ?, '', '', 1)";
    file.db.prepare(insert).run('1');
    file.db.exec('delete from authors');
    file.db.prepare(insert).run('2');
    expect(file.value('select id from authors')).toBe(2);
  });

  it('has the indexes of its fields: unique, plain, and one for both', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    const indexes = (table: string) =>
      file.rows(`select name, "unique" from pragma_index_list('${table}') order by name`);
    expect(indexes('books')).toEqual([{ name: 'ix_books_title', unique: 1 }]);
    expect(indexes('authors')).toEqual([
      { name: 'ix_authors_name', unique: 0 },
      { name: 'uq_authors_code', unique: 1 },
    ]);
  });

  it('has the foreign keys of its fields', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    expect(file.rows("select * from pragma_foreign_key_list('books')")).toMatchObject([
      { table: 'authors', from: 'author', to: 'id' },
    ]);
  });

  it('holds no value that its enum does not name', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    const insert = (status: string) => () =>
      file.db.prepare("insert into books values (null, '', '', 1, ?, null, '1', ?, 1)").run(status, status);
    file.db.pragma('foreign_keys = off');
    expect(insert('other')).toThrow(/CHECK constraint failed/);
    expect(insert("it's live")).not.toThrow();
  });

  it('knows how long its texts are', async () => {
    const file = databaseFile();
    await serve(routes, { database: file.url });
    expect(file.value("select type from pragma_table_info('authors') where name = 'name'")).toBe('varchar(50)');
  });

  it('is named by meta.table, or after the class', async () => {
    class OrderItem extends RestEndpoint {
      name = field.string();
    }
    class PersonEndpoint extends RestEndpoint {
      name = field.string();
      static override meta: Meta<PersonEndpoint> = { table: 'People' };
    }
    const file = databaseFile();
    await serve({ '/items': OrderItem, '/people': PersonEndpoint }, { database: file.url });
    expect(file.schema()).toMatchObject([{ name: 'People' }, { name: 'order_items' }]);
  });

  it('may refer to itself, and two to each other', async () => {
    class AEndpoint extends RestEndpoint {
      b = field.integer({ optional: true, foreignKey: 'bs.id' });
      parent = field.integer({ optional: true, foreignKey: 'as.id' });
    }
    class BEndpoint extends RestEndpoint {
      a = field.integer({ foreignKey: 'as.id' });
    }
    const { post, patch } = await serve({ '/a': AEndpoint, '/b': BEndpoint });
    expect((await post('/a', {})).status).toBe(201);
    expect((await post('/b', { a: 1 })).status).toBe(201);
    expect((await patch('/a/1', { b: 1, parent: 1, version: 1 })).body).toMatchObject({ b: 1, parent: 1 });
  });
});

describe('a second start', () => {
  it('changes nothing, whatever the types', async () => {
    class EverythingEndpoint extends RestEndpoint {
      text = field.string({ maxLength: 5, unique: true, default: "it's" });
      count = field.integer({ default: 7, index: true });
      ratio = field.number({ optional: true });
      open = field.boolean({ default: true });
      at = field.datetime({ optional: true, unique: true, index: true });
      day = field.date({ default: '2026-01-02' });
      price = field.decimal({ maxDigits: 9, decimalPlaces: 3, index: true });
      bare = field.decimal({ optional: true });
      key = field.uuid({ unique: true });
      data = field.json({ default: {} });
      status = field.enum(['a', "it's"], { optional: true });
      big = field.bigint({ default: 5n });
      author = field.integer({ foreignKey: 'authors.id', index: true, optional: true });
    }
    const all = { ...routes, '/everything': EverythingEndpoint };
    const file = databaseFile();
    const { app, post } = await serve(all, { database: file.url });
    await post('/everything', { price: '1', key: '3fa85f64-5717-4562-b3fc-2c963f66afa6' });
    await app.close();
    const state = () => [file.schema(), file.value('pragma schema_version'), file.rows('select * from everythings')];
    const before = state();
    const logger = keepLog();
    await serve(all, { database: file.url, logger });
    expect(state()).toEqual(before);
    expect(logger.lines).toEqual([]);
  });
});

describe('a table that lacks something', () => {
  const old = `
    create table authors (id integer primary key autoincrement, name varchar not null, code varchar not null);
    create table books (id integer primary key autoincrement, created_at datetime not null, updated_at datetime not null,
      version integer not null, title varchar not null);
    insert into books (created_at, updated_at, version, title)
      values ('2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00.000Z', 3, 'old')`;

  it('gets optional columns, and columns with a default, which the rows that exist then have', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      note = field.string({ optional: true });
      count = field.integer({ default: 7 });
      ratio = field.number({ default: -1.5 });
      open = field.boolean({ default: true });
      text = field.string({ default: 'it\'s; -- "quoted"\nnext' });
      price = field.decimal({ default: '1.5', decimalPlaces: 2 });
      at = field.datetime({ default: new Date('2026-01-02T03:04:05Z') });
      day = field.date({ default: '2026-01-02' });
      data = field.json({ default: { a: ["it's"] } });
      big = field.bigint({ default: 2n ** 63n - 1n });
      status = field.enum(['draft', "it's live"], { default: "it's live" });
      uuid = field.uuid({ default: '3fa85f64-5717-4562-b3fc-2c963f66afa6' });
    }
    const file = databaseFile(old);
    const { get, post } = await serve({ '/books': BookEndpoint }, { database: file.url });
    const created = await post('/books', { title: 'new' });
    const { title: _, id: __, created_at: ___, updated_at: ____, version: _____, ...defaults } = created.body;
    expect((await get('/books/1')).body).toEqual({
      title: 'old',
      id: 1,
      created_at: '2026-11-22T00:00:00.000Z',
      updated_at: '2026-11-22T00:00:00.000Z',
      version: 3,
      ...defaults,
    });
    expect(defaults).toMatchObject({ count: 7, price: '1.50', big: '9223372036854775807', data: { a: ["it's"] } });
  });

  it('gets an optional column with a check of its enum', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      status = field.enum(['draft', 'live'], { optional: true });
    }
    const file = databaseFile(old);
    await serve({ '/books': BookEndpoint }, { database: file.url });
    expect(() => file.db.exec("update books set status = 'other'")).toThrow(/CHECK constraint failed/);
  });

  it('gets an optional column with a foreign key', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      author = field.integer({ optional: true, foreignKey: 'authors.id' });
    }
    const file = databaseFile(old);
    const { patch } = await serve({ '/books': BookEndpoint }, { database: file.url });
    const refused = await patch('/books/1', { author: 9, version: 3 });
    expect([refused.status, refused.body.detail]).toMatchObject([409, [{ loc: ['author'] }]]);
    expect(file.rows("select * from pragma_foreign_key_list('books')")).toMatchObject([
      { table: 'authors', from: 'author' },
    ]);
  });

  it('gets its indexes, on old columns and new ones', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string({ unique: true });
      note = field.string({ optional: true, index: true });
    }
    const file = databaseFile(old);
    const { post } = await serve({ '/books': BookEndpoint }, { database: file.url });
    expect((await post('/books', { title: 'old' })).status).toBe(409);
    expect(file.rows("select name from pragma_index_list('books') order by name")).toEqual([
      { name: 'ix_books_note' },
      { name: 'uq_books_title' },
    ]);
  });
});
