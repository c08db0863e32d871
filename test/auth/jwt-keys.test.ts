import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { JWTAuthentication, type JWTOptions } from '../../src/auth/jwt.ts';
import { compileKeys } from '../../src/auth/jwt-keys.ts';
import { AllowAny } from '../../src/auth/permissions.ts';
import { bearer, guarded, mistakes, secret } from './guarded.ts';
import { ed25519, forge, now, openIssuer, otherRsa, p256, pem, rsa, seconds, tokenOf } from './keys.ts';

const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const of = (options: JWTOptions): readonly string[] => mistakes({ backend: new JWTAuthentication(options) });
const clock = (): Date => now;
const made = (options: JWTOptions) => guarded({ backend: new JWTAuthentication({ clock, ...options }) });
const jwksUrl = 'https://issuer.example/keys.json';

describe('the options of JWTAuthentication', () => {
  it.each<[string, JWTOptions]>([
    ['a secret of 32 bytes', { secret: 'x'.repeat(32) }],
    ['a secret of 32 bytes in fewer characters', { secret: 'é'.repeat(16) }],
    ['a secret of 64 bytes', { secret: 'x'.repeat(64), algorithms: ['HS512', 'HS256'] }],
    ['a public key', { algorithms: ['RS256', 'PS512'], publicKey: pem(rsa.publicKey) }],
    ['a pair', { algorithms: ['ES256'], publicKey: pem(p256.publicKey), privateKey: pem(p256.privateKey) }],
    ['a private JWK', { algorithms: ['EdDSA'], privateKey: ed25519.privateKey.export({ format: 'jwk' }) }],
    ['the keys of an issuer', { algorithms: ['RS256', 'ES256'], jwksUrl, issuer: 'https://issuer.example' }],
    ['those of this machine', { algorithms: ['RS256'], jwksUrl: 'http://localhost:8080/keys' }],
    ['all the rest', { secret, audience: ['a'], clockTolerance: 5, expiresIn: 1, extraClaims: ['role'] }],
  ])('(%s) are fine', (_, options) => {
    expect(of(options)).toEqual([]);
  });

  it.each<[string, JWTOptions, string]>([
    ['S11: a short secret', { secret: 'your-secret-key' }, 'the secret has 15 bytes and can be guessed.'],
    ['31 bytes', { secret: 'x'.repeat(31) }, '31 bytes'],
    ['32 bytes for HS384', { secret: 'x'.repeat(32), algorithms: ['HS384'] }, '32 bytes'],
    ['48 bytes for HS512 too', { secret: 'x'.repeat(48), algorithms: ['HS384', 'HS512'] }, '48 bytes'],
    ['an empty secret', { secret: '' }, 'the tokens have no secret.'],
    ['none', { secret, algorithms: ['none' as 'HS256'] }, 'no tokens are signed with none.'],
    ['a name of Object', { secret, algorithms: ['constructor' as 'HS256'] }, 'no tokens are signed with constructor.'],
    ['no algorithm', { secret, algorithms: [] }, 'algorithms is empty.'],
    ['a public key as the secret', { secret: pem(rsa.publicKey) }, 'the secret is a key of another kind.'],
    ['a secret for RS256', { secret, algorithms: ['RS256'] }, 'RS256 needs a public key.'],
    ['both kinds at once', { secret, algorithms: ['HS256', 'RS256'] }, 'RS256 needs a public key.'],
    ['HS256 by default', { publicKey: pem(rsa.publicKey) }, 'HS256 takes a secret, and is given a public key.'],
    ['HS256 with an issuer', { jwksUrl, algorithms: ['RS256', 'HS256'] }, 'HS256 takes a secret'],
    [
      'another type',
      { publicKey: pem(p256.publicKey), algorithms: ['RS256'] },
      'the key (ec prime256v1) is none for RS256.',
    ],
    ['another curve', { publicKey: pem(p256.publicKey), algorithms: ['ES256', 'ES384'] }, 'is none for ES384.'],
    ['a short RSA key', { publicKey: pem(weakRsa.publicKey), algorithms: ['RS256'] }, 'the key (rsa 1024) is none'],
    ['no key', { publicKey: 'x', algorithms: ['RS256'] }, "a key can't be read"],
    ['a symmetric JWK', { publicKey: { kty: 'oct', k: 'eA' }, algorithms: ['RS256'] }, "a key can't be read"],
    ['a public key to sign with', { privateKey: pem(rsa.publicKey), algorithms: ['RS256'] }, "a key can't be read"],
    [
      'S11: keys that are no pair',
      { publicKey: pem(rsa.publicKey), privateKey: pem(otherRsa.privateKey), algorithms: ['RS256'] },
      'are no pair',
    ],
    ['two kinds of keys', { secret, jwksUrl, algorithms: ['RS256'] }, 'keys of several kinds'],
    ['keys over plain http', { jwksUrl: 'http://issuer.example/keys', algorithms: ['RS256'] }, 'is no https address'],
    ['keys from nowhere', { jwksUrl: 'keys.json', algorithms: ['RS256'] }, 'is no https address'],
    ['a misspelt option', { secret, expires_in: 60 } as JWTOptions, 'no option "expires_in"'],
    ['tokens that are born dead', { secret, expiresIn: 0 }, 'expiresIn is 0.'],
    ['tokens that live for a text', { secret, expiresIn: '1h' as unknown as number }, 'expiresIn is 1h.'],
    ['a tolerance that is none', { secret, clockTolerance: -1 }, 'clockTolerance is -1.'],
    ['no audience', { secret, audience: [] }, 'audience names nothing.'],
    ['an empty issuer', { secret, issuer: '' }, 'issuer names nothing.'],
  ])('(%s) are a mistake', (_, options, problem) => {
    expect(of(options)).toEqual([expect.stringContaining(problem)]);
  });

  it('are a mistake without any secret', () => {
    vi.stubEnv('LIGHTAPI_JWT_SECRET', undefined);
    expect(mistakes({ backend: JWTAuthentication })).toEqual(['the tokens have no secret.']);
    vi.stubEnv('LIGHTAPI_JWT_SECRET', secret);
    expect(mistakes({ backend: JWTAuthentication })).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('must sign where a subclass checks passwords', () => {
    class Mine extends JWTAuthentication {
      constructor() {
        super({ algorithms: ['RS256'], publicKey: pem(rsa.publicKey) });
      }
      override validateCredentials() {
        return { sub: '1' };
      }
    }
    expect(mistakes({ backend: Mine })).toEqual([expect.stringContaining('no key signs the token')]);
  });
});

describe('keys', () => {
  it('with a mistake are never used, checked or not', () => {
    expect(() => compileKeys({}, 'short')).toThrow('can be guessed');
    expect(() => compileKeys({}, undefined)).toThrow('no secret');
    expect(() => compileKeys({ publicKey: pem(rsa.publicKey) }, secret)).toThrow('takes a secret');
  });
});

describe('the keys of an issuer', () => {
  it('are read once, and again when a token names a new one', async () => {
    const issuer = await openIssuer({ one: rsa.publicKey });
    const { send } = made({ algorithms: ['RS256', 'ES256'], jwksUrl: issuer.url, jwksCooldown: 0 });
    const [old, rotated] = await Promise.all([
      tokenOf({ sub: '1' }, rsa.privateKey, { alg: 'RS256', kid: 'one' }),
      tokenOf({ sub: '1' }, p256.privateKey, { alg: 'ES256', kid: 'two' }),
    ]);
    expect([(await send('GET', bearer(old))).status, (await send('GET', bearer(old))).status]).toEqual([200, 200]);
    expect(issuer.reads()).toBe(1);
    issuer.publish({ two: p256.publicKey });
    expect((await send('GET', bearer(rotated))).status).toBe(200);
    expect((await send('GET', bearer(old))).status).toBe(401);
  });

  it('are not read for each unknown key that somebody invents', async () => {
    const issuer = await openIssuer({ one: rsa.publicKey });
    const { send } = made({ algorithms: ['RS256'], jwksUrl: issuer.url });
    for (let at = 0; at < 20; at += 1) {
      const token = await tokenOf({}, otherRsa.privateKey, { alg: 'RS256', kid: `made-up-${at}` });
      expect((await send('GET', bearer(token))).status).toBe(401);
    }
    expect(issuer.reads()).toBe(1);
  });

  it('that can not be read are a 503 and in the log, never access, and no burden on those without a token', async () => {
    const issuer = await openIssuer({ one: rsa.publicKey });
    const backend = new JWTAuthentication({ algorithms: ['RS256'], jwksUrl: issuer.url, clock });
    const { send, log } = guarded({ backend, permission: AllowAny });
    const token = bearer(await tokenOf({}, rsa.privateKey, { alg: 'RS256', kid: 'one' }));
    issuer.publish(undefined);
    const detail = "credentials can't be checked now, try again";
    expect(await send('GET', token)).toMatchObject({ status: 503, retryAfter: '1', body: { detail } });
    expect(log.errors).toEqual([expect.objectContaining({ cause: expect.any(Error) })]);
    expect(log.lines).toEqual([expect.stringMatching(/^GET \/things failed \(request /)]);
    expect((await send('GET')).status).toBe(200);
    issuer.publish({ one: rsa.publicKey });
    expect((await send('GET', token)).status).toBe(200);
  });

  it('that are none are a 503 as well', async () => {
    const issuer = await openIssuer({ one: rsa.privateKey });
    const { send } = made({ algorithms: ['RS256'], jwksUrl: issuer.url });
    const token = await tokenOf({}, rsa.privateKey, { alg: 'RS256', kid: 'one' });
    expect((await send('GET', bearer(token))).status).toBe(503);
  });

  it('never verify what is not listed', async () => {
    const issuer = await openIssuer({ one: rsa.publicKey });
    const { send } = made({ algorithms: ['ES256'], jwksUrl: issuer.url });
    const statusOf = async (token: string): Promise<number> => (await send('GET', bearer(token))).status;
    expect(await statusOf(await tokenOf({}, rsa.privateKey, { alg: 'RS256', kid: 'one' }))).toBe(401);
    expect(await statusOf(forge({ alg: 'HS256', kid: 'one' }, { exp: seconds + 60 }, pem(rsa.publicKey)))).toBe(401);
  });
});
