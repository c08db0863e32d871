import {
  AllowAny,
  ApiKeyAuthentication,
  BasicAuthentication,
  field,
  hashApiKey,
  IsAdminUser,
  type Meta,
  RestEndpoint,
  type User,
} from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';

const users: Readonly<Record<string, User>> = { ann: { sub: 'ann', is_admin: true }, bob: { sub: 'bob' } };
const loginValidator = (name: string, password: string): User | null =>
  password === 'secret' ? (users[name] ?? null) : null;
const as = (name: string, password = 'secret') => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
  'content-type': 'application/json',
});

class NoteEndpoint extends RestEndpoint {
  text = field.string({ minLength: 1 });
}

const status = async ({ send }: Api, method: string, path: string, headers = {}): Promise<number> => {
  const body = method === 'POST' ? { body: '{"text":"a"}' } : {};
  return (await send(method, path, { headers, ...body })).status;
};

describe('an endpoint with a backend alone', () => {
  class GuardedEndpoint extends NoteEndpoint {
    static override meta: Meta<GuardedEndpoint> = { authentication: { backend: BasicAuthentication } };
  }

  it.each([
    ['GET', '/notes'],
    ['HEAD', '/notes'],
    ['POST', '/notes'],
    ['GET', '/notes/1'],
    ['PUT', '/notes/1'],
    ['PATCH', '/notes/1'],
    ['DELETE', '/notes/1'],
  ])('is closed to the anonymous on %s %s, before the body and the row are looked at', async (method, path) => {
    const { send } = await serve({ '/notes': GuardedEndpoint }, { loginValidator });
    const reply = await send(method, path);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic /);
    if (method !== 'HEAD') expect(reply.body).toEqual({ detail: 'Authentication credentials invalid.' });
  });

  it('is open to whoever the validator knows, and to nobody else', async () => {
    const api = await serve({ '/notes': GuardedEndpoint }, { loginValidator });
    expect(await status(api, 'POST', '/notes', as('bob'))).toBe(201);
    expect(await status(api, 'GET', '/notes/1', as('ann'))).toBe(200);
    expect(await status(api, 'GET', '/notes/1', as('bob', 'wrong'))).toBe(401);
    expect(await status(api, 'GET', '/notes/1', as('eve'))).toBe(401);
  });

  it('says 404 for other paths and 405 for other methods to everybody', async () => {
    const api = await serve({ '/notes': GuardedEndpoint }, { loginValidator });
    expect(await status(api, 'GET', '/nothing')).toBe(404);
    expect(await status(api, 'DELETE', '/notes')).toBe(405);
    expect(await status(api, 'GET', '/healthz')).toBe(200);
  });

  it('has login routes, which say who it is', async () => {
    const { post, send } = await serve({ '/notes': GuardedEndpoint }, { loginValidator });
    const reply = await post('/auth/login', { username: 'ann', password: 'secret' });
    expect([reply.status, reply.body]).toEqual([200, { user: users.ann }]);
    expect((await post('/auth/token', { username: 'ann', password: 'no' })).status).toBe(401);
    expect((await send('GET', '/auth/login')).headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('S12: limits how often a user name is tried', async () => {
    const { post } = await serve({ '/notes': GuardedEndpoint }, { loginValidator });
    const tries = Array.from({ length: 11 }, () => post('/auth/login', { username: 'ann', password: 'no' }));
    const statuses = (await Promise.all(tries)).map((reply) => reply.status);
    expect(statuses.filter((each) => each === 429)).toHaveLength(1);
  });
});

describe('an endpoint with permissions by verb', () => {
  class MappedEndpoint extends NoteEndpoint {
    static override meta: Meta<MappedEndpoint> = {
      authentication: { backend: BasicAuthentication, permission: { GET: AllowAny, DELETE: IsAdminUser } },
    };
  }

  it('S6: denies the verbs that the map does not list', async () => {
    const api = await serve({ '/notes': MappedEndpoint }, { loginValidator });
    expect(await status(api, 'GET', '/notes')).toBe(200);
    expect(await status(api, 'POST', '/notes', as('ann'))).toBe(403);
    expect(await status(api, 'POST', '/notes')).toBe(401);
    expect(await status(api, 'DELETE', '/notes/1', as('bob'))).toBe(403);
    expect(await status(api, 'DELETE', '/notes/1', as('ann'))).toBe(404);
  });
});

describe('an endpoint whose methods are a map', () => {
  class MapEndpoint extends NoteEndpoint {
    static override meta: Meta<MapEndpoint> = {
      authentication: { backend: BasicAuthentication },
      methods: { GET: { authentication: { permission: AllowAny } }, POST: {}, DELETE: null },
    };
  }

  it('S5: serves its keys, and keeps the authentication of the endpoint where a verb says none', async () => {
    const api = await serve({ '/notes': MapEndpoint }, { loginValidator });
    expect(await status(api, 'GET', '/notes')).toBe(200);
    expect(await status(api, 'POST', '/notes')).toBe(401);
    expect(await status(api, 'DELETE', '/notes/1')).toBe(401);
    expect(await status(api, 'DELETE', '/notes/1', as('bob'))).toBe(404);
    expect(await status(api, 'PATCH', '/notes/1', as('ann'))).toBe(405);
  });
});

describe('an endpoint with a rate limit', () => {
  class LimitedEndpoint extends NoteEndpoint {
    static override meta: Meta<LimitedEndpoint> = {
      authentication: { backend: BasicAuthentication },
      rateLimit: { points: 2, duration: 60, by: 'user' },
    };
  }

  it('counts after it knows who calls, and says what is left', async () => {
    const { send } = await serve({ '/notes': LimitedEndpoint }, { loginValidator });
    const ask = (name: string) => send('GET', '/notes', { headers: as(name) });
    for (let at = 0; at < 5; at += 1) expect((await send('GET', '/notes')).status).toBe(401);
    expect((await ask('bob')).headers.get('ratelimit-remaining')).toBe('1');
    await ask('bob');
    const refused = await ask('bob');
    expect([refused.status, refused.body]).toMatchObject([429, { error: 'rate_limit_exceeded' }]);
    expect((await ask('ann')).status).toBe(200);
  });
});

it('S12: guessing passwords at an endpoint is limited by client, and the right one comes too late', async () => {
  class GuessedEndpoint extends NoteEndpoint {
    static override meta: Meta<GuessedEndpoint> = {
      authentication: { backend: BasicAuthentication },
      rateLimit: { points: 2, duration: 60 },
    };
  }
  const { send } = await serve({ '/notes': GuessedEndpoint }, { loginValidator });
  const guess = async (password: string) => send('GET', '/notes', { headers: as('ann', password) });
  const replies = [await guess('a'), await guess('b'), await guess('secret')];
  expect(replies.map((reply) => reply.status)).toEqual([401, 401, 429]);
  expect(replies[0]?.headers.get('ratelimit-remaining')).toBe('1');
});

it('a mistake in who may is told at start', async () => {
  class WrongEndpoint extends NoteEndpoint {
    static override meta = { authentication: { permision: AllowAny }, methods: { GET: { auth: 1 } } } as never;
  }
  await expect(serve({ '/notes': WrongEndpoint })).rejects.toMatchObject({
    problems: expect.arrayContaining([
      expect.objectContaining({ code: 'bad_authentication' }),
      expect.objectContaining({ code: 'unknown_meta', where: 'WrongEndpoint.meta.methods.GET' }),
    ]),
  });
});

describe('a reply to GET that is its caller`s', () => {
  class OwnEndpoint extends NoteEndpoint {
    static override meta: Meta = { table: 'own', authentication: { backend: BasicAuthentication } };
  }
  class KeyedEndpoint extends NoteEndpoint {
    static override meta: Meta = {
      table: 'keyed',
      authentication: { backend: new ApiKeyAuthentication({ keys: { [hashApiKey('key')]: { sub: 'ann' } } }) },
    };
  }
  class SaidEndpoint extends NoteEndpoint {
    static override meta: Meta = { ...KeyedEndpoint.meta, table: 'said' };
    override get() {
      return new Response('all', { headers: { 'cache-control': 'public, max-age=60', vary: 'Accept' } });
    }
  }

  it('says so to caches, by what callers are told apart, and whatever its status', async () => {
    const routes = { '/own': OwnEndpoint, '/keyed': KeyedEndpoint, '/open': NoteEndpoint };
    const { send } = await serve(routes, { loginValidator });
    const said = async (path: string, headers: Record<string, string>) => {
      const reply = await send('GET', path, { headers });
      return [reply.status, reply.headers.get('cache-control'), reply.headers.get('vary')];
    };
    expect(await said('/own', as('ann'))).toEqual([200, 'private, no-cache', null]);
    expect(await said('/keyed', { 'x-api-key': 'key' })).toEqual([200, 'private, no-cache', 'x-api-key']);
    expect(await said('/keyed/9', { 'x-api-key': 'key' })).toEqual([404, 'private, no-cache', null]);
    expect(await said('/open', {})).toEqual([200, null, null]);
  });

  it('says what the class says', async () => {
    const { app } = await serve({ '/said': SaidEndpoint });
    const { headers } = await app.request('/said', { headers: { 'x-api-key': 'key' } });
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['public, max-age=60', 'Accept, x-api-key']);
  });
});
