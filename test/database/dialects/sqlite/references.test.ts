import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Reply, serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

class AuthorEndpoint extends RestEndpoint {
  name = field.string();
  code = field.string({ unique: true });
}

class BookEndpoint extends RestEndpoint {
  title = field.string();
  author = field.integer({ foreignKey: 'authors.id' });
  editor = field.integer({ foreignKey: 'authors.id', optional: true });
  code = field.string({ foreignKey: 'authors.code', optional: true });
}

const routes = { '/books': BookEndpoint, '/authors': AuthorEndpoint };

async function library() {
  const api = await serve(routes);
  await api.post('/authors', { name: 'a', code: 'A' });
  await api.post('/authors', { name: 'b', code: 'B' });
  await api.post('/books', { title: 'x', author: 1 });
  return api;
}

const missing = (name: string, table: string, column: string, input: unknown) => ({
  type: 'foreign_key_violation',
  loc: [name],
  msg: `No row of ${table} has this ${column}`,
  input,
});
const outcome = ({ status, body }: Reply): unknown => [status, body];

describe('a value that refers to nothing', () => {
  it('P1: is 409 and names the field, in a new row', async () => {
    const { post, get } = await library();
    const reply = await post('/books', { title: 'y', author: 99 });
    expect(outcome(reply)).toEqual([409, { detail: [missing('author', 'authors', 'id', 99)] }]);
    expect((await get('/books')).body.results).toHaveLength(1);
  });

  it('is named with every other', async () => {
    const { post } = await library();
    const reply = await post('/books', { title: 'y', author: 1, editor: 98, code: 'Z' });
    expect(outcome(reply)).toEqual([
      409,
      { detail: [missing('editor', 'authors', 'id', 98), missing('code', 'authors', 'code', 'Z')] },
    ]);
  });

  it.each(['put', 'patch'] as const)('is 409 and names the field, in a %s', async (method) => {
    const api = await library();
    const before = await api.get('/books/1');
    const reply = await api[method]('/books/1', { title: 'y', author: 99, version: 1 });
    expect(outcome(reply)).toEqual([409, { detail: [missing('author', 'authors', 'id', 99)] }]);
    expect((await api.get('/books/1')).text).toBe(before.text);
  });

  it('is nothing where it is null', async () => {
    const { post } = await library();
    expect((await post('/books', { title: 'y', author: 2, editor: null, code: null })).status).toBe(201);
  });

  it('of 64 bits is said exactly', async () => {
    const file = databaseFile('create table things (id bigint primary key)');
    class PartEndpoint extends RestEndpoint {
      thing = field.bigint({ foreignKey: 'things.id' });
    }
    const { post } = await serve({ '/parts': PartEndpoint }, { database: file.url });
    const reply = await post('/parts', { thing: '9223372036854775807' });
    expect(outcome(reply)).toEqual([409, { detail: [missing('thing', 'things', 'id', '9223372036854775807')] }]);
  });
});

describe('a row that others refer to', () => {
  const remaining = (table: string, name: string) => ({
    type: 'foreign_key_violation',
    loc: [table, name],
    msg: `Rows of ${table} refer to this row in ${name}`,
  });

  it('is not deleted: 409, and what refers to it', async () => {
    const { get, post, patch, delete: remove } = await library();
    await post('/books', { title: 'y', author: 2, editor: 1, code: 'A' });
    expect(outcome(await remove('/authors/1'))).toEqual([
      409,
      { detail: [remaining('books', 'author'), remaining('books', 'editor'), remaining('books', 'code')] },
    ]);
    expect((await get('/authors/1')).status).toBe(200);
    await patch('/books/2', { editor: null, code: null, version: 1 });
    expect(outcome(await remove('/authors/1'))).toEqual([409, { detail: [remaining('books', 'author')] }]);
    await remove('/books/1');
    expect((await remove('/authors/1')).status).toBe(204);
  });

  it('keeps the value that they refer to: 409', async () => {
    const { get, post, patch } = await library();
    await post('/books', { title: 'y', author: 1, code: 'A' });
    const reply = await patch('/authors/1', { code: 'C', version: 1 });
    expect([reply.status, reply.body.detail]).toMatchObject([409, [{ type: 'foreign_key_violation' }]]);
    expect((await get('/authors/1')).body).toMatchObject({ code: 'A', version: 1 });
    expect((await patch('/authors/1', { name: 'c', version: 1 })).status).toBe(200);
  });

  it('may be itself', async () => {
    class NodeEndpoint extends RestEndpoint {
      parent = field.integer({ optional: true, foreignKey: 'nodes.id' });
    }
    const { post, patch, delete: remove } = await serve({ '/nodes': NodeEndpoint });
    await post('/nodes', {});
    await post('/nodes', { parent: 1 });
    await patch('/nodes/1', { parent: 1, version: 1 });
    expect(outcome(await remove('/nodes/1'))).toEqual([409, { detail: [remaining('nodes', 'parent')] }]);
    expect((await remove('/nodes/2')).status).toBe(204);
    expect((await remove('/nodes/1')).status).toBe(204);
  });
});

