/** The document as a whole: what validators say of it, what it names, and what it must not tell. */
import { field, LightApi, type LightApiOptions, type Meta, type OpenApiDocument, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepLog, mistakesOf, type Routes } from '../serve.ts';
import { databaseWith } from '../servers.ts';
import { follow } from './arbitrary.ts';
import { compileConformity, operation, operationsOf } from './operation.ts';
import { routes } from './shop.ts';
import { complaintsOf } from './validators.ts';

async function describeApp(some: Routes, options: LightApiOptions = {}): Promise<OpenApiDocument> {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), ...options }).register(some);
  onTestFinished(() => app.close());
  return app.openapi();
}

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
}

describe('the document', () => {
  it('is what two validators take, without a warning', async () => {
    const document = await describeApp(routes, { openapi: { title: 'Shop', description: 'All there is.' } });
    expect(await complaintsOf(document)).toEqual([]);
    const { paths: _, ...broken } = document;
    expect(await complaintsOf(broken as OpenApiDocument)).not.toEqual([]);
  });

  it('is the same each time, and no later than it is asked for', async () => {
    const [one, other] = [await describeApp(routes), await describeApp(routes)];
    expect(other).toEqual(one);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });

  it('names operations after what the class is called', async () => {
    const document = await describeApp({ '/api/v1/books': BookEndpoint });
    const ids = operationsOf(document).map(({ method, path, operation: { operationId, summary } }) => [
      `${method} ${path}`,
      operationId,
      summary,
    ]);
    expect(ids).toEqual([
      ['GET /api/v1/books', 'listBooks', 'List books'],
      ['POST /api/v1/books', 'createBook', 'Create a book'],
      ['GET /api/v1/books/{id}', 'getBook', 'Get a book'],
      ['PUT /api/v1/books/{id}', 'replaceBook', 'Replace a book'],
      ['PATCH /api/v1/books/{id}', 'updateBook', 'Change a book'],
      ['DELETE /api/v1/books/{id}', 'deleteBook', 'Delete a book'],
    ]);
  });

  it('says of each operation what its verb can answer, and nothing else', async () => {
    const document = await describeApp({ '/books': BookEndpoint });
    const statuses = operationsOf(document).map(({ operation: { operationId, responses } }) => [
      operationId,
      Object.keys(responses).join(' '),
    ]);
    expect(Object.fromEntries(statuses)).toEqual({
      listBooks: '200 422 500 503',
      createBook: '201 400 409 413 415 422 500 503',
      getBook: '200 304 404 422 500 503',
      replaceBook: '200 400 404 409 412 413 415 422 500 503',
      updateBook: '200 400 404 409 412 413 415 422 500 503',
      deleteBook: '204 404 409 412 500 503',
    });
  });

  it('holds examples that its own schemas take', async () => {
    const document = await describeApp(routes);
    const { check } = compileConformity(document);
    const found: string[] = [];
    const look = (part: unknown, at: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { examples, example, schema } = part as Record<string, unknown>;
      const fallback = 'default' in part && !at.endsWith('properties') ? [part.default] : [];
      for (const each of [...(Array.isArray(examples) ? examples : []), ...fallback]) {
        expect(check(at, each), `${at} ${JSON.stringify(each)}`).toBeUndefined();
        found.push(at);
      }
      if (example !== undefined && schema !== undefined) expect(check(`${at}/schema`, example), at).toBeUndefined();
      for (const [key, value] of Object.entries(part)) {
        if (key !== 'examples' && key !== 'example')
          look(value, `${at}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`);
      }
    };
    look(document, '');
    // Every column of a body has one, but for those of secrets and of shapes that only a validator knows.
    const columns = Object.keys(follow<object>(document, '#/components/schemas/BookCreate/properties'));
    const with_ = columns.filter((name) => found.includes(`/components/schemas/BookCreate/properties/${name}`));
    expect(columns.filter((name) => !with_.includes(name))).toEqual(['size', 'secret']);
  });

  it('tells nothing of what is hidden: tables, secrets, their defaults, columns that no reply shows', async () => {
    class HiddenEndpoint extends RestEndpoint {
      name = field.string();
      password = field.string({ writeOnly: true, default: 'hunter2hunter2' });
      innards = field.string({ readOnly: true, optional: true, description: 'for us' });
      static override meta: Meta<HiddenEndpoint> = { table: 'innermost', serializer: { fields: ['name'] } };
    }
    const document = await describeApp({ '/people': HiddenEndpoint });
    const text = JSON.stringify(document);
    for (const hidden of ['innermost', 'hunter2', 'innards', 'for us']) expect(text).not.toContain(hidden);
    const { Hidden, HiddenCreate } = document.components.schemas as Record<string, { properties: object }>;
    expect(Object.keys(Hidden?.properties ?? {})).toEqual(['name']);
    expect(HiddenCreate?.properties).toMatchObject({ password: { type: 'string', writeOnly: true } });
  });

  it('says of the whole what the app says', async () => {
    const servers = [{ url: 'https://api.example.com/v1', description: 'the real one' }];
    const { info, servers: told } = await describeApp(
      { '/books': BookEndpoint },
      { openapi: { title: 'Books', version: '2.1.0', description: 'All books.', servers } },
    );
    expect(info).toEqual({ title: 'Books', version: '2.1.0', description: 'All books.' });
    expect(told).toEqual(servers);
    const plain = await describeApp({ '/books': BookEndpoint });
    expect(plain.info).toEqual({ title: 'API', version: '1.0.0' });
    expect(plain.servers).toEqual([{ url: '/' }]);
    expect((await describeApp({ '/books': BookEndpoint }, { basePath: '/api' })).servers).toEqual([{ url: '/api' }]);
  });

  it('is made without touching the database', async () => {
    const app = new LightApi({ database: 'postgres://nobody@127.0.0.1:1/none' }).register({ '/books': BookEndpoint });
    expect((await app.openapi()).paths).toHaveProperty('/books');
    await app.close();
  });

  it('tells the mistakes of a declaration', async () => {
    const error = await mistakesOf({
      '/books': class extends BookEndpoint {
        static override meta: Meta = { description: 7 as never };
      },
    });
    expect(error.message).toContain('meta.description: it is 7. Give a text.');
  });
});

