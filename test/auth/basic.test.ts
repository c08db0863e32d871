import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ApiKeyAuthentication, hashApiKey } from '../../src/auth/api-key.ts';
import type { Authentication } from '../../src/auth/authentication.ts';
import { BasicAuthentication } from '../../src/auth/basic.ts';
import type { CredentialValidator } from '../../src/auth/credentials.ts';
import { JWTAuthentication } from '../../src/auth/jwt.ts';
import { AllowAny } from '../../src/auth/permissions.ts';
import { basic, guarded, secret, unauthorized } from './guarded.ts';

const isAda: CredentialValidator = (username, password) =>
  username === 'ada' && password === 'engine' ? { sub: 'ada' } : null;

class Staff extends BasicAuthentication {
  override async validateCredentials(username: string, password: string) {
    return isAda(username, password);
  }
}

const ways: readonly [string, Authentication, CredentialValidator | undefined][] = [
  ['an option', { backend: new BasicAuthentication({ validate: isAda }) }, undefined],
  ['an async option', { backend: new BasicAuthentication({ validate: async (...both) => isAda(...both) }) }, undefined],
  ['an async override', { backend: Staff }, undefined],
  ["the app's validator", { backend: BasicAuthentication }, isAda],
  ["the app's async validator", { backend: BasicAuthentication }, async (...both) => isAda(...both)],
  ['an override rather than the app', { backend: Staff }, () => ({ sub: 'anyone' })],
];

describe('BasicAuthentication', () => {
  it.each(ways)('S3: asks %s, and lets a wrong password not in', async (_, authentication, loginValidator) => {
    const { send } = guarded(authentication, loginValidator);
    expect(await send('GET', basic('ada', 'engine'))).toMatchObject({ status: 200, body: { user: { sub: 'ada' } } });
    const challenge = 'Basic realm="api", charset="UTF-8"';
    for (const headers of [basic('ada', 'x'), basic('ada', ''), basic('x', 'engine'), {}]) {
      expect(await send('GET', headers)).toEqual({ status: 401, challenge, body: { detail: unauthorized } });
    }
  });

  it('takes the scheme in any case', async () => {
    const { send } = guarded({ backend: Staff });
    for (const scheme of ['basic', 'BASIC']) {
      const authorization = basic('ada', 'engine').authorization?.replace('Basic', scheme) ?? '';
      expect((await send('GET', { authorization })).status).toBe(200);
    }
  });

  it('keeps `this` for an override', async () => {
    class Listed extends BasicAuthentication {
      readonly names = ['ada'];
      override validateCredentials(username: string) {
        return this.names.includes(username) && { sub: username };
      }
    }
    const { send } = guarded({ backend: Listed });
    expect((await send('GET', basic('ada', 'x'))).status).toBe(200);
    expect((await send('GET', basic('eve', 'x'))).status).toBe(401);
  });

  it('asks nobody about a header that holds no credentials', async () => {
    const validate = vi.fn(() => ({ sub: 'x' }));
    const { send } = guarded({ backend: new BasicAuthentication({ validate }) });
    for (const authorization of ['Basic', 'Basic !!!', 'Basic YQ==', 'Bearer YTpi', 'Basic YTo=']) {
      expect((await send('GET', { authorization })).status).toBe(401);
    }
    expect(validate).not.toHaveBeenCalled();
  });

  it('a validator that throws, or gives no user but true, is a 500 and in the log', async () => {
    const broken = [() => Promise.reject(new Error('down')), () => true, async () => 'ada'] as CredentialValidator[];
    for (const validate of broken) {
      const { send, log } = guarded({ backend: new BasicAuthentication({ validate }), permission: AllowAny });
      expect((await send('GET', basic('ada', 'engine'))).status).toBe(500);
      expect(log.errors).toHaveLength(1);
    }
  });

  it('with nobody to ask lets nobody in', async () => {
    const { send } = guarded({ backend: BasicAuthentication });
    expect((await send('GET')).status).toBe(401);
    expect((await send('GET', basic('ada', 'engine'))).status).toBe(500);
  });

  it('describes itself', () => {
    expect(new BasicAuthentication().describe()).toEqual({
      name: 'basicAuth',
      scheme: { type: 'http', scheme: 'basic' },
    });
  });
});

describe('any header', () => {
  const backends = [
    new JWTAuthentication({ secret }),
    new Staff(),
    new ApiKeyAuthentication({ keys: { [hashApiKey('no-chance-finds-this')]: { sub: 'k' } } }),
  ];
  const apps = backends.map((backend) => guarded({ backend }));
  const part = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    fc
      .record({
        alg: fc.constantFrom('HS256', 'RS256', 'none', 'EdDSA', 'dir'),
        crit: fc.jsonValue(),
        kid: fc.jsonValue(),
      })
      .map((header) => Buffer.from(JSON.stringify(header)).toString('base64url')),
  );
  const value = fc
    .tuple(
      fc.constantFrom('Bearer ', 'Basic ', 'bearer', '', 'Digest '),
      fc.array(part, { maxLength: 5 }),
      fc.constantFrom('.', ' ', ':', ', '),
    )
    .map(([scheme, parts, between]) => `${scheme}${parts.join(between)}`)
    // What HTTP lets through.
    .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));

  it('of a stranger is 401, never a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        for (const { send, log } of apps) {
          const { status } = await send('GET', { authorization: text, 'x-api-key': text });
          expect([status, log.errors]).toEqual([401, []]);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
