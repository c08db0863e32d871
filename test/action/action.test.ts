import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../database/file.ts';
import { type Api, keepLog, raw, serve } from '../serve.ts';

const secret = 'hunter2-hunter2';

class UserEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1 });
  password = field.string({ writeOnly: true, minLength: 8, unique: true, set: async (word) => `hash of ${word}` });
  pin = field.integer({ writeOnly: true, optional: true });
  kind = field.string({ immutable: true, default: 'member' });
  token = field.string({ readOnly: true, default: () => 'made' });
  plan = field.string({ default: 'free' });
  static override meta: Meta<UserEndpoint> = { table: 'users' };
}

interface Stored extends Api {
  /** The row as the database holds it. */
  readonly row: () => unknown;
}

async function users(): Promise<Stored> {
  const { url, rows } = databaseFile();
  const api = await serve({ '/users': UserEndpoint }, { database: url });
  const reply = await api.post('/users', {
    name: 'a',
    password: secret,
    pin: 7,
    kind: 'admin',
    token: 'x',
    plan: 'paid',
  });
  expect(reply.status).toBe(201);
  const row = (): unknown => rows('select name, password, pin, kind, token, plan from users where id = 1')[0];
  return { ...api, row };
}

const created = { name: 'a', password: `hash of ${secret}`, pin: 7, kind: 'admin', token: 'made', plan: 'paid' };

describe('POST', () => {
  it('S9: takes what is immutable and writeOnly, sets, and leaves what is readOnly to its default', async () => {
    expect((await users()).row()).toEqual(created);
  });
});

describe('PUT', () => {
  it('without the secrets keeps them, keeps what is immutable or readOnly, and resets the rest', async () => {
    const { put, row } = await users();
    const reply = await put('/users/1', { name: 'b', kind: 'owner', token: 'y', version: 1 });
    expect([reply.status, row()]).toEqual([200, { ...created, name: 'b', plan: 'free' }]);
    expect(reply.body).toMatchObject({ kind: 'admin', token: 'made', plan: 'free' });
  });

  it('with a secret sets it, and with null clears one that is optional', async () => {
    const { put, row } = await users();
    await put('/users/1', { name: 'b', password: 'another one', pin: null, version: 1 });
    expect(row()).toMatchObject({ password: 'hash of another one', pin: null });
  });

  it('of what a GET gave changes nothing but the version', async () => {
    const { get, put, row } = await users();
    const read = (await get('/users/1')).body;
    const reply = await put('/users/1', read);
    expect([reply.status, row()]).toEqual([200, created]);
    expect(reply.body).toEqual({ ...read, version: 2, updated_at: expect.any(String) });
  });
});

describe('PATCH', () => {
  it('S9: passes over what is immutable and readOnly, whatever it is', async () => {
    const { patch, row } = await users();
    const reply = await patch('/users/1', { kind: 5, token: null, version: 1 });
    expect([reply.status, row()]).toEqual([200, created]);
  });

  it('sets a secret that is given, once it passed its checks', async () => {
    const { patch, row } = await users();
    await patch('/users/1', { password: 'another one', version: 1 });
    expect(row()).toEqual({ ...created, password: 'hash of another one' });
    expect((await patch('/users/1', { password: 'short', version: 2 })).status).toBe(422);
    expect(row()).toEqual({ ...created, password: 'hash of another one' });
  });
});

describe('set', () => {
  it('is not asked about null, nor about what is left out', async () => {
    const seen: unknown[] = [];
    class ThingEndpoint extends RestEndpoint {
      a = field.string({ optional: true, set: (value) => `${seen.push(value)} ${value}` });
      b = field.integer({ default: 1, set: (value) => value + 1 });
    }
    const { post, patch } = await serve({ '/things': ThingEndpoint });
    expect((await post('/things', { a: null })).body).toMatchObject({ a: null, b: 2 });
    expect((await patch('/things/1', { b: 5, version: 1 })).body).toMatchObject({ a: null, b: 6 });
    expect(seen).toEqual([]);
  });

  it('that fails is the mistake of the program: 500 without its words', async () => {
    class ThingEndpoint extends RestEndpoint {
      a = field.string({
        set: () => {
          throw new Error('secret');
        },
      });
    }
    const logger = keepLog();
    const reply = await (await serve({ '/things': ThingEndpoint }, { logger })).post('/things', { a: 'x' });
    expect([reply.status, reply.body]).toEqual([500, { detail: 'internal server error' }]);
    expect(logger.errors).toMatchObject([{ message: 'secret' }]);
  });
});

