import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, mistakesOf, serve } from '../../../serve.ts';
import { freshDatabase, onMysql } from '../../../servers.ts';

class AuthorEndpoint extends RestEndpoint {
  name = field.string({ unique: true });
  static override meta: Meta = { table: 'authors' };
}

const statuses = ['a\\b', "it's", 'b%', '"q"', 'x)y', ''];

class BookEndpoint extends RestEndpoint {
  title = field.string({ default: `it's \\ "q" ü` });
  code = field.string({ maxLength: 20, index: true });
  text = field.string({ maxLength: 5_000, optional: true });
  status = field.enum(statuses as [string, ...string[]], { default: "it's" });
  price = field.decimal({ decimalPlaces: 2, maxDigits: 10, default: '1.50' });
  ratio = field.decimal({ optional: true });
  at = field.datetime({ optional: true });
  day = field.date({ optional: true });
  open = field.boolean({ default: true });
  big = field.bigint({ optional: true, index: true });
  data = field.json({ optional: true, default: { a: ['\\', "'"] } });
  key = field.uuid({ optional: true, unique: true });
  weight = field.number({ default: 1.5 });
  author_id = field.integer({ foreignKey: 'authors.id', optional: true });
  static override meta: Meta = { table: 'books' };
}

const routes = { '/authors': AuthorEndpoint, '/books': BookEndpoint };

const declared = async (url: string): Promise<unknown[]> =>
  Promise.all(['authors', 'books'].map((table) => onMysql(`show create table ${table}`, url)));

describe('tables', () => {
  it('are made once: a second start finds nothing to change', async () => {
    const database = await freshDatabase();
    await serve(routes, { database });
    const before = await declared(database);
    const logger = keepLog();
    const { post } = await serve(routes, { database, logger });
    expect([await declared(database), logger.lines]).toEqual([before, []]);
    const { status, body } = await post('/books', { code: 'a', status: 'a\\b' });
    expect([status, body]).toMatchObject([201, { title: `it's \\ "q" ü`, data: { a: ['\\', "'"] }, price: '1.50' }]);
  });

  it('have the defaults that are declared also for other programs', async () => {
    const database = await freshDatabase();
    const { get } = await serve(routes, { database });
    await onMysql("insert into books (created_at, updated_at, version, code) values (now(), now(), 1, 'c')", database);
    const expected = { title: `it's \\ "q" ü`, status: "it's", price: '1.50', open: true, weight: 1.5 };
    expect((await get('/books/1')).body).toMatchObject({ ...expected, data: { a: ['\\', "'"] } });
  });

  it('are made by one of many that start at once', async () => {
    const database = await freshDatabase();
    const apis = await Promise.all(Array.from({ length: 4 }, () => serve(routes, { database })));
    const posted = await Promise.all(apis.map(({ post }, at) => post('/books', { code: `c${at}` })));
    expect(posted.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });

  it('of another database are not looked at', async () => {
    const other = await freshDatabase();
    await onMysql('create table books (id int primary key, title int)', other);
    const { post } = await serve(routes, { database: await freshDatabase() });
    expect((await post('/books', { code: 'a' })).status).toBe(201);
  });

  it('get what they lack: columns, indexes, foreign keys', async () => {
    const database = await freshDatabase();
    await serve(routes, { database });
    await onMysql("insert into books (created_at, updated_at, version, code) values (now(), now(), 1, 'c')", database);
    class MoreEndpoint extends BookEndpoint {
      note = field.string({ optional: true });
      state = field.enum(['new', 'old'], { default: 'new' });
      editor_id = field.integer({ foreignKey: 'authors.id', optional: true, index: true });
    }
    const more = { ...routes, '/books': MoreEndpoint };
    const { get, patch } = await serve(more, { database });
    expect((await get('/books/1')).body).toMatchObject({ note: null, state: 'new', editor_id: null });
    expect((await patch('/books/1', { version: 1, editor_id: 7 })).status).toBe(409);
    const before = await declared(database);
    await serve(more, { database });
    expect(await declared(database)).toEqual(before);
  });
});

describe('what differs is told', () => {
  it.each<[string, string, string]>([
    [
      'another list of values',
      "alter table books drop constraint ck_books_status, add check (status in ('x', 'it''s'))",
      'takes',
    ],
    [
      'another type',
      'alter table books modify open varchar(5) not null',
      'is varchar(5) in the database and tinyint(1)',
    ],
    ['NULL', 'alter table books modify code varchar(20)', 'may be NULL in the database and is required'],
    ['a column that others need', 'alter table books add more int not null', 'is NOT NULL in the database'],
  ])('%s', async (_, change, problem) => {
    const database = await freshDatabase();
    await serve(routes, { database });
    await onMysql(change, database);
    const { problems } = await mistakesOf(routes, { database });
    expect(problems).toMatchObject([{ code: 'table_differs', problem: expect.stringContaining(problem) }]);
  });
});

it.each([
  ['no database', (url: URL) => Object.assign(url, { pathname: '/' }), 'the URL names no database'],
  ['a database that is not there', (url: URL) => Object.assign(url, { pathname: '/nowhere' }), 'nowhere'],
  ['a port where nothing is', (url: URL) => Object.assign(url, { port: '1' }), 'ECONNREFUSED'],
])('a URL of %s is refused', async (_, change, problem) => {
  const database = change(new URL(await freshDatabase())).href;
  const { problems } = await mistakesOf(routes, { database });
  expect(problems).toMatchObject([{ code: 'database_url', problem: expect.stringContaining(problem) }]);
});

it('a foreign key may lead to a table that no endpoint serves, but not to a column that is no key', async () => {
  const database = await freshDatabase();
  await onMysql('create table shelves (id bigint primary key, a bigint, b bigint, unique (a, b))', database);
  class BoxEndpoint extends RestEndpoint {
    shelf = field.integer({ foreignKey: 'shelves.id' });
  }
  const { post } = await serve({ '/boxes': BoxEndpoint }, { database });
  expect((await post('/boxes', { shelf: 1 })).status).toBe(409);
  class WrongEndpoint extends RestEndpoint {
    shelf = field.integer({ foreignKey: 'shelves.a' });
  }
  expect((await mistakesOf({ '/wrong': WrongEndpoint }, { database })).message).toContain('shelves');
});
