/** Where the document and its page are, and to whom they are given. */
import { Hono } from 'hono';
import {
  BasicAuthentication,
  field,
  LightApi,
  type LightApiOptions,
  type OpenApiDocument,
  RestEndpoint,
} from 'lightapi';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepLog, mistakesOf, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}
const routes = { '/books': BookEndpoint };

const staff = {
  backend: new BasicAuthentication({ validate: (name) => (name === 'ann' ? { sub: name } : null) }),
};

const serversOf = async (reply: Response | Promise<Response>): Promise<unknown> =>
  ((await (await reply).json()) as OpenApiDocument).servers;

describe('/openapi.json', () => {
  it('is the document, the same as the app gives tools', async () => {
    const { app, get } = await serve(routes);
    const { status, headers, body } = await get('/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).toEqual(await app.openapi());
  });

  it('is 304 for who has it, and has a length for HEAD', async () => {
    const { get, send } = await serve(routes);
    const { headers, text } = await get('/openapi.json');
    const etag = headers.get('etag') ?? '';
    const again = await send('GET', '/openapi.json', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    const { headers: head } = await send('HEAD', '/openapi.json');
    expect(head.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect((await send('POST', '/openapi.json')).status).toBe(405);
  });

  it('says under which path it is mounted', async () => {
    const { app } = await serve(routes);
    const site = new Hono().route('/api/v1', await app.build());
    expect(await serversOf(site.request('/api/v1/openapi.json'))).toEqual([{ url: '/api/v1' }]);
    expect(await serversOf(app.request('/openapi.json'))).toEqual([{ url: '/' }]);
  });

  it('says the servers that the app names, wherever it is', async () => {
    const servers = [{ url: 'https://api.example.com' }];
    const { app } = await serve(routes, { openapi: { servers } });
    const site = new Hono().route('/api', await app.build());
    expect(await serversOf(site.request('/api/openapi.json'))).toEqual(servers);
  });

  it('is elsewhere, or nowhere, where the app says so', async () => {
    const { get } = await serve(routes, { openapi: { path: '/internal/api.json' } });
    expect((await get('/internal/api.json')).status).toBe(200);
    expect((await get('/openapi.json')).status).toBe(404);
    const off = await serve(routes, { openapi: false });
    expect((await off.get('/openapi.json')).status).toBe(404);
    expect((await off.get('/docs')).status).toBe(404);
    expect((await off.app.openapi()).paths).toHaveProperty('/books');
  });

  it('is for those whom the app names, and so is its page', async () => {
    const { app } = await serve(routes, { openapi: { authentication: staff } });
    for (const path of ['/openapi.json', '/docs']) {
      const refused = await app.request(path);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, staff.backend.challenge]);
      const headers = { authorization: `Basic ${btoa('ann:secret')}` };
      expect((await app.request(path, { headers })).status).toBe(200);
    }
  });
});

describe('/docs', () => {
  const statusOf = async (options: LightApiOptions, path = '/docs'): Promise<number> => {
    const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), ...options }).register(routes);
    onTestFinished(() => app.close());
    return (await app.request(path)).status;
  };

  it('is there, unless it is said or the app is in production', async () => {
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ docs: false })).toBe(404);
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await statusOf({})).toBe(404);
    expect(await statusOf({}, '/openapi.json')).toBe(200);
    expect(await statusOf({ docs: true })).toBe(200);
    expect(await statusOf({ docs: '/reference' }, '/reference')).toBe(200);
  });

  it('keeps its path free, in production too: a class registered there is told', async () => {
    const told = async (options: LightApiOptions = {}): Promise<string> =>
      (await mistakesOf({ '/docs': BookEndpoint }, options)).message;
    expect(await told()).toContain('route "/docs": the app serves this path itself');
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await told()).toContain('route "/docs"');
    const { get } = await serve({ '/docs': BookEndpoint }, { docs: '/reference' });
    expect((await get('/docs')).body).toEqual({ results: [] });
  });
});
