import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import type { AuthenticationBackend } from '../../src/auth/authentication.ts';
import { BasicAuthentication } from '../../src/auth/basic.ts';
import type { CredentialValidator } from '../../src/auth/credentials.ts';
import { JWTAuthentication } from '../../src/auth/jwt.ts';
import { compileLogin } from '../../src/auth/login.ts';
import { RequestError } from '../../src/errors.ts';
import { replyToErrors } from '../../src/middleware/errors.ts';
import { keepLog } from '../serve.ts';
import { basic, bearer, guarded, secret } from './guarded.ts';
import { pem, rsa } from './keys.ts';

type LoginLimiter = Parameters<typeof compileLogin>[0]['limiter'];

const jwt = new JWTAuthentication({ secret });
const ada = { username: 'ada', password: 'engine' };
const isAda: CredentialValidator = (username, password) =>
  username === 'ada' && password === 'engine' ? { sub: '1', is_admin: true } : null;

/** Lets each key through so many times, and notes who asked. */
const limiterOf = (limit: number): LoginLimiter & { readonly calls: Map<string, number> } => {
  const calls = new Map<string, number>();
  const consume: LoginLimiter['consume'] = async (key) => {
    const count = (calls.get(key) ?? 0) + 1;
    calls.set(key, count);
    return { allowed: count <= limit, limit, remaining: limit - count, resetSeconds: 41.2 };
  };
  return { calls, consume };
};

interface Setting {
  readonly backends?: readonly AuthenticationBackend[];
  readonly loginValidator?: CredentialValidator;
  readonly limiter?: LoginLimiter;
}

function login({ backends = [jwt], limiter = limiterOf(100), ...rest }: Setting = { loginValidator: isAda }) {
  const log = keepLog();
  const app = new Hono();
  app.onError(replyToErrors(log));
  const clientOf = ({ req }: { req: { header(name: string): string | undefined } }) => req.header('x-client') ?? 'here';
  const handler = compileLogin({ backends, limiter, clientOf, ...rest });
  if (handler !== undefined) for (const path of ['/auth/login', '/auth/token']) app.post(path, handler);
  const send = async (body?: unknown, headers: Record<string, string> = {}, path = '/auth/login') => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const reply = await app.request(path, text === undefined ? init : { ...init, body: text });
    const said = await reply.text();
    // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body
    const read: any = JSON.parse(said);
    return { status: reply.status, headers: reply.headers, text: said, body: read };
  };
  return { log, send };
}

