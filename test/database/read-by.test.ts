import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { isReading, readBy } from '../../src/database/read-by.ts';

// biome-ignore lint/suspicious/noExplicitAny: any tables
const db = new Kysely<any>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

describe('the tables that a query reads', () => {
  it.each([
    [db.selectFrom('books').selectAll(), ['books']],
    [
      db.selectFrom('books as b').innerJoin('authors', 'authors.id', 'b.author_id').selectAll('b'),
      ['books', 'authors'],
    ],
    [
      db.selectFrom('books').where('id', 'in', db.selectFrom('loans').select('book_id')).selectAll(),
      ['books', 'loans'],
    ],
    [db.selectFrom('books').select((eb) => eb.fn.count('id').as('n')), ['books']],
    [db.selectFrom('books').where(sql`lower(title)`, '=', 'from authors').selectAll(), ['books']],
    [sql`1 = 0`, []],
    [sql`price between ${1} and ${'select * from authors'}`, []],
  ])('are named: %#', (query, tables) => {
    expect(readBy(query.toOperationNode())).toEqual(tables);
  });

  it.each([
    sql`id in (select book_id from loans)`,
    sql`may_read(id)`,
    sql`app.may_read (id)`,
    db.selectFrom('books').select((eb) => eb.fn('may_read', ['id']).as('may')),
    db.selectFrom(sql`(table loans)`.as('x')).selectAll(),
  ])('can not be told: %#', (query) => {
    expect(readBy(query.toOperationNode())).toBeUndefined();
  });
});

describe('SQL', () => {
  it.each(['select 1', ' (SELECT 1) union select 2', 'with x as (select 1) select * from x', 'select 1; '])(
    'certainly reads: %s',
    (text) => {
      expect(isReading(text)).toBe(true);
    },
  );

  it.each([
    'insert into books default values',
    'with x as (delete from books returning *) select * from x',
    'select 1; drop table books',
    '/* select */ update books set title = 1',
    'explain analyze delete from books',
    'call change()',
    'pragma user_version = 3',
  ])('may write: %s', (text) => {
    expect(isReading(text)).toBe(false);
  });
});
