/** Apps inside other apps, and behind handlers of the Web's form. */
import { Hono } from 'hono';
import { LightApi } from 'lightapi';
import { accessMatrix } from 'lightapi/testing';
import { describe, expect, it } from 'vitest';
import { expectMounted, mountable } from '../server/mounted.ts';

describe('an app with a base path', () => {
  it('serves everything under it, and nothing beside it', async () => {
    const app = mountable({ basePath: '/deep/api/', middlewares: [(_, next) => next()], corsOrigins: ['*'] });
    await expectMounted('http://localhost/deep/api', app.fetch);
    for (const path of ['/books', '/healthz', '/deep/apis/books']) expect((await app.request(path)).status).toBe(404);
    const { headers } = await app.request('/deep/api/books', { headers: { origin: 'https://a.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('says it in its address and its table of access', async () => {
    const app = mountable({ basePath: '/api' });
    const { url } = await app.run({ port: 0 });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
    await expectMounted(url);
    expect(await accessMatrix(app)).toMatch(/GET +\/books +200 +200 +200/);
  });

  it.each(['api', '/api?x', '/a//b', '/a b', '/:id', '/*'])('has one that is a plain path, not %j', (basePath) => {
    expect(() => new LightApi({ database: 'sqlite:///:memory:', basePath })).toThrow(
      'Give a plain path, as in "/api".',
    );
  });
});

describe('in a Hono app', () => {
  it('the app that is built is a route, without a base path', async () => {
    const site = new Hono().route('/deep/api', await mountable().build());
    site.get('/', (c) => c.text('home'));
    await expectMounted('http://localhost/deep/api', site.fetch);
    expect(await (await site.request('/')).text()).toBe('home');
  });

  it('the app with a base path is handed requests as they are', async () => {
    const app = mountable({ basePath: '/api' });
    const site = new Hono().all('/api/*', (c) => app.fetch(c.req.raw, c.env));
    await expectMounted('http://localhost/api', site.fetch);
    expect(await (await site.request('/api/nothing')).json()).toEqual({ detail: 'not found' });
  });
});

describe('as handlers by method, as Next.js has them', () => {
  it('an app serves app/api/[[...route]]/route.ts', async () => {
    const { fetch } = mountable({ basePath: '/api' });
    const route: Record<string, typeof fetch> = { GET: fetch, POST: fetch, PUT: fetch, PATCH: fetch, DELETE: fetch };
    const context = { params: Promise.resolve({ route: ['books'] }) };
    const next = async (request: Request): Promise<Response> => {
      const handler = route[request.method];
      return handler === undefined ? new Response(null, { status: 405 }) : handler(request, context);
    };
    await expectMounted('https://site.example/api', next);
  });
});
