/** The calls of an endpoint: the rows of its lists, and which state of a row a call changes. */
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { createClient, etagOf, NotFoundError, VersionConflictError } from 'lightapi/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFile } from '../database/file.ts';
import { keepLog } from '../serve.ts';
import { connect, letters, open, type routes, titles } from './shelf.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta = { requireVersionOnDelete: true } satisfies Meta<BookEndpoint>;
}
/** A table that was there, without a version. */
class CityEndpoint extends RestEndpoint {
  static override meta = { reflect: true, table: 'cities' } satisfies Meta<CityEndpoint>;
}

function connectStates() {
  const { url } = databaseFile('create table cities (id integer primary key, name text not null)');
  const app = new LightApi({ database: url, logger: keepLog() });
  onTestFinished(() => app.close());
  const routed = app.register({ '/books': BookEndpoint, '/cities': CityEndpoint });
  return createClient<typeof routed>('http://localhost', { fetch: app.fetch });
}

it('a row that was read is changed at its version, and at none other', async () => {
  const api = connectStates();
  const book = await api.books.create({ title: 'a' });
  await api.books.update(book, { title: 'b' });
  await expect(api.books.update(book, { title: 'c' })).rejects.toThrow(VersionConflictError);
  await expect(api.books.replace(book, { title: 'c' })).rejects.toMatchObject({ status: 409 });
  await expect(api.books.delete(book)).rejects.toMatchObject({ name: 'VersionConflictError', status: 412 });
  await expect(api.books.update(book.id, { title: 'c', version: 1 })).rejects.toThrow(VersionConflictError);
  await expect(api.books.delete(book.id, { version: 1 })).rejects.toThrow(VersionConflictError);
  const [listed] = (await api.books.list()).results;
  expect(listed).toMatchObject({ title: 'b', version: 2 });
  if (listed !== undefined) await api.books.delete(listed);
  expect((await api.books.list()).results).toEqual([]);
});

it('a row without a version is changed at the ETag that it was read with', async () => {
  const api = connectStates();
  const city = await api.cities.create({ name: 'Brno' });
  expect(etagOf(city)).toMatch(/^"[\w-]+"$/);
  expect(Object.keys(city)).toEqual(['id', 'name']);
  const row = { id: 1 };
  await expect(api.cities.update(row, { name: 'x' })).rejects.toMatchObject({ status: 428 });
  const changed = await api.cities.update(city as typeof row, { name: 'Praha' });
  await expect(api.cities.update(city as typeof row, { name: 'x' })).rejects.toThrow(VersionConflictError);
  const again = await api.cities.update(1, { name: 'Plzeň' }, { ifMatch: etagOf(changed) });
  await expect(api.cities.delete(changed as typeof row)).rejects.toThrow(VersionConflictError);
  await api.cities.delete(again as typeof row);
  await expect(api.cities.get(1)).rejects.toMatchObject({ status: 404 });
});

it('a list of values holds no comma, which would be two', async () => {
  const api = connectStates();
  await expect(api.cities.list({ name__in: ['a,b'] })).rejects.toThrow('a value of name__in holds a comma');
  await expect(api.cities.list({ name: null })).rejects.toThrow('ask for name__isnull: true');
});

