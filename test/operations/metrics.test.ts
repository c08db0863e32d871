import { field, LightApi, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
}
const routes = { '/books': BookEndpoint } as const;

/** The samples of a page: `name{labels} value`, by name and labels. */
async function samples(app: LightApi, path = '/metrics', init: RequestInit = {}): Promise<ReadonlyMap<string, number>> {
  const reply = await app.request(path, init);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = (await reply.text()).split('\n');
  const comment = /^# (?:HELP|TYPE) [a-zA-Z_:][\w:]* .+$/;
  const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)$/;
  for (const line of lines) expect(line === '' || comment.test(line) || sample.test(line), line).toBe(true);
  return new Map(
    lines.flatMap((line) => {
      const [, name = '', value] = sample.exec(line) ?? [];
      return name === '' ? [] : [[name, Number(value)] as const];
    }),
  );
}

const count = (labels: string): string => `http_request_duration_seconds_count{${labels}}`;

describe('metrics', () => {
  it('count requests by route, method and status, and never by path', async () => {
    const { app, post, get, send } = await serve(routes, { metrics: true });
    await post('/books', { title: 'a' });
    for (let id = 1; id <= 20; id += 1) await get(`/books/${id}`);
    for (let at = 0; at < 20; at += 1) await get(`/nowhere/${at}`);
    for (let at = 0; at < 20; at += 1) await send(`MADEUP${at}`, '/books');
    await get('/healthz');
    const found = await samples(app);
    const counts = [...found].filter(([name]) => name.startsWith('http_request_duration_seconds_count'));
    expect(Object.fromEntries(counts)).toEqual({
      [count('method="POST",route="/books",status_code="201"')]: 1,
      [count('method="GET",route="/books/:id",status_code="200"')]: 1,
      [count('method="GET",route="/books/:id",status_code="404"')]: 19,
      [count('method="GET",route="unmatched",status_code="404"')]: 20,
      [count('method="_OTHER",route="/books",status_code="405"')]: 20,
    });
    expect(found.get('http_requests_in_flight')).toBe(0);
    expect(found.get('nodejs_eventloop_lag_seconds')).toBeDefined();
  });

  it('count statements by operation, with those that fail', async () => {
    const { app, post } = await serve(routes, { metrics: true });
    await post('/books', { title: 'a' });
    await post('/books', { title: 'a' });
    const found = await samples(app);
    const statements = 'lightapi_database_statement_duration_seconds_count{operation="INSERT"}';
    expect(found.get(statements)).toBeGreaterThanOrEqual(2);
    expect(found.get('lightapi_database_statement_errors_total{operation="INSERT"}')).toBeGreaterThanOrEqual(1);
  });

  it('of two apps are their own', async () => {
    const [first, second] = [await serve(routes, { metrics: true }), await serve(routes, { metrics: true })];
    await first.get('/books');
    const labels = 'method="GET",route="/books",status_code="200"';
    expect((await samples(first.app)).get(count(labels))).toBe(1);
    expect((await samples(second.app)).has(count(labels))).toBe(false);
  });

  it('are not there where nobody asks', async () => {
    const { get } = await serve(routes);
    expect((await get('/metrics')).status).toBe(404);
  });

  it('are for who has the token', async () => {
    const { app, get, send } = await serve(routes, { metrics: { path: '/-/metrics', token: 'a-long-token' } });
    const refused = await get('/-/metrics');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="metrics"']);
    for (const token of ['', 'a-long-token2', 'b-long-token']) {
      const reply = await send('GET', '/-/metrics', { headers: { authorization: `Bearer ${token}` } });
      expect(reply.status).toBe(401);
    }
    await samples(app, '/-/metrics', { headers: { authorization: 'Bearer a-long-token' } });
  });

  it('have a port of their own, which serves nothing else and ends with the app', async () => {
    const log = keepLog();
    const app = new LightApi({ database: 'sqlite:///:memory:', logger: log, metrics: { port: 0 } }).register(routes);
    onTestFinished(() => app.close());
    const { url } = await app.run({ port: 0 });
    const [, apart = ''] = /^Metrics on (\S+)$/m.exec(log.lines.join('\n')) ?? [];
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${apart}/metrics`)).status).toBe(200);
    expect((await fetch(`${apart}/books`)).status).toBe(404);
    await app.close();
    await expect(fetch(`${apart}/metrics`)).rejects.toThrow();
  });
});

describe('the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('asks for metrics, for a token and for a port of their own', async () => {
    vi.stubEnv('LIGHTAPI_METRICS', 'true').stubEnv('LIGHTAPI_METRICS_TOKEN', 'a-long-token');
    expect((await (await serve(routes)).get('/metrics')).status).toBe(401);
    vi.stubEnv('LIGHTAPI_METRICS_PORT', '9464');
    expect((await (await serve(routes)).get('/metrics')).status).toBe(404);
    vi.stubEnv('LIGHTAPI_METRICS_PORT', 'x');
    expect(() => new LightApi()).toThrow('LIGHTAPI_METRICS_PORT: it is "x".');
  });
});

it('metrics that make no sense are mistakes', () => {
  const metrics = { path: 'metrics', port: -1, tokn: 'x', token: 5 };
  expect(() => new LightApi({ metrics: metrics as never })).toThrow(
    /metrics\.tokn: metrics knows.*\n.*metrics\.path: it is.*\n.*metrics\.token: it is no text.*\n.*metrics\.port: it is -1/,
  );
  expect(() => new LightApi({ metrics: { path: '/healthz' } })).toThrow('metrics: it is /healthz, as healthPath is.');
  expect(() => new LightApi({ metrics: { path: '/healthz', port: 9464 } })).not.toThrow();
});
