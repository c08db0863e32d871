import { fileURLToPath } from 'node:url';
import { JWTAuthentication, LightApi } from 'lightapi';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepLog, speak, temporaryFile } from '../serve.ts';
import { configOf, fileOf, refused, serveFile, serveYaml } from './configured.ts';

const secret = 'a-secret-of-thirty-two-bytes-or-more';
beforeEach(() => void vi.stubEnv('LIGHTAPI_JWT_SECRET', secret));
afterEach(() => void vi.unstubAllEnvs());

const bearer = async (claims: Record<string, unknown>): Promise<{ readonly authorization: string }> => ({
  authorization: `Bearer ${await new JWTAuthentication({ secret }).sign(claims)}`,
});

const readme = fileURLToPath(new URL('readme.yaml', import.meta.url));

describe("the README's file, as it stands", () => {
  it('serves what it says, with its database from a variable', async () => {
    const database = `sqlite:///${temporaryFile()}`;
    vi.stubEnv('DATABASE_URL', database);
    const app = await LightApi.fromConfig(readme, { logger: keepLog() });
    onTestFinished(() => app.close());
    const api = speak(app);
    expect((await api.get('/products')).status).toBe(401);
    expect((await api.post('/orders', { reference: 'r', total: 1.5 })).status).toBe(201);
    const headers = await bearer({ sub: '1' });
    const page = await api.send('GET', '/products?in_stock=true&ordering=-price', { headers });
    expect(page.body).toEqual({ count: 0, pages: 0, next: null, previous: null, results: [] });
    expect((await api.send('PATCH', '/products/1', { headers })).status).toBe(405);
    expect((await app.resources()).map(({ model }) => model.table)).toEqual(['products', 'orders']);
    expect(app.declaration().url).toBe(database);
  });

  it('needs the variable that it names', async () => {
    vi.stubEnv('DATABASE_URL', undefined);
    expect(await refused(LightApi.fromConfig(readme))).toEqual([
      'readme.yaml:3:8 database.url: the environment variable DATABASE_URL is not set. ' +
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the form of a variable
        'Set it, or give a default: ${DATABASE_URL:-…}.',
    ]);
  });

  it('is not asked for it where the program names a database', async () => {
    vi.stubEnv('DATABASE_URL', undefined);
    expect((await (await serveFile(readme)).get('/orders')).status).toBe(200);
  });
});

describe('fromConfig', () => {
  const books = 'endpoints: [{ route: /books, fields: { title: string } }]';

  it('lets options win over the file', async () => {
    const yaml = `list_limit: 5\nbody_limit: 40\ncors_origins: [https://a.example]\n${books}`;
    const { options } = await configOf(yaml, { listLimit: 7 });
    expect(options).toMatchObject({ listLimit: 7, bodyLimit: 40, corsOrigins: ['https://a.example'] });
    const api = await serveYaml(yaml, { bodyLimit: 1000 });
    expect((await api.post('/books', { title: 'x'.repeat(50) })).status).toBe(201);
    const small = await serveYaml(yaml);
    expect((await small.post('/books', { title: 'x'.repeat(50) })).status).toBe(413);
  });

  it('wants a database of somebody', async () => {
    const file = fileOf(books);
    vi.stubEnv('LIGHTAPI_DATABASE_URL', undefined);
    expect((await refused(LightApi.fromConfig(file)))[0]).toContain('no database is named.');
    vi.stubEnv('LIGHTAPI_DATABASE_URL', 'sqlite:///:memory:');
    const app = await LightApi.fromConfig(file);
    onTestFinished(() => app.close());
    expect(app.declaration().url).toBe('sqlite:///:memory:');
  });

  it('serves where the file says, unless run() says more', async () => {
    const app = await LightApi.fromConfig(fileOf(`server: { host: 127.0.0.1, port: 0 }\n${books}`), {
      database: 'sqlite:///:memory:',
      logger: keepLog(),
    });
    onTestFinished(() => app.close());
    const { url } = await app.run();
    expect((await fetch(`${url}/books`)).status).toBe(200);
  });

  it('warns of keys that mean nothing, and refuses them where it is strict', async () => {
    const yaml = `${books}\nlist_limits: 4\n`;
    const warning =
      'api.yaml:2:1 list_limits: "list_limits" means nothing here. Did you mean "list_limit"? Keys: database,';
    expect((await serveYaml(yaml)).log.lines[0]).toContain(warning);
    expect((await refused(configOf(yaml, { strict: true })))[0]).toContain(warning);
  });

  it('says in the log what is safer than in the original', async () => {
    const api = await serveYaml(`cors_origins: ["*"]\n${books}`);
    expect(api.log.lines).toEqual([
      'api.yaml: safer than in the Python original: cors_credentials. "lightapi doctor" says where and how.',
    ]);
  });

  it('says where in the file the mistakes are that only the database shows', async () => {
    const yaml = 'endpoints:\n  - route: /users\n    reflect: true\n    meta:\n      table: nobody\n';
    expect(await refused(serveYaml(yaml))).toEqual([
      'api.yaml:5:14 endpoints[0].meta.table: there is no table "nobody". Tables: .',
    ]);
  });

  it('refuses what is no file', async () => {
    expect(await refused(LightApi.fromConfig('no-such.yaml'))).toEqual([
      'no-such.yaml: there is no such file. Name the YAML file of the app.',
    ]);
    expect((await refused(LightApi.fromConfig('test')))[0]).toContain('it is a folder.');
  });
});