describe('a secret is never said back', () => {
  const word = JSON.stringify(secret);

  it.each([
    ['201', 'post', '/users', `{"name":"b","password":"${secret}2"}`, 201],
    ['200 of PUT', 'put', '/users/1', `{"name":"b","password":"${secret}2","version":1}`, 200],
    ['200 of PATCH', 'patch', '/users/1', `{"password":"${secret}2","version":1}`, 200],
    ['422 about another field', 'post', '/users', `{"name":"","password":${word}}`, 422],
    ['422 about a field that is missing', 'post', '/users', `{"password":${word}}`, 422],
    ['422 of a PUT that lacks a field', 'put', '/users/1', `{"password":${word},"version":1}`, 422],
    ['422 about its type', 'post', '/users', `{"name":"b","password":[${word}]}`, 422],
    ['422 about another secret', 'post', '/users', `{"name":"b","password":${word},"pin":${word}}`, 422],
    ['422 about the version', 'patch', '/users/1', `{"password":${word},"version":"1"}`, 422],
    ['422 about a body in a list', 'post', '/users', `[{"name":"b","password":${word}}]`, 422],
    ['422 about a body that is a text', 'post', '/users', word, 422],
    ['400 about a body that is no JSON', 'post', '/users', `{"password":${word},}`, 400],
    ['400 about a body that ends early', 'post', '/users', `{"password":${word}`, 400],
    ['400 about a body that is a form', 'post', '/users', `password=${secret}`, 400],
    ['409 of a value that is taken', 'post', '/users', `{"name":"b","password":${word}}`, 409],
    ['409 of another version', 'patch', '/users/1', `{"password":${word},"version":9}`, 409],
  ] as const)('in a %s', async (_, verb, path, body, status) => {
    const reply = await (await users())[verb](path, raw(body));
    expect(reply.status).toBe(status);
    expect(reply.text).not.toMatch(/hunter2|hash of/);
  });

  it('in a 422 of a PUT, where it can not be changed', async () => {
    class KeyEndpoint extends RestEndpoint {
      name = field.string();
      key = field.string({ writeOnly: true, immutable: true });
    }
    const api = await serve({ '/keys': KeyEndpoint });
    await api.post('/keys', { name: 'a', key: secret });
    const reply = await api.put('/keys/1', { key: secret, version: 1 });
    expect(reply.status).toBe(422);
    expect(reply.text).not.toContain(secret);
  });
});

describe('meta.strictQuery', () => {
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    notes = field.string({ writeOnly: true, default: '' });
    static override meta: Meta<BookEndpoint> = {
      strictQuery: true,
      filtering: { fields: ['title'], ordering: ['title'] },
      pagination: { style: 'cursor', maxPageSize: 50 },
    };
  }

  const refusal = (name: string, input: string): object => ({
    type: 'extra_forbidden',
    loc: ['query', name],
    msg: 'Extra inputs are not permitted',
    input,
  });

  it.each([
    'title=a',
    'title__in=a,b',
    'ordering=-title',
    'cursor=',
    'page_size=5',
    'fields=id',
    'title=a&title=b',
    '',
  ])('takes ?%s, which means something', async (query) => {
    expect((await (await serve({ '/books': BookEndpoint })).get(`/books?${query}`)).status).toBe(200);
  });

  it.each(['page', 'after', 'search', 'notes', 'notes__eq', 'Title', 'title__like', 'nope', 'id', '__proto__'])(
    'refuses ?%s, which means nothing, with 422',
    async (name) => {
      const reply = await (await serve({ '/books': BookEndpoint })).get(`/books?${name}=x`);
      expect([reply.status, reply.body.detail]).toEqual([422, [refusal(name, 'x')]]);
    },
  );

  it('names each of them, and says no long name back', async () => {
    const { get } = await serve({ '/books': BookEndpoint });
    const reply = await get(`/books?a=1&title=x&b=2&b=3&${'c'.repeat(5000)}=`);
    expect(reply.body.detail).toEqual([refusal('a', '1'), refusal('b', '3'), refusal('c'.repeat(100), '')]);
  });

  it('holds for one row as well', async () => {
    const { post, get } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    expect((await get('/books/1?fields=id')).status).toBe(200);
    const reply = await get('/books/1?nope=x');
    expect([reply.status, reply.body.detail]).toEqual([422, [refusal('nope', 'x')]]);
  });
});
