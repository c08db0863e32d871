import { field, IsAuthenticated, JWTAuthentication, LightApi, type Meta, Middleware, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Cluster, hasPostgres } from '../postgres-cluster.ts';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta = {
    authentication: { backend: new JWTAuthentication({ secret: 'x'.repeat(32) }), permission: IsAuthenticated },
    rateLimit: { points: 1, duration: 60 },
  };
}

class ClosedMiddleware extends Middleware {
  process() {
    return Response.json('closed', { status: 418 });
  }
}

const routes = { '/books': BookEndpoint } as const;

describe('a probe', () => {
  it('asks whether the process lives and is ready, past logins, limits and middleware', async () => {
    const { get } = await serve(routes, { middlewares: [ClosedMiddleware] });
    for (let probe = 0; probe < 3; probe += 1) {
      const [live, ready] = [await get('/healthz'), await get('/readyz')];
      expect([live.status, live.text]).toEqual([200, '{"status":"ok"}']);
      expect([ready.status, ready.text]).toEqual([200, '{"status":"ok","checks":{"database":"ok"}}']);
      expect(ready.headers.get('cache-control')).toBe('no-store');
      expect(ready.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await get('/books')).status).toBe(418);
  });

  it('asks where the options say, or nowhere', async () => {
    const { get } = await serve(routes, { healthPath: '/-/live', readyPath: false });
    expect((await get('/-/live')).status).toBe(200);
    expect((await get('/healthz')).status).toBe(404);
    expect((await get('/readyz')).status).toBe(404);
  });

  it('may ask nothing but GET and HEAD', async () => {
    const { send } = await serve(routes);
    expect((await send('POST', '/readyz')).status).toBe(405);
    expect((await send('HEAD', '/readyz')).status).toBe(200);
  });

  it.skipIf(!hasPostgres)(
    'is told that the database is gone, and that it is back, with no restart',
    async () => {
      const cluster = await Cluster.start();
      const log = keepLog();
      const app = new LightApi({ database: cluster.url, logger: log }).register(routes);
      onTestFinished(() => app.close());
      await app.build();
      await cluster.kill();
      const reply = await app.request('/readyz');
      expect([reply.status, await reply.text()]).toEqual([
        503,
        '{"status":"unavailable","checks":{"database":"failed"}}',
      ]);
      expect((await app.request('/healthz')).status).toBe(200);
      await cluster.start();
      const until = performance.now() + 10_000;
      while ((await app.request('/readyz')).status !== 200 && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(log.lines).toEqual(['not ready: database failed.', 'ready again: database answers.']);
    },
    60_000,
  );
});
