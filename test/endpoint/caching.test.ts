import type { Context } from 'hono';
import {
  AllowAny,
  ApiKeyAuthentication,
  type AuthenticationBackend,
  type EndpointClass,
  field,
  hashApiKey,
  type Meta,
  RestEndpoint,
  type User,
} from 'lightapi';
import { testClient } from 'lightapi/testing';
import { describe, expect, it } from 'vitest';
import { seeded } from '../random.ts';
import { type Reply, type Routes, serve } from '../serve.ts';

/** Whoever the header says, as the user that it says. */
class HeaderBackend implements AuthenticationBackend {
  readonly challenge = 'Test';
  authenticate(c: Context): User | undefined {
    const said = c.req.header('x-user');
    return said === undefined ? undefined : JSON.parse(said);
  }
}

const cache = { ttl: 60 };
const authentication = { backend: HeaderBackend, permission: AllowAny };

const statusOf = ({ headers }: Pick<Reply, 'headers'>): string =>
  /hit|miss|bypass/.exec(headers.get('cache-status') ?? '')?.[0] ?? 'none';

/** An API whose requests are sent by users. */
async function open(routes: Routes) {
  const api = await serve(routes);
  const ask = (path: string, user?: object, headers: Record<string, string> = {}) =>
    api.send('GET', path, { headers: { ...headers, ...(user && { 'x-user': JSON.stringify(user) }) } });
  const write = (path: string, body: object, user?: object) =>
    api.send('POST', path, {
      headers: { 'content-type': 'application/json', ...(user && { 'x-user': JSON.stringify(user) }) },
      body: JSON.stringify(body),
    });
  return { ...api, ask, write };
}

const ann = { sub: 'ann' };
const bob = { sub: 'bob' };

/** Endpoints whose rows are of their owners, each in another way. */
const owned: Readonly<Record<string, EndpointClass>> = {
  scope: class NoteEndpoint extends RestEndpoint {
    owner = field.string();
    static override meta: Meta = { cache, authentication, table: 'notes' };
    override scope() {
      return this.eb('owner', '=', String(this.user?.sub));
    }
  },
  queryset: class NoteEndpoint extends RestEndpoint {
    owner = field.string();
    static override meta: Meta = { cache, authentication, table: 'notes' };
    override queryset() {
      return this.select().where(this.owner, '=', String(this.user?.sub));
    }
  },
  list: class NoteEndpoint extends RestEndpoint {
    owner = field.string();
    static override meta: Meta = { cache, authentication, table: 'notes' };
    override async list() {
      return { results: await this.select().where(this.owner, '=', String(this.user?.sub)).execute() };
    }
  },
  get: class NoteEndpoint extends RestEndpoint {
    owner = field.string();
    static override meta: Meta = { cache, authentication, table: 'notes' };
    override async get(c: Context) {
      return {
        results: await this.select()
          .where(this.owner, '=', String(c.get('user')?.sub))
          .execute(),
      };
    }
  },
};

