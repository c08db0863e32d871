import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callersOf, classes } from './callers.ts';
import { mistakes, serveYaml } from './configured.ts';

beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a-secret-of-thirty-two-bytes-or-more'));
afterEach(() => void vi.unstubAllEnvs());

const notes = (type: string, scope = '{ owner: user_id }'): string => `
endpoints:
  - route: /notes
    fields: { user_id: ${type}, text: str }
    meta: { scope: ${scope}, authentication: { backend: Nobody }, filtering: { fields: [user_id] } }
`;

describe('a scope by owner', () => {
  it('keeps each caller to their own rows, on every verb', async () => {
    const { ann, bob } = callersOf(await serveYaml(notes('str'), { classes }));
    const made = await ann.request('POST', '/notes', { text: 'a', user_id: 'bob' });
    expect(made.body).toMatchObject({ user_id: 'ann', text: 'a' });
    expect((await bob.request('GET', '/notes')).body.results).toEqual([]);
    expect((await bob.request('GET', '/notes?user_id=ann')).body.results).toEqual([]);
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { text: 'b', version: 1 }],
      ['PATCH', { text: 'b', version: 1 }],
      ['DELETE', undefined],
    ] as const) {
      expect((await bob.request(method, '/notes/1', body)).status, method).toBe(404);
    }
    const changed = await ann.request('PATCH', '/notes/1', { text: 'c', user_id: 'bob', version: 1 });
    expect(changed.body).toMatchObject({ user_id: 'ann', text: 'c' });
    const replaced = await ann.request('PUT', '/notes/1', { text: 'd', user_id: 'bob', version: 2 });
    expect(replaced.body).toMatchObject({ user_id: 'ann', text: 'd' });
  });

  it.each([
    ['int', '7', 7],
    ['bigint', '7', '7'],
    ['uuid', '3FA85F64-5717-4562-B3FC-2C963F66AFA6', '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
  ])('holds a claim in a column of type %s', async (type, sub, stored) => {
    const { nobody } = callersOf(await serveYaml(notes(type), { classes }));
    const caller = nobody.as({ sub });
    expect((await caller.request('POST', '/notes', { text: 'a' })).body.user_id).toBe(stored);
    expect((await caller.request('GET', '/notes')).body.results).toHaveLength(1);
  });

  it('has another claim where it is said', async () => {
    const { nobody } = callersOf(await serveYaml(notes('str', '{ owner: user_id, claim: email }'), { classes }));
    const caller = nobody.as({ sub: '1', email: 'a@b.c' });
    expect((await caller.request('POST', '/notes', { text: 'a' })).body.user_id).toBe('a@b.c');
  });

  it.each([
    ['no claim', 'int', {}],
    ['a claim that is no number', 'int', { sub: 'ann' }],
    ['a number that is not whole', 'int', { sub: 1.5 }],
    ['a number that is too large', 'int', { sub: '90071992547409931' }],
    ['a claim that is a list', 'str', { sub: ['ann'] }],
    ['an empty claim', 'str', { sub: '' }],
    ['a claim with a NUL', 'str', { sub: 'a\0b' }],
    ['a claim that is no UUID', 'uuid', { sub: 'ann' }],
  ])('gives nothing to a caller with %s', async (_, type, user) => {
    const { nobody } = callersOf(await serveYaml(notes(type), { classes }));
    const caller = nobody.as(user as { sub: string });
    expect((await caller.request('GET', '/notes')).body.results).toEqual([]);
    expect((await caller.request('POST', '/notes', { text: 'a' })).status).toBe(403);
  });

  it('is no claim that every object has', async () => {
    const yaml = notes('str', '{ owner: user_id, claim: constructor }');
    const { ann } = callersOf(await serveYaml(yaml, { classes }));
    expect((await ann.request('POST', '/notes', { text: 'a' })).status).toBe(403);
  });

  it('needs a user, a field, and no scope besides', async () => {
    const yaml = `
endpoints:
  - route: /notes
    fields: { user_id: str }
    meta:
      scope: { owner: user_id }
      overrides: { scope: ./x.ts#scope }
`;
    expect((await mistakes(yaml)).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'endpoints[0].meta.scope: nobody is asked who calls. Add authentication, as in authentication: { backend: JWTAuthentication }.',
      'endpoints[0].meta.overrides.scope: there is no module "./x.ts". Paths begin at the folder of this file.',
      'endpoints[0].meta.overrides.scope: scope.owner says this already. Say one of them.',
    ]);
  });
});
