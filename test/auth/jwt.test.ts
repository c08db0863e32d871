import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { JWTAuthentication, type JWTOptions } from '../../src/auth/jwt.ts';
import type { JWTAlgorithm } from '../../src/auth/jwt-keys.ts';
import { bearer, guarded, secret } from './guarded.ts';
import { ed25519, forge, now, otherRsa, p256, p384, p521, pem, rsa, seconds, tokenOf } from './keys.ts';

const clock = (): Date => now;
const bytes = new TextEncoder().encode(secret);
const exp = seconds + 3600;

const made = (options: JWTOptions = { secret }) => {
  const backend = new JWTAuthentication({ clock, ...options });
  return { backend, ...guarded({ backend }) };
};
const statusOf = async (token: string, options?: JWTOptions): Promise<number> =>
  (await made(options).send('GET', bearer(token))).status;
const withClaims = async (claims: object, options?: JWTOptions): Promise<number> =>
  statusOf(await tokenOf({ sub: '1', ...claims }, bytes, { alg: 'HS256' }), { secret, ...options });

describe('a bearer token', () => {
  it('makes its claims the user', async () => {
    const { backend, send } = made();
    const { status, body } = await send('GET', bearer(await backend.sign({ sub: '7', is_admin: true })));
    expect([status, body]).toEqual([200, { user: { sub: '7', is_admin: true, exp } }]);
  });

  it('made by the Python original is taken', async () => {
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIiwidXNlcm5hbWUiOiJ1c2VyIiwiaXNfYWRtaW4iOmZhbHNlLCJleHAiOjQxMDI0NDQ4MDB9.h6SY-tHkNp9gYCdVnS_6a4wRjFZsnnpkoOvHmciEqO8';
    expect(await statusOf(token)).toBe(200);
  });

  it.each(['bearer', 'BEARER', 'Bearer'])('is taken under the scheme %s', async (scheme) => {
    const { backend, send } = made();
    const token = await backend.sign({ sub: '1' });
    expect((await send('GET', { authorization: `${scheme} ${token}` })).status).toBe(200);
  });

  it.each<[string, (token: string) => string]>([
    ['without a scheme', (token) => token],
    ['with two spaces', (token) => `Bearer  ${token}`],
    ['with another', (token) => `Bearer ${token} ${token}`],
    ['in a list', (token) => `Bearer ${token}, Bearer ${token}`],
    ['of another scheme', (token) => `Token ${token}`],
    ['padded', (token) => `Bearer ${token}=`],
    ['without a signature', (token) => `Bearer ${token.slice(0, token.lastIndexOf('.') + 1)}`],
    ['with a part too many', (token) => `Bearer ${token}.x`],
    ['changed at the end', (token) => `Bearer ${token.slice(0, -3)}AAA`],
    ['not there', () => 'Bearer'],
    ['of nothing', () => 'Bearer '],
  ])('%s is 401', async (_, header) => {
    const { backend, send, log } = made();
    const reply = await send('GET', { authorization: header(await backend.sign({ sub: '1' })) });
    expect([reply.status, reply.challenge, log.errors]).toEqual([401, 'Bearer', []]);
  });

  it('of more than 8 KiB is not looked at, and never made', async () => {
    const { backend, send } = made();
    const [fits, long] = [6000, 6200].map((length) => ({ sub: 'x'.repeat(length), exp }));
    expect((await send('GET', bearer(await backend.sign(fits ?? {})))).status).toBe(200);
    expect((await send('GET', bearer(forge({ alg: 'HS256' }, long, secret)))).status).toBe(401);
    await expect(backend.sign(long ?? {})).rejects.toThrow('Name what goes into it as extraClaims');
  });

  it('S11: without exp, or with one that is no time, is 401', async () => {
    const header = { alg: 'HS256' };
    expect(await statusOf(forge(header, { sub: '1', exp }, secret))).toBe(200);
    for (const claims of [{}, { exp: null }, { exp: String(exp) }, { exp: [exp] }, { exp: true }, { exp: {} }]) {
      expect(await statusOf(forge(header, { sub: '1', ...claims }, secret))).toBe(401);
    }
    expect(await statusOf(forge(header, '{"sub":"1","exp":1e999}', secret))).toBe(401);
  });

  it.each<[string, object, number]>([
    ['expired now', { exp: seconds }, 401],
    ['that expires in a second', { exp: seconds + 1 }, 200],
    ['not valid yet', { nbf: seconds + 1 }, 401],
    ['valid since now', { nbf: seconds }, 200],
    ['of the future', { iat: seconds + 1 }, 401],
    ['made now', { iat: seconds }, 200],
    ['whose iat is no time', { iat: 'now' }, 401],
    ['for somebody else', { aud: 'billing' }, 401],
    ['with a number as sub', { sub: 1 }, 401],
    ['with a number as jti', { jti: 5 }, 401],
    ['without sub', { sub: undefined }, 200],
  ])('%s', async (_, claims, status) => {
    expect(await withClaims(claims)).toBe(status);
  });

  it('is given the tolerance of the clocks, and no more', async () => {
    const tolerant = { clockTolerance: 5 };
    expect(await withClaims({ exp: seconds - 4 }, tolerant)).toBe(200);
    expect(await withClaims({ exp: seconds - 5 }, tolerant)).toBe(401);
    expect(await withClaims({ nbf: seconds + 5, iat: seconds + 5 }, tolerant)).toBe(200);
    expect(await withClaims({ iat: seconds + 6 }, tolerant)).toBe(401);
  });

  it('S11: must name the issuer and the audience that are asked for', async () => {
    expect(await withClaims({ iss: 'https://a' }, { issuer: 'https://a' })).toBe(200);
    expect(await withClaims({ iss: 'https://b' }, { issuer: ['https://a', 'https://b'] })).toBe(200);
    expect(await withClaims({ iss: 'https://b' }, { issuer: 'https://a' })).toBe(401);
    expect(await withClaims({}, { issuer: 'https://a' })).toBe(401);
    expect(await withClaims({ aud: ['x', 'api'] }, { audience: 'api' })).toBe(200);
    expect(await withClaims({ aud: 'x' }, { audience: ['api', 'web'] })).toBe(401);
    expect(await withClaims({}, { audience: 'api' })).toBe(401);
  });

  it.each<[string, unknown, unknown]>([
    ['JSON that is no object', { alg: 'HS256' }, '[1]'],
    ['no JSON', { alg: 'HS256' }, 'x'],
    ['a header that is none', '[]', { exp }],
    ['no algorithm', {}, { exp }],
    ['a critical extension', { alg: 'HS256', crit: ['b64'], b64: false }, { exp }],
    ['an unknown algorithm', { alg: 'HS255' }, { exp }],
    ['an algorithm that is no text', { alg: ['HS256'] }, { exp }],
  ])('that holds %s is 401', async (_, header, payload) => {
    expect(await statusOf(forge(header, payload, secret))).toBe(401);
  });
});

