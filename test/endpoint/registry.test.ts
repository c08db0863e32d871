import Sqlite from 'better-sqlite3';
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { mistakesOf, serve, temporaryFile } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  isbn = field.string({ unique: true });
}

const thing = { title: 'a', isbn: '1' };

describe('a route', () => {
  it.each([
    'books',
    '',
    '/',
    '/books/',
    '/books/:id',
    '/two words',
    '/a//b',
    '/../books',
    '/books/.',
    '/bücher',
    '/a?b',
  ])('"%s" is no plain path', async (route) => {
    const { problems } = await mistakesOf({ [route]: BookEndpoint });
    expect(problems).toEqual([
      {
        code: 'bad_route',
        where: `route "${route}"`,
        problem: 'it is no plain path.',
        remedy: 'Write it as "/books" or "/api/v1/books".',
      },
    ]);
  });

  it.each(['/books', '/api/v1/books', '/a-b_c.d~e', '/1'])('%s is one', async (route) => {
    const { post, get } = await serve({ [route]: BookEndpoint });
    expect((await post(route, thing)).headers.get('location')).toBe(`${route}/1`);
    expect((await get(`${route}/1`)).status).toBe(200);
  });

  it('that the app serves itself is refused', async () => {
    const { problems } = await mistakesOf({ '/healthz': BookEndpoint });
    expect(problems).toMatchObject([{ code: 'bad_route', where: 'route "/healthz"' }]);
  });

  it('that is registered twice is refused', async () => {
    class PaperEndpoint extends RestEndpoint {
      title = field.string();
    }
    const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
    const error: unknown = await app
      .register({ '/books': PaperEndpoint })
      .build()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ problems: [{ code: 'bad_route', problem: 'it is registered twice.' }] });
  });

  it.each([[['/books', '/books/archive']], [['/books/archive', '/books']]])(
    'may lie below another (%j)',
    async (routes) => {
      class ArchiveEndpoint extends RestEndpoint {
        name = field.string();
      }
      const endpoints = { '/books': BookEndpoint, '/books/archive': ArchiveEndpoint };
      const { post, get } = await serve(
        Object.fromEntries(routes.map((route) => [route, endpoints[route as keyof typeof endpoints]])),
      );
      expect((await post('/books', thing)).status).toBe(201);
      expect((await post('/books/archive', { name: 'a' })).status).toBe(201);
      expect((await get('/books/archive')).body.results).toMatchObject([{ name: 'a' }]);
      expect((await get('/books/archive/1')).body).toMatchObject({ name: 'a' });
      expect((await get('/books/1')).body).toMatchObject(thing);
    },
  );

  it.each([
    ['a string', 'BookEndpoint'],
    ['an instance', new BookEndpoint()],
    ['another class', class Book {}],
    ['RestEndpoint itself', RestEndpoint],
    ['nothing', undefined],
  ])('of %s is refused', async (_, endpoint) => {
    const { problems } = await mistakesOf({ '/books': endpoint as never });
    expect(problems).toMatchObject([
      { code: 'bad_route', where: 'route "/books"', remedy: 'Register a class that extends RestEndpoint.' },
    ]);
  });
});

describe('a table', () => {
  it('of two routes is refused', async () => {
    const { problems } = await mistakesOf({ '/books': BookEndpoint, '/library': BookEndpoint });
    expect(problems).toMatchObject([
      {
        code: 'duplicate_table',
        where: 'BookEndpoint at /books and BookEndpoint at /library',
        problem: 'share the table "books".',
      },
    ]);
  });

  it('of two classes is refused, in whatever case it is written', async () => {
    class VolumeEndpoint extends RestEndpoint {
      name = field.string();
      static override meta: Meta<VolumeEndpoint> = { table: 'BOOKS' };
    }
    const { problems } = await mistakesOf({ '/books': BookEndpoint, '/volumes': VolumeEndpoint });
    expect(problems).toMatchObject([{ code: 'duplicate_table' }]);
  });
});

describe('a foreign key', () => {
  const referring = (key: `${string}.${string}`, type: 'integer' | 'string' = 'integer') =>
    class LoanEndpoint extends RestEndpoint {
      book = type === 'integer' ? field.integer({ foreignKey: key }) : field.string({ foreignKey: key });
    };

  it.each([
    ['books.id', 'integer'],
    ['books.isbn', 'string'],
    ['loans.id', 'integer'],
  ] as const)('leads to %s', async (key, type) => {
    const { app } = await serve({ '/loans': referring(key, type), '/books': BookEndpoint });
    expect((await app.request('/loans')).status).toBe(200);
  });

  it.each([
    ['writers.id', 'integer', 'foreignKey "writers.id" names a table that there is not.', 'Tables: loans, books.'],
    [
      'books.nope',
      'integer',
      'foreignKey "books.nope" names a column that BookEndpoint has not.',
      'Columns: title, isbn, id, created_at, updated_at, version.',
    ],
    [
      'books.title',
      'string',
      'foreignKey "books.title" names a column that is not unique.',
      'Set unique: true on BookEndpoint.title.',
    ],
    ['books.id', 'string', 'is string, and books.id is integer.', 'Give both the same type.'],
  ] as const)('to %s as %s is refused', async (key, type, problem, remedy) => {
    const error = await mistakesOf({ '/loans': referring(key, type), '/books': BookEndpoint });
    expect(error.problems).toEqual([{ code: 'bad_foreign_key', where: 'LoanEndpoint.book', problem, remedy }]);
  });

  it('may lead to a table of the database that no endpoint serves', async () => {
    const file = temporaryFile();
    new Sqlite(file).exec('create table shelves (id integer primary key); insert into shelves values (7)').close();
    const { post } = await serve({ '/loans': referring('shelves.id') }, { database: `sqlite:///${file}` });
    expect((await post('/loans', { book: 7 })).status).toBe(201);
    const refused = await post('/loans', { book: 8 });
    expect([refused.status, refused.body.detail]).toMatchObject([409, [{ loc: ['book'] }]]);
  });

  it.each(['shelves.nope', 'shelves.name'])('may not lead to %s, which is no key of such a table', async (key) => {
    const file = temporaryFile();
    new Sqlite(file).exec('create table shelves (id integer primary key, name integer)').close();
    const { problems } = await mistakesOf(
      { '/loans': referring(key as 'shelves.nope') },
      { database: `sqlite:///${file}` },
    );
    expect(problems).toMatchObject([{ code: 'bad_foreign_key', where: 'LoanEndpoint.book' }]);
  });
});
