/** The client against real apps, in this process and over HTTP. */
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { BasicAuthentication, field, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { createClient, NotFoundError } from 'lightapi/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pathOf } from '../house/repository.ts';
import { keepLog, temporaryFolder } from '../serve.ts';
import { writeManyRoutes } from './many-routes.ts';
import { connect, letters, open, titles } from './shelf.ts';

describe('routes', () => {
  it('are properties, each made once, and had from $at as well', async () => {
    const api = connect();
    expect(api.books).toBe(api.books);
    expect(api.api.v1.posts).toBe(api.api.v1.posts);
    await api.$at('/books/archived-events').create({ title: 'x' });
    expect((await api.books['archived-events'].list()).results).toHaveLength(1);
    expect(() => api.$at('/books/../words' as '/words')).toThrow(TypeError);
  });

  it('stay what they are where the language asks for more', async () => {
    const api = connect();
    expect(await api).toBe(api);
    expect(await api.books).toBe(api.books);
    expect(JSON.stringify({ api })).toBe('{"api":{"books":{}}}');
    expect(String(api)).toBe('[object Object]');
    expect(Object.keys(api.books)).not.toContain('toJSON');
    const { list } = api.books;
    expect((await list()).results).toEqual([]);
  });

  it('that a type does not know are refused by the server', async () => {
    const app = open();
    const api = createClient('http://localhost', { fetch: app.fetch });
    expect((await api.$at('/books').list({ title: 'x' })).results).toEqual([]);
    await expect(api.$at('/nothing').list()).rejects.toThrow(NotFoundError);
    expect(await api.$request('GET', '/healthz')).toEqual({ status: 'ok' });
  });
});

describe('the caller', () => {
  const backend = new JWTAuthentication({ secret: 'kitchen-secret-kitchen-secret-32b' });
  const loginValidator = (name: string, password: string) =>
    name === 'ann' && password === 'pässword' ? { sub: 'ann' } : null;

  class SecretEndpoint extends RestEndpoint {
    text = field.string();
    static override meta = { authentication: { backend } } satisfies Meta<SecretEndpoint>;
  }
  class BasicEndpoint extends RestEndpoint {
    text = field.string();
    static override meta = { authentication: { backend: BasicAuthentication } } satisfies Meta<BasicEndpoint>;
  }
  const guarded = () => {
    const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), loginValidator });
    onTestFinished(() => app.close());
    return app.register({ '/secrets': SecretEndpoint, '/basics': BasicEndpoint });
  };

  it('logs in, and is known by the token from then on', async () => {
    const app = guarded();
    let token: string | undefined;
    const api = createClient<typeof app>('http://localhost', { fetch: app.fetch, token: () => token });
    await expect(api.secrets.list()).rejects.toMatchObject({ name: 'AuthenticationError', status: 401 });
    const login = await api.$login({ username: 'ann', password: 'pässword' });
    expect(login.user.sub).toBe('ann');
    ({ token } = login);
    expect((await api.secrets.list()).results).toEqual([]);
    await expect(api.$login({ username: 'ann', password: 'x' })).rejects.toThrow('Invalid credentials');
  });

  it('is known by name and password', async () => {
    const app = guarded();
    const basic = { username: 'ann', password: 'pässword' };
    const api = createClient<typeof app>('http://localhost', { fetch: app.fetch, basic });
    expect((await api.basics.list()).results).toEqual([]);
  });
});

describe('over HTTP', () => {
  it('does the same, from a base path as well', async () => {
    const app = open();
    const { url } = await app.run({ port: 0 });
    const api = createClient<typeof app>(new URL(`${url}/`));
    for (const title of letters) await api.books.create({ title });
    expect(await titles(api.books.all())).toBe('abcde');
    const stale = await api.books.get(1);
    await api.books.update(stale, { title: 'z' });
    await expect(api.books.update(stale, { title: 'y' })).rejects.toMatchObject({ name: 'VersionConflictError' });
  });
});

describe('the bundle', () => {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [pathOf('src/client/client.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });

  it('is below 4 kB, minified and compressed', () => {
    expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).toBeLessThan(4096);
  });

  it('holds nothing but the client', () => {
    const foreign = Object.keys(metafile.inputs).filter((path) => !path.includes('src/client/'));
    expect(foreign).toEqual([]);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  });
});

it('has types that the compiler gets through for an app of a thousand routes', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  writeManyRoutes(folder, 1000);
  const tsc = pathOf('node_modules/.bin/tsc');
  const { stdout, status } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