describe('a table that was there', () => {
  it('is as complete as a class, and a view is read alone', async () => {
    const database = await databaseWith(`
      create table films (id integer primary key, title varchar(80) not null, minutes integer, rating text not null default 'G');
      create view long_films as select id, title, minutes from films where minutes > 120;
      insert into films (title, minutes) values ('Stalker', 162), ('Persona', 83);
    `);
    class FilmEndpoint extends RestEndpoint {
      static override meta: Meta = { reflect: true, table: 'films' };
    }
    class LongFilmEndpoint extends RestEndpoint {
      static override meta: Meta = { reflect: true, table: 'long_films' };
    }
    const document = await describeApp({ '/films': FilmEndpoint, '/long-films': LongFilmEndpoint }, { database });
    expect(await complaintsOf(document)).toEqual([]);
    const { Film, FilmCreate } = document.components.schemas as Record<string, object>;
    expect(FilmCreate).toMatchObject({
      required: ['title'],
      properties: {
        title: { type: 'string', maxLength: 80 },
        minutes: { type: ['integer', 'null'] },
        rating: { type: 'string' },
      },
    });
    expect(Film).toMatchObject({ properties: { id: { type: 'integer' }, minutes: { type: ['integer', 'null'] } } });
    expect(operationsOf(document).map(({ operation: { operationId } }) => operationId)).toEqual([
      ...[
        'listFilms',
        'createFilm',
        'getFilm',
        'replaceFilm',
        'updateFilm',
        'deleteFilm',
        'listLongFilms',
        'getLongFilm',
      ],
    ]);
    // A table without versions is known by its tag.
    const { parameters = [], responses } = operation(document, 'updateFilm');
    expect(parameters.find(({ name }) => name === 'If-Match')).toMatchObject({ required: true });
    expect(Object.keys(responses)).toContain('428');
  });
});