describe('the rows of a list', () => {
  it('are walked by address, page number and cursor, in any order, with filters', async () => {
    const api = connect();
    for (const title of letters) {
      await api.books.create({ title });
      await api.api.v1.posts.create({ title });
      await api.books['archived-events'].create({ title });
    }
    expect(await titles(api.books.all())).toBe('abcde');
    expect(await titles(api.books.all({ ordering: '-title', title__ne: 'c' }))).toBe('edba');
    expect(await titles(api.books.all({ fields: ['title'] }))).toBe('abcde');
    expect(await titles(api.api.v1.posts.all({ ordering: '-title' }))).toBe('edcba');
    expect(await titles(api.api.v1.posts.all({ page: 2 }))).toBe('cde');
    const events = api.books['archived-events'];
    expect(await titles(events.all({ ordering: '-title', title__in: ['a', 'b', 'c', 'e'] }))).toBe('ecba');
    const { next } = await events.list();
    expect(await titles(events.all({ cursor: next ?? '' }))).toBe('cde');
  });

  it('come a page at a time, and no further than they are asked for', async () => {
    const app = open();
    const asked: string[] = [];
    const fetch = (request: Request) => {
      asked.push(new URL(request.url).search);
      return app.fetch(request);
    };
    const api = createClient<typeof app>('http://localhost', { fetch });
    for (const title of letters) await api.api.v1.posts.create({ title });
    asked.length = 0;
    for await (const { title } of api.api.v1.posts.all()) if (title === 'c') break;
    expect(asked).toEqual(['', '?page=2']);
  });

  it('are asked of the own server alone, wherever an address leads', async () => {
    const { origin } = new URL('https://api.example');
    const asked: string[] = [];
    const fetch = ({ url, headers }: Request) => {
      asked.push(`${url} ${headers.get('authorization')}`);
      const next = asked.length === 1 ? { next: 'http://internal:8000/books?after=7' } : {};
      return Response.json({ results: [], ...next });
    };
    const api = createClient<LightApi<typeof routes>>(`${origin}/base/`, { fetch, token: 't' });
    expect(await titles(api.books.all({ title: 'x' }))).toBe('');
    expect(asked).toEqual([
      'https://api.example/base/books?title=x Bearer t',
      'https://api.example/base/books?after=7 Bearer t',
    ]);
  });

  it('end where the server sends the same place again and again', async () => {
    const fetch = () => Response.json({ results: [{ title: 'x' }], next: 'abc' });
    const api = createClient<LightApi<typeof routes>>('http://localhost', { fetch });
    await expect(titles(api.books.all())).rejects.toThrow('the list does not go on');
  });

  it('are filtered by values of every kind, sent as the server reads them', async () => {
    const api = connect();
    const at = new Date('2026-01-02T03:04:05Z');
    await api.books.create({ title: 'a&b=c ü+%', price: '9.50', at: at.toISOString() });
    const { results } = await api.books.list({
      title: 'a&b=c ü+%',
      price__between: ['9', 10],
      at__in: [at],
      price__isnull: false,
      search: undefined,
      ordering: ['-price', 'title'],
    });
    expect(results).toHaveLength(1);
  });
});

describe('a row', () => {
  it('is made, read, changed, replaced and removed', async () => {
    const api = connect();
    const made = await api.books.create({ title: 'SICP' });
    expect(made).toMatchObject({ id: 1, title: 'SICP', price: null, version: 1 });
    expect(await api.books.get(made.id)).toEqual(made);
    expect(await api.books.get(made.id, { fields: ['title'] })).toEqual({ title: 'SICP' });
    const changed = await api.books.update(made.id, { price: '10', version: 1 });
    expect(changed).toMatchObject({ title: 'SICP', price: '10.00', version: 2 });
    expect(await api.books.update(changed, { title: 'LISP' })).toMatchObject({ title: 'LISP', version: 3 });
    const replaced = await api.books.replace({ id: 1, version: 3 }, { title: 'x' });
    expect(replaced).toMatchObject({ title: 'x', price: null, version: 4 });
    expect(await api.books.delete(replaced)).toBeUndefined();
    await expect(api.books.get(1)).rejects.toThrow(NotFoundError);
  });

  it('is found by an id of any characters', async () => {
    const api = connect();
    for (const word of ['a/b?c#d', 'ä ö%2F', '../x', '...']) {
      await api.words.create({ word });
      expect(await api.words.get(word)).toMatchObject({ word });
    }
    await api.words.delete('a/b?c#d');
    await expect(api.words.get('a/b?c#d')).rejects.toThrow(NotFoundError);
  });

  it.each(['', '.', '..'])('is not looked for under %j, which would be another path', async (word) => {
    const api = connect();
    await expect(api.words.delete(word)).rejects.toThrow(TypeError);
    await expect(api.words.get(word)).rejects.toThrow('no id');
  });
});
