import { hashApiKey, JWTAuthentication } from 'lightapi';
import { testClient } from 'lightapi/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { classes, statusesOf } from './callers.ts';
import { configOf, mistakes, serveYaml } from './configured.ts';

const secret = 'a-secret-of-thirty-two-bytes-or-more';
beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', secret));
afterEach(() => void vi.unstubAllEnvs());

const endpoint = (meta: string, before = ''): string =>
  `${before}\nendpoints: [{ route: /a, fields: { x: str }, meta: ${meta} }]\n`;

/** The rules that a file relies on, with their paths. */
const relied = async (yaml: string): Promise<readonly string[]> =>
  (await configOf(yaml, { classes })).relied.map(({ rule, where }) => `${rule} ${where.split(' ')[1]}`);

const defaults = 'defaults: { authentication: { backend: Nobody, permission: IsAdminUser } }';

describe('authentication of an endpoint', () => {
  it('stands over the defaults, key by key', async () => {
    const yaml = endpoint('{ authentication: { permission: IsAuthenticated } }', defaults);
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 401, ann: 200, root: 200 });
    expect(await statusesOf(endpoint('{}', defaults), 'GET')).toEqual({ nobody: 401, ann: 403, root: 200 });
  });

  it('is none where nobody says any', async () => {
    expect(await statusesOf(endpoint('{}'), 'GET')).toEqual({ nobody: 200, ann: 200, root: 200 });
  });

  it('has permissions that combine', async () => {
    const yaml = endpoint(
      '{ authentication: { backend: Nobody, permission: { or: [{ not: IsAdminUser }, { and: [IsAdminUser, AllowAny] }] } } }',
    );
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 401, ann: 200, root: 200 });
    const none = endpoint('{ authentication: { backend: Nobody, permission: { not: IsAuthenticated } } }');
    expect(await statusesOf(none, 'GET')).toEqual({ nobody: 401, ann: 403, root: 403 });
  });

  it('denies the verbs that a map of permissions does not list', async () => {
    const yaml = endpoint('{ authentication: { backend: Nobody, permission: { GET: AllowAny } } }');
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 200, ann: 200, root: 200 });
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 403, root: 403 });
    expect(await relied(yaml)).toEqual(['permission_map_open endpoints[0].meta.authentication.permission']);
    const whole = endpoint('{ methods: [GET], authentication: { backend: Nobody, permission: { GET: AllowAny } } }');
    expect(await relied(whole)).toEqual([]);
  });
});

describe('a map of methods', () => {
  it('says who may use each verb, over the endpoint and the defaults', async () => {
    const yaml = endpoint(
      '{ methods: { GET: { authentication: { permission: AllowAny } }, POST: {} }, authentication: { permission: IsAuthenticated } }',
      defaults,
    );
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 200, ann: 200, root: 200 });
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 201, root: 201 });
    expect(await statusesOf(yaml, 'DELETE')).toEqual({ nobody: 405, ann: 405, root: 405 });
    expect(await relied(yaml)).toEqual([]);
  });

  it('without any permission asks the backend all the same', async () => {
    const yaml = endpoint('{ methods: { GET:, POST: {} }, authentication: { backend: Nobody } }');
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 401, ann: 200, root: 200 });
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 201, root: 201 });
    expect(await relied(yaml)).toEqual(['auth_without_permission endpoints[0].meta.methods']);
  });

  it('leaves no verb open beside others that are not', async () => {
    const yaml = endpoint(
      '{ methods: { GET: { authentication: { permission: AllowAny } }, POST: {} }, authentication: { backend: Nobody } }',
    );
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 201, root: 201 });
    expect(await relied(yaml)).toEqual(['verb_without_permission endpoints[0].meta.methods.POST']);
  });

  it('asks the backend that one verb names for those that say nothing', async () => {
    const yaml = endpoint('{ methods: { GET: {}, POST: { authentication: { backend: Nobody } } } }');
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 401, ann: 200, root: 200 });
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 201, root: 201 });
  });

  it('takes its entry of a map of permissions, and denies what has none', async () => {
    const yaml = endpoint(
      '{ methods: { GET: {}, POST: {} }, authentication: { backend: Nobody, permission: { GET: IsAuthenticated } } }',
    );
    expect(await statusesOf(yaml, 'GET')).toEqual({ nobody: 401, ann: 200, root: 200 });
    expect(await statusesOf(yaml, 'POST')).toEqual({ nobody: 401, ann: 403, root: 403 });
    expect(await relied(yaml)).toEqual(['permission_map_open endpoints[0].meta.methods.POST']);
  });

  it('that is empty serves all verbs, with the authentication that there is', async () => {
    for (const methods of ['{}', '[]']) {
      const yaml = endpoint(`{ methods: ${methods} }`, defaults);
      expect(await statusesOf(yaml, 'DELETE')).toEqual({ nobody: 401, ann: 403, root: 404 });
    }
  });

  it('is open where nobody is asked', async () => {
    expect(await statusesOf(endpoint('{ methods: { GET: {} } }'), 'GET')).toEqual({ nobody: 200, ann: 200, root: 200 });
  });
});

