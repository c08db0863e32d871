import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callersOf, classes } from './callers.ts';
import { configOf, mistakes, serveYaml } from './configured.ts';

beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', 'a-secret-of-thirty-two-bytes-or-more'));
afterEach(() => void vi.unstubAllEnvs());

const books = 'endpoints: [{ route: /books, fields: { title: str } }]';

describe('the app', () => {
  it('has every option under its name in snake_case', async () => {
    const validator = () => null;
    const yaml = `
database:
  url: sqlite:///books.db
  pool_size: 5
  tls: { rejectUnauthorized: false }
  statement_timeout: 100
  replicas: [postgres://replica/books]
  replica_lag: 0
cors_origins: [https://a.example]
trusted_proxies: [10.0.0.0/8]
middleware: [requestIds]
auth: { auth_path: /session, login_validator: check, login_rate_limit: { points: 3, duration: 60 } }
body_limit: 1000
list_limit: 10
create_tables: never
secret: sea-salt
redis: redis://cache/1
redis_required: true
redis_prefix: books
cache: { entries: 5, body_limit: 100 }
base_path: /api
health_path: false
log_level: warn
metrics: { path: /numbers, token: abc }
server: { host: 0.0.0.0, port: 80, drain_timeout: 5 }
mode: async
${books}
`;
    const { options, server } = await configOf(yaml, { classes: { check: validator }, strict: true });
    expect(options).toEqual({
      database: 'sqlite:///:memory:',
      databaseOptions: {
        ...{ poolSize: 5, tls: { rejectUnauthorized: false }, statementTimeout: 100, replicaLag: 0 },
        replicas: ['postgres://replica/books'],
      },
      corsOrigins: ['https://a.example'],
      trustedProxies: ['10.0.0.0/8'],
      middlewares: [expect.any(Function)],
      authPath: '/session',
      loginValidator: validator,
      loginRateLimit: { points: 3, duration: 60 },
      bodyLimit: 1000,
      listLimit: 10,
      createTables: 'never',
      secret: 'sea-salt',
      redis: 'redis://cache/1',
      redisRequired: true,
      redisPrefix: 'books',
      cache: { entries: 5, bodyLimit: 100 },
      basePath: '/api',
      healthPath: false,
      logLevel: 'warn',
      metrics: { path: '/numbers', token: 'abc' },
    });
    expect(server).toEqual({ host: '0.0.0.0', port: 80, drainTimeout: 5 });
  });

  it('has its database from the file, under either name, before the environment', async () => {
    vi.stubEnv('LIGHTAPI_DATABASE_URL', 'sqlite:///environment.db');
    const nothing = { database: undefined } as unknown as { database: string };
    for (const [yaml, database] of [
      ['database: sqlite:///a.db', 'sqlite:///a.db'],
      ['database: { url: sqlite:///b.db }\ndatabase_url: sqlite:///c.db', 'sqlite:///b.db'],
      ['database_url: sqlite:///c.db', 'sqlite:///c.db'],
      ['list_limit: 5', undefined],
    ] as const) {
      expect((await configOf(yaml, nothing)).options.database, yaml).toBe(database);
    }
  });
});

describe('the description of the API', () => {
  const docs = (yaml: string) => configOf(`${yaml}\n${books}`, { classes, strict: true });

  it('says what the file says, and is read by those who may', async () => {
    const { options } = await docs('openapi: { title: Books, servers: [{ url: /api }], path: /api.json }\ndocs: /page');
    expect(options).toMatchObject({
      openapi: { title: 'Books', servers: [{ url: '/api' }], path: '/api.json' },
      docs: '/page',
    });
    const guarded = `openapi: { authentication: { backend: Nobody, permission: IsAdminUser } }\n${books}`;
    const { nobody, ann, root } = callersOf(await serveYaml(guarded, { classes }));
    expect((await nobody.request('GET', '/openapi.json')).status).toBe(401);
    expect((await ann.request('GET', '/openapi.json')).status).toBe(403);
    expect((await root.request('GET', '/openapi.json')).body.paths['/books']).toBeDefined();
  });

  it('takes the words of version 1', async () => {
    const { options } = await docs(
      'enable_swagger: false\nswagger_title: Old\nswagger_version: "2"\nopenapi: { title: New }',
    );
    expect(options).toMatchObject({ docs: false, openapi: { title: 'New', version: '2' } });
  });

  it('may be nowhere', async () => {
    expect((await docs('openapi: false')).options.openapi).toBe(false);
    expect((await docs('openapi: true')).options.openapi).toBeUndefined();
  });
});

describe('middleware of the original', () => {
  it('for CORS opens to all origins what needs no credentials', async () => {
    const yaml = `cors_origins: [https://a.example]\nmiddleware: [CORSMiddleware]\n${books}`;
    const { options, relied } = await configOf(yaml);
    expect(options.corsOrigins).toEqual(['https://a.example', '*']);
    expect(options.middlewares).toBeUndefined();
    expect(relied.map(({ rule, where }) => `${rule} ${where}`)).toEqual([
      'cors_credentials api.yaml:2:14 middleware[0]',
    ]);
    const api = await serveYaml(yaml);
    const granted = async (origin: string) => {
      const { headers } = await api.send('GET', '/books', { headers: { origin } });
      return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
    };
    expect(await granted('https://a.example')).toEqual(['https://a.example', 'true']);
    expect(await granted('https://evil.example')).toEqual(['*', null]);
    expect((await configOf(`middleware: [CORSMiddleware]\n${books}`)).relied).toEqual([]);
  });

  it('for authentication makes every endpoint say who may', async () => {
    const told = await mistakes(`middleware: [AuthenticationMiddleware]\n${books}`);
    expect(told).toEqual([
      'api.yaml:2:13 endpoints[0]: AuthenticationMiddleware authenticates nobody here, and this endpoint does not say ' +
        'who may. Set authentication; permission: AllowAny is everybody.',
    ]);
    const said = `middleware: [AuthenticationMiddleware]\ndefaults: { authentication: { permission: AllowAny } }\n${books}`;
    expect((await configOf(said, { classes })).relied.map(({ rule }) => rule)).toEqual(['authentication_middleware']);
    const map = `middleware: [AuthenticationMiddleware]
endpoints: [{ route: /a, fields: { x: str }, meta: { methods: { GET: { authentication: { permission: AllowAny } }, POST: {} } } }]`;
    expect(await mistakes(map)).toHaveLength(1);
  });
});