describe('a rule that the database has and no class declares', () => {
  const automatic = 'id integer primary key, created_at datetime, updated_at datetime, version integer not null';
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
    shelf = field.integer();
  }

  it('(a foreign key) is 409', async () => {
    const file = databaseFile(`create table shelves (id integer primary key);
      create table notes (${automatic}, text varchar not null, shelf integer not null references shelves (id))`);
    const { post } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    expect((await post('/notes', { text: 'a', shelf: 7 })).status).toBe(409);
  });

  it('(a foreign key of a table that is not served) keeps a row: 409', async () => {
    const file = databaseFile(`
      create table notes (${automatic}, text varchar not null, shelf integer not null);
      create table pins (note integer references notes (id))`);
    const { post, delete: remove } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    await post('/notes', { text: 'a', shelf: 7 });
    file.db.exec('insert into pins values (1)');
    expect((await remove('/notes/1')).status).toBe(409);
    file.db.exec('delete from pins');
    expect((await remove('/notes/1')).status).toBe(204);
  });

  it('(a unique pair) is 409 and names both', async () => {
    const file = databaseFile(
      `create table notes (${automatic}, text varchar not null, shelf integer not null, unique (text, shelf))`,
    );
    const { post } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    await post('/notes', { text: 'a', shelf: 7 });
    const reply = await post('/notes', { text: 'a', shelf: 7 });
    expect([reply.status, reply.body.detail]).toMatchObject([
      409,
      [
        { loc: ['text'], msg: 'A row with this text and shelf already exists', input: 'a' },
        { loc: ['shelf'], input: 7 },
      ],
    ]);
  });

  it('(a unique index of an expression) is 409', async () => {
    const file = databaseFile(`create table notes (${automatic}, text varchar not null, shelf integer not null);
      create unique index words on notes (lower(text))`);
    const { post } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    await post('/notes', { text: 'a', shelf: 7 });
    const reply = await post('/notes', { text: 'A', shelf: 7 });
    expect([reply.status, reply.body.detail]).toMatchObject([409, [{ type: 'constraint_violation', loc: [] }]]);
  });

  it('(a check) is no 500', async () => {
    const file = databaseFile(
      `create table notes (${automatic}, text varchar not null, shelf integer not null check (shelf > 0))`,
    );
    const { post } = await serve({ '/notes': NoteEndpoint }, { database: file.url });
    const { status } = await post('/notes', { text: 'a', shelf: 0 });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

it('a reference that is a time is 409, and one that is a secret is not said back', async () => {
  class DayEndpoint extends RestEndpoint {
    at = field.datetime({ unique: true });
    pin = field.integer({ unique: true });
  }
  class VisitEndpoint extends RestEndpoint {
    day = field.datetime({ foreignKey: 'days.at', optional: true });
    pin = field.integer({ foreignKey: 'days.pin', optional: true, writeOnly: true });
  }
  const { post } = await serve({ '/days': DayEndpoint, '/visits': VisitEndpoint });
  const time = await post('/visits', { day: '2026-11-22T00:00:00Z' });
  expect([time.status, time.body.detail]).toMatchObject([409, [{ loc: ['day'] }]]);
  const secret = await post('/visits', { pin: 4711 });
  expect([secret.status, secret.text.includes('4711')]).toEqual([409, false]);
});