describe('tokens', () => {
  const authentication = (options: string): string =>
    endpoint(`{ authentication: { backend: JWTAuthentication, ${options} } }`);

  it('are verified with the algorithm that is said, and no other', async () => {
    const long = 'x'.repeat(64);
    vi.stubEnv('LIGHTAPI_JWT_SECRET', long);
    const yaml = authentication('jwt_algorithm: HS512, jwt_issuer: me, jwt_audience: [you]');
    const api = await serveYaml(yaml);
    const statusOf = async (backend: JWTAuthentication): Promise<number> => {
      const authorization = `Bearer ${await backend.sign({ sub: '1' })}`;
      return (await api.send('GET', '/a', { headers: { authorization } })).status;
    };
    const said = { issuer: 'me', audience: 'you' };
    expect(await statusOf(new JWTAuthentication({ secret: long, algorithms: ['HS512'], ...said }))).toBe(200);
    expect(await statusOf(new JWTAuthentication({ secret: long, algorithms: ['HS512'] }))).toBe(401);
    expect(await statusOf(new JWTAuthentication({ secret: long, ...said }))).toBe(401);
    expect(await relied(yaml)).toEqual(['jwt_algorithm_ignored endpoints[0].meta.authentication.jwt_algorithm']);
  });

  it('of the login live as long, and hold what is said', async () => {
    const yaml = authentication('jwt_expiration: 60, jwt_extra_claims: [role]');
    const api = await serveYaml(yaml, { loginValidator: () => ({ sub: '1', role: 'cook', salary: 3 }) });
    const { body } = await api.post('/auth/login', { username: 'a', password: 'b' });
    const claims = JSON.parse(atob(String(body.token).split('.')[1] ?? ''));
    expect(claims).toEqual({ sub: '1', role: 'cook', exp: expect.any(Number) });
    expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(60_000);
  });

  it('of endpoints that say the same come of one backend', async () => {
    const same = 'meta: { authentication: { backend: JWTAuthentication, jwt_expiration: 60 } }';
    const { routes } = await configOf(
      `endpoints: [{ route: /a, fields: { x: str }, ${same} }, { route: /b, fields: { x: str }, ${same} }]`,
    );
    const [one, other] = [routes['/a'], routes['/b']].map((each) => each?.meta.authentication?.backend);
    expect(one).toBeInstanceOf(JWTAuthentication);
    expect(other).toBe(one);
  });
});

describe('API keys', () => {
  const keyed = (keys: string): string =>
    endpoint(`{ authentication: { backend: ApiKeyAuthentication, api_key_header: X-Key, api_keys: ${keys} } }`);

  it('come from the environment, or as their hashes', async () => {
    vi.stubEnv('IMPORT_KEY', 'key-of-the-importer');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the form of a variable
    const one = '{ key: "${IMPORT_KEY}", user: { sub: importer } }';
    const { app } = await serveYaml(keyed(`[${one}, { hash: ${hashApiKey('other')}, user: { sub: other } }]`));
    for (const [key, status] of Object.entries({ 'key-of-the-importer': 200, other: 200, third: 401 })) {
      expect((await app.request('/a', { headers: { 'x-key': key } })).status, key).toBe(status);
    }
    expect((await testClient(app).request('GET', '/a')).status).toBe(401);
  });

  it('are read by the backend that reads them alone', async () => {
    const yaml = endpoint(
      '{ authentication: { backend: JWTAuthentication, api_keys: [{ key: a, user: { sub: b } }] } }',
    );
    expect((await mistakes(yaml))[0]).toContain('meta.authentication.api_keys: the backend reads no API keys.');
    expect((await mistakes(keyed('[{ key: a, hash: b, user: { sub: c } }]')))[0]).toContain('it is no key of a user.');
  });
});