describe('users', () => {
  it.each(Object.entries(owned))('never get what was kept for another, by %s', async (_, endpoint) => {
    const { ask, write } = await open({ '/notes': endpoint });
    const { seed, next, pick } = seeded();
    const users = [
      ann,
      bob,
      { sub: 'ann', role: 'x' },
      { id: 'ann' },
      { sub: '', id: 'bob' },
      { sub: 1 },
      { sub: '1' },
    ];
    const counts = new Map<string, number>();
    let hits = 0;
    for (let n = 0; n < 300; n += 1) {
      const user = pick<{ sub?: unknown }>(users);
      const owner = String(user.sub);
      if (next() < 0.1) {
        expect((await write('/notes', { owner }, user)).status).toBe(201);
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
      const reply = await ask('/notes', user);
      expect(reply.status).toBe(200);
      expect(
        reply.body.results.map((row) => row.owner),
        `seed ${seed}`,
      ).toEqual(Array(counts.get(owner) ?? 0).fill(owner));
      expect(reply.headers.get('cache-control')).toBe('private, no-cache');
      if (statusOf(reply) === 'hit') hits += 1;
    }
    expect(hits).toBeGreaterThan(50);
  });

  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta: Meta = { cache, authentication };
  }

  it('have an answer each, by all that is known of them, but for what is another in each token', async () => {
    const { ask } = await open({ '/books': BookEndpoint });
    expect(statusOf(await ask('/books'))).toBe('miss');
    expect(statusOf(await ask('/books', { ...ann, iat: 1, exp: 2, jti: 'a' }))).toBe('miss');
    expect(statusOf(await ask('/books', { ...ann, iat: 3, exp: 4, jti: 'b' }))).toBe('hit');
    expect(statusOf(await ask('/books', { ...ann, role: 'editor' }))).toBe('miss');
    expect(statusOf(await ask('/books', bob))).toBe('miss');
    expect(statusOf(await ask('/books'))).toBe('hit');
  });

  it('who can not be told from others are answered anew', async () => {
    const { ask, app } = await open({ '/books': BookEndpoint });
    for (let n = 0; n < 2; n += 1) expect(statusOf(await ask('/books', { role: 'guest' }))).toBe('bypass');
    const odd = testClient(app).as({ sub: 'ann', can: () => true });
    for (let n = 0; n < 2; n += 1) expect(statusOf(await odd.request('GET', '/books'))).toBe('bypass');
  });

  it('are permitted each time, whatever is kept', async () => {
    class SecretEndpoint extends RestEndpoint {
      text = field.string();
      static override meta: Meta = { cache, authentication: { backend: HeaderBackend } };
    }
    const { ask } = await open({ '/secrets': SecretEndpoint });
    expect((await ask('/secrets', ann)).status).toBe(200);
    const refused = await ask('/secrets');
    expect([refused.status, refused.headers.get('cache-status')]).toEqual([401, null]);
  });

  it('of API keys are told apart, and proxies are told by what', async () => {
    const users = { [hashApiKey('a')]: { sub: 'ann' }, [hashApiKey('b')]: { sub: 'bob' } };
    class KeyedEndpoint extends RestEndpoint {
      text = field.string();
      static override meta: Meta = { cache, authentication: { backend: new ApiKeyAuthentication({ keys: users }) } };
    }
    const { ask } = await open({ '/keyed': KeyedEndpoint });
    const replies = [];
    for (const key of ['a', 'b', 'a']) replies.push(await ask('/keyed', undefined, { 'x-api-key': key }));
    expect(replies.map(statusOf)).toEqual(['miss', 'miss', 'hit']);
    expect(replies[2]?.headers.get('cache-control')).toBe('private, no-cache');
    expect(replies[2]?.headers.get('vary')).toBe('x-api-key');
  });
});

describe('what a class has a say in', () => {
  it('is told apart by its scope, whatever that reads', async () => {
    class TenantEndpoint extends RestEndpoint {
      tenant = field.string();
      static override meta: Meta = { cache };
      override scope(c: Context) {
        return c.req.method === 'POST' || this.eb('tenant', '=', c.req.header('x-tenant') ?? '');
      }
    }
    const { ask, post } = await open({ '/tenants': TenantEndpoint });
    await post('/tenants', { tenant: 'a' });
    const rows = async (tenant: string) => {
      const reply = await ask('/tenants', undefined, { 'x-tenant': tenant });
      return [statusOf(reply), reply.body.results.length];
    };
    expect(await rows('a')).toEqual(['miss', 1]);
    expect(await rows('b')).toEqual(['miss', 0]);
    expect(await rows('a')).toEqual(['hit', 1]);
  });

  it('by its own methods is told apart by credentials and languages that it may read', async () => {
    class HelloEndpoint extends RestEndpoint {
      text = field.string({ optional: true });
      static override meta: Meta = { cache };
      override get(c: Context) {
        return { cookie: c.req.header('cookie'), language: c.req.header('accept-language') };
      }
    }
    const { ask, send } = await open({ '/hello': HelloEndpoint });
    const all: Record<string, string>[] = [{ cookie: 'a=1' }, { cookie: 'a=2' }, { 'accept-language': 'de' }];
    for (const headers of all) {
      const replies = [await ask('/hello', undefined, headers), await ask('/hello', undefined, headers)];
      expect(replies.map(statusOf)).toEqual(['miss', 'hit']);
      const { cookie, 'accept-language': language } = headers;
      for (const { body } of replies)
        expect(body).toEqual({ ...(cookie && { cookie }), ...(language && { language }) });
    }
    expect(statusOf(await send('HEAD', '/hello', { headers: { cookie: 'a=1' } }))).toBe('miss');
  });
});