describe('a login', () => {
  it.each(['/auth/login', '/auth/token'])('at %s gives a token and the user', async (path) => {
    const { send } = login();
    const { status, body, headers } = await send(ada, {}, path);
    expect([status, body]).toEqual([200, { token: expect.any(String), user: { sub: '1', is_admin: true } }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await guarded({ backend: jwt }).send('GET', bearer(body.token))).status).toBe(200);
  });

  it('takes a validator that is async, and Authorization: Basic instead of a body', async () => {
    const { send } = login({ loginValidator: async (...both) => isAda(...both) });
    expect((await send(ada)).status).toBe(200);
    const header = basic('ada', 'engine');
    expect((await send(undefined, header)).status).toBe(200);
    expect((await send(undefined, { authorization: `${header.authorization}`.replace('B', 'b') })).status).toBe(200);
  });

  it('S3: with a wrong password is 401, sync or async', async () => {
    for (const nobody of [null, undefined, false] as const) {
      for (const loginValidator of [() => nobody, async () => nobody] as CredentialValidator[]) {
        const { status, body, headers } = await login({ loginValidator }).send(ada);
        expect([status, body]).toEqual([401, { detail: 'Invalid credentials' }]);
        expect(headers.get('www-authenticate')).toBeNull();
      }
    }
    expect((await login().send(undefined, basic('ada', 'x'))).status).toBe(401);
    for (const authorization of ['Basic !!!', 'Basic', 'Basic YQ==']) {
      expect((await login().send(ada, { authorization })).status).toBe(401);
    }
  });

  it('S11: gives a token that the endpoint takes, whatever the algorithm', async () => {
    const options = [
      { secret: secret.repeat(2), algorithms: ['HS512'] },
      { algorithms: ['RS256'], privateKey: pem(rsa.privateKey) },
    ] as const;
    for (const backend of options.map((each) => new JWTAuthentication(each))) {
      const { body } = await login({ backends: [backend], loginValidator: () => ({ sub: 1 }) }).send(ada);
      const reply = await guarded({ backend }).send('GET', bearer(body.token));
      expect(reply).toMatchObject({ status: 200, body: { user: { sub: '1' } } });
    }
  });

  it('says of the user what its JSON does, in the token too', async () => {
    const row = { sub: 1n, shop: 2n ** 60n, hash: '$2b$', toJSON: () => ({ sub: row.sub, shop: row.shop }) };
    const { body } = await login({ loginValidator: () => row }).send(ada);
    const user = { sub: '1', shop: '1152921504606846976' };
    expect(body.user).toEqual(user);
    const { body: said } = await guarded({ backend: jwt }).send('GET', bearer(body.token));
    expect(said.user).toEqual({ ...user, exp: expect.any(Number) });
  });

  it('S16: asks the validateCredentials of a backend of yours, and signs with that backend', async () => {
    class Customers extends JWTAuthentication {
      constructor() {
        super({ secret: `customers-${secret}`, extraClaims: ['plan'] });
      }
      override async validateCredentials(username: string) {
        return username === 'eve' ? { sub: '9', plan: 'free', card: '4111' } : null;
      }
    }
    const customers = new Customers();
    const { send } = login({ backends: [jwt, customers], loginValidator: isAda });
    const { status, body } = await send({ username: 'eve', password: 'x' });
    expect(status).toBe(200);
    const { body: said } = await guarded({ backend: customers }).send('GET', bearer(body.token));
    expect(said.user).toEqual({ sub: '9', plan: 'free', exp: expect.any(Number) });
    expect((await guarded({ backend: jwt }).send('GET', bearer(body.token))).status).toBe(401);
    const own = await send(ada);
    expect((await guarded({ backend: jwt }).send('GET', bearer(own.body.token))).status).toBe(200);
  });

  it('with Basic alone gives the user; beside JWT the token, and asks the validator once', async () => {
    const loginValidator = vi.fn(isAda);
    const alone = login({ backends: [new BasicAuthentication()], loginValidator });
    expect((await alone.send(ada)).body).toEqual({ user: { sub: '1', is_admin: true } });
    const both = login({ backends: [new BasicAuthentication(), jwt], loginValidator });
    expect((await both.send(ada)).body).toHaveProperty('token');
    loginValidator.mockClear();
    expect((await both.send({ ...ada, password: 'x' })).status).toBe(401);
    expect(loginValidator).toHaveBeenCalledOnce();
  });

  it('is not there where nobody checks or signs', () => {
    const options = { limiter: limiterOf(1), clientOf: () => '' };
    const verifier = new JWTAuthentication({ algorithms: ['RS256'], publicKey: pem(rsa.publicKey) });
    expect(compileLogin({ ...options, backends: [jwt] })).toBeUndefined();
    expect(compileLogin({ ...options, backends: [verifier], loginValidator: isAda })).toBeUndefined();
    expect(compileLogin({ ...options, backends: [], loginValidator: isAda })).toBeUndefined();
  });

  it('with a validator that throws is a 500 and in the log, or what a RequestError says', async () => {
    const { send, log } = login({ loginValidator: () => Promise.reject(new Error('down: engine')) });
    const { status, text } = await send(ada);
    expect([status, text, log.errors]).toEqual([500, '{"detail":"internal server error"}', [expect.any(Error)]]);
    const locked = new RequestError('permission_denied', 'locked');
    expect((await login({ loginValidator: () => Promise.reject(locked) }).send(ada)).status).toBe(403);
  });
});

