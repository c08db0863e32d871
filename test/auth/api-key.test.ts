import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { ApiKeyAuthentication, generateApiKey, hashApiKey } from '../../src/auth/api-key.ts';
import { guarded, unauthorized } from './guarded.ts';

const [one, two] = [generateApiKey(), generateApiKey()];
const keys = { [hashApiKey(one)]: { sub: 'one' }, [hashApiKey(two)]: { sub: 'two', is_admin: true } };

describe('an API key', () => {
  it('is its user', async () => {
    const { send } = guarded({ backend: new ApiKeyAuthentication({ keys }) });
    expect((await send('GET', { 'x-api-key': one })).body).toEqual({ user: { sub: 'one' }, apiKey: hashApiKey(one) });
    expect((await send('GET', { 'X-API-Key': two })).body).toMatchObject({ user: { sub: 'two', is_admin: true } });
  });

  it.each([
    ['none', {}],
    ['an empty one', { 'x-api-key': '' }],
    ['an unknown one', { 'x-api-key': generateApiKey() }],
    ['half of one', { 'x-api-key': one.slice(0, 20) }],
    ['one and more', { 'x-api-key': `${one}x` }],
    ['two', { 'x-api-key': `${one}, ${two}` }],
    ['the hash of one', { 'x-api-key': hashApiKey(one) }],
    ['one in another header', { authorization: `Bearer ${one}` }],
    ['a very long one', { 'x-api-key': 'x'.repeat(100_000) }],
    ['a name of Object', { 'x-api-key': 'constructor' }],
  ])('(%s) is 401', async (_, headers) => {
    const { send } = guarded({ backend: new ApiKeyAuthentication({ keys }) });
    const challenge = 'ApiKey realm="api", header="X-API-Key"';
    expect(await send('GET', headers as Record<string, string>)).toEqual({
      status: 401,
      challenge,
      body: { detail: unauthorized },
    });
  });

  it('is found in a table of yours by its hash, sync or async', async () => {
    const find = (hash: string) => keys[hash] ?? null;
    for (const lookup of [find, async (hash: string) => find(hash)]) {
      const { send } = guarded({ backend: new ApiKeyAuthentication({ keys: lookup, header: 'X-Token' }) });
      expect((await send('GET', { 'x-token': one })).body).toMatchObject({ user: { sub: 'one' } });
      expect((await send('GET', { 'x-token': 'x' })).status).toBe(401);
      expect((await send('GET', { 'x-api-key': one })).status).toBe(401);
    }
  });

  it('of more than 512 characters is not looked for', async () => {
    const find = vi.fn(() => ({ sub: 'x' }));
    const { send } = guarded({ backend: new ApiKeyAuthentication({ keys: find }) });
    expect((await send('GET', { 'x-api-key': 'x'.repeat(513) })).status).toBe(401);
    expect(find).not.toHaveBeenCalled();
    expect((await send('GET', { 'x-api-key': 'x'.repeat(512) })).status).toBe(200);
  });

  it('has 256 random bits, and is kept as SHA-256', () => {
    expect(new Set([one, two, generateApiKey()]).size).toBe(3);
    expect(Buffer.from(one, 'base64url')).toHaveLength(32);
    expect(hashApiKey(one)).toBe(createHash('sha256').update(one).digest('hex'));
  });

  it('describes itself, each header under its own name', () => {
    expect(new ApiKeyAuthentication({ keys }).describe()).toEqual({
      name: 'apiKeyAuth',
      scheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    });
    expect(new ApiKeyAuthentication({ keys, header: 'X-Token' }).describe().name).toBe('apiKeyAuth.X-Token');
  });
});