describe('the algorithm of a token', () => {
  it.each(['none', 'None', 'NONE', ''])('"%s" is refused', async (alg) => {
    expect(await statusOf(forge({ alg }, { exp }))).toBe(401);
    expect(await statusOf(forge({ alg }, { exp }, secret))).toBe(401);
  });

  it('S11: is the one that is listed, for signing as for verifying', async () => {
    const long = secret.repeat(2);
    const key = new TextEncoder().encode(long);
    const { backend, send } = made({ secret: long, algorithms: ['HS512'] });
    const token = await backend.sign({ sub: '1' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS512', typ: 'JWT' });
    expect((await send('GET', bearer(token))).status).toBe(200);
    for (const alg of ['HS256', 'HS384']) {
      expect((await send('GET', bearer(await tokenOf({}, key, { alg })))).status).toBe(401);
    }
  });

  it.each<[JWTAlgorithm, { readonly publicKey: typeof rsa.publicKey; readonly privateKey: typeof rsa.privateKey }]>([
    ['RS256', rsa],
    ['RS512', rsa],
    ['PS256', rsa],
    ['ES256', p256],
    ['ES384', p384],
    ['ES512', p521],
    ['EdDSA', ed25519],
    ['Ed25519', ed25519],
  ])('%s signs with the private key and verifies with the public one', async (alg, { publicKey, privateKey }) => {
    const signer = made({ algorithms: [alg], privateKey: pem(privateKey) });
    const token = await signer.backend.sign({ sub: '1' });
    expect((await signer.send('GET', bearer(token))).status).toBe(200);
    expect(await statusOf(token, { algorithms: [alg], publicKey: pem(publicKey) })).toBe(200);
    expect(await statusOf(token, { algorithms: [alg], publicKey: publicKey.export({ format: 'jwk' }) })).toBe(200);
    expect(await statusOf(token)).toBe(401);
  });

  it('of a public key is never HMAC with that key as the secret', async () => {
    for (const { publicKey } of [rsa, p256, ed25519]) {
      const alg = publicKey === rsa.publicKey ? 'RS256' : publicKey === p256.publicKey ? 'ES256' : 'EdDSA';
      for (const taken of [pem(publicKey), pem(publicKey).trim(), publicKey.export({ format: 'der', type: 'spki' })]) {
        for (const header of [{ alg: 'HS256' }, { alg }]) {
          expect(await statusOf(forge(header, { exp }, taken), { algorithms: [alg], publicKey: pem(publicKey) })).toBe(
            401,
          );
        }
      }
    }
  });

  it('another key is refused', async () => {
    const token = await tokenOf({}, otherRsa.privateKey, { alg: 'RS256' });
    expect(await statusOf(token, { algorithms: ['RS256'], publicKey: pem(rsa.publicKey) })).toBe(401);
    expect(await statusOf(forge({ alg: 'HS256' }, { exp }, `${secret}x`))).toBe(401);
  });
});

describe('the secret of the environment', () => {
  it('is read when it is used, and never a short one', async () => {
    const { backend, send, log } = made({});
    vi.stubEnv('LIGHTAPI_JWT_SECRET', secret);
    const token = await backend.sign({ sub: '1' });
    expect((await send('GET', bearer(token))).status).toBe(200);
    vi.stubEnv('LIGHTAPI_JWT_SECRET', `another-${secret}`);
    expect((await send('GET', bearer(token))).status).toBe(401);
    for (const weak of ['', 'your-secret-key']) {
      vi.stubEnv('LIGHTAPI_JWT_SECRET', weak);
      expect((await send('GET', bearer(forge({ alg: 'HS256' }, { exp }, weak || 'x')))).status).toBe(500);
    }
    expect(log.errors).toHaveLength(2);
    vi.unstubAllEnvs();
  });
});

describe('sign', () => {
  it('takes sub and the listed claims, or all, and says the issuer, the audience and the end itself', async () => {
    const user = { sub: 7, is_admin: true, email: 'a@b', exp: 1, aud: 'x', iss: 'y', nbf: 9e9 };
    for (const extraClaims of [['is_admin'], 'is_admin' as never]) {
      const { backend } = made({ secret, extraClaims, expiresIn: 60 });
      const token = await backend.sign({ ...user, admin: 'x' });
      expect(decodeJwt(token)).toEqual({ sub: '7', is_admin: true, exp: seconds + 60 });
    }
    const named = made({ secret, issuer: ['https://a', 'https://b'], audience: 'api' });
    const token = await named.backend.sign(user);
    const claims = { sub: '7', is_admin: true, email: 'a@b', iss: 'https://a', aud: 'api', exp };
    expect(decodeJwt(token)).toEqual(claims);
    expect((await named.send('GET', bearer(token))).status).toBe(200);
  });

  it('makes no token that would be refused', async () => {
    for (const sub of [null, true, { id: 1 }]) await expect(made().backend.sign({ sub })).rejects.toThrow(TypeError);
  });

  it('needs a key', async () => {
    const { backend } = made({ algorithms: ['RS256'], publicKey: pem(rsa.publicKey) });
    await expect(backend.sign({})).rejects.toThrow('no key to sign with');
  });
});

describe('any claims that are signed', () => {
  it('are a user or nobody, never a 5xx', async () => {
    const { send, log } = made();
    const claim = fc.oneof(fc.jsonValue(), fc.integer({ min: seconds - 10, max: seconds + 10 }));
    const good = { sub: fc.string(), exp: fc.integer({ min: seconds + 1 }) };
    const payload = fc.record(
      {
        exp: fc.oneof(good.exp, claim),
        nbf: claim,
        iat: claim,
        sub: fc.oneof(good.sub, claim),
        aud: claim,
        iss: claim,
        is_admin: claim,
        ['__proto__']: claim,
      },
      { requiredKeys: [] },
    );
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(payload, fc.record(good), fc.jsonValue()), async (claims) => {
        const { status } = await send('GET', bearer(forge({ alg: 'HS256' }, JSON.stringify(claims), secret)));
        seen.add(status);
        expect([200, 401]).toContain(status);
      }),
      { numRuns: 1000 },
    );
    expect([seen.size, log.errors]).toEqual([2, []]);
  });
});