describe('the body of a login', () => {
  const password = 'hunter2-hunter2';
  it.each<[string, unknown, ...string[]]>([
    ['no object', [password], 'model_attributes_type'],
    ['null', 'null', 'model_attributes_type'],
    ['nothing in it', {}, 'missing username', 'missing password'],
    ['no user name', { user: 'ada', password }, 'missing username'],
    ['no password', { username: password }, 'missing password'],
    ['other types', { username: [password], password: { password } }, 'string_type username', 'string_type password'],
    ['null as a password', { username: password, password: null }, 'string_type password'],
    ['empty texts', { username: '', password: '' }, 'string_too_short username', 'string_too_short password'],
    ['a control character', { username: `${password}\0`, password }, 'string_unicode username'],
    ['half a character', { username: 'ada', password: `${password}\ud800` }, 'string_unicode password'],
    ['a long password', { username: 'ada', password: password.repeat(100) }, 'string_too_long password'],
  ])('(%s) is refused without saying the password back', async (_, body, ...problems) => {
    const validator = vi.fn(isAda);
    const reply = await login({ loginValidator: validator }).send(body);
    const said = (reply.body.detail as { type: string; loc: string[] }[]).map(({ type, loc }) =>
      [type, ...loc].join(' '),
    );
    expect([reply.status, said]).toEqual([422, problems]);
    expect(reply.text).not.toContain('hunter2');
    expect(validator).not.toHaveBeenCalled();
  });

  it('is malformed without being quoted', async () => {
    for (const body of [password, `{"username":"ada","password":${password}}`, `{"password":"x" ${password}}`]) {
      expect((await login().send(body)).text).toBe('{"detail":"the body is not valid JSON: it is malformed"}');
    }
  });

  it('must be JSON, in UTF-8, and short', async () => {
    const { send, log } = login();
    for (const body of [undefined, '{bad']) expect((await send(body)).status).toBe(400);
    expect((await send('username=a&password=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    );
    expect((await send({ ...ada, more: 'x'.repeat(20_000) })).status).toBe(413);
    expect((await send({ ...ada, more: 1 })).status).toBe(200);
    expect(log.errors).toEqual([]);
  });
});

describe('S12: the limit of logins', () => {
  it('counts for a client over both routes, and says how long to wait', async () => {
    const { send } = login({ loginValidator: isAda, limiter: limiterOf(3) });
    const tries: Awaited<ReturnType<typeof send>>[] = [];
    for (const path of ['/auth/login', '/auth/token', '/auth/login', '/auth/token']) {
      tries.push(await send({ ...ada, username: `ada${tries.length}` }, {}, path));
    }
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect(tries[3]?.body.detail).toBe('Too many requests. Please try again later.');
    const names = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
    expect(names.map((name) => tries[3]?.headers.get(name))).toEqual(['42', '3', '0', '42']);
    expect((await send(ada, { 'x-client': 'there' })).status).toBe(200);
  });

  it('counts for a user name over all clients and spellings, the right password too', async () => {
    const { send } = login({ loginValidator: isAda, limiter: limiterOf(3) });
    for (const [at, username] of ['ada', 'ADA', ' \uff41\uff44\uff41 '].entries()) {
      expect((await send({ username, password: 'x' }, { 'x-client': `${at}` })).status).toBe(401);
    }
    expect((await send(ada, { 'x-client': '4' })).status).toBe(429);
    expect((await send(undefined, { ...basic('ada', 'engine'), 'x-client': '5' })).status).toBe(429);
  });

  it('counts bodies that are none as well, and names no user in the store', async () => {
    const limiter = limiterOf(1);
    const { send } = login({ loginValidator: isAda, limiter });
    expect((await send('{bad')).status).toBe(400);
    expect((await send(ada)).status).toBe(429);
    await send({ username: 'x'.repeat(300), password: 'x' }, { 'x-client': 'there' });
    const user = [...limiter.calls.keys()].filter((key) => key.startsWith('login:user:'));
    expect(user).toEqual([expect.stringMatching(/^login:user:[\w-]{43}$/)]);
  });

  it('that fails lets nobody in', async () => {
    const limiter = { consume: () => Promise.reject(new Error('down')) };
    expect((await login({ loginValidator: isAda, limiter }).send(ada)).status).toBe(500);
  });
});
