import { Writable } from 'node:stream';
import { BasicAuthentication, field, IsAuthenticated, LightApi, type Meta, RestEndpoint, type User } from 'lightapi';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}
class Known extends BasicAuthentication {
  override validateCredentials(username: string): User {
    return { sub: username === 'me' ? '7' : 'a\nb' };
  }
}
class SecretEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta = {
    authentication: { backend: Known, permission: IsAuthenticated },
  };
}
class BrokenEndpoint extends RestEndpoint {
  title = field.string();
  override list(): never {
    throw new Error('broken');
  }
}
const routes = { '/books': BookEndpoint, '/secrets': SecretEndpoint, '/broken': BrokenEndpoint } as const;

/** A pino that keeps its lines, and an app that writes to it. */
function logging(): { readonly app: LightApi; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: pino(stream), accessLog: true }).register(routes);
  onTestFinished(() => app.close());
  return { app, lines };
}

const requests = (lines: readonly Record<string, unknown>[]) => lines.filter(({ msg }) => msg === 'request');

describe('the access log', () => {
  it('has a line of fields for each request', async () => {
    const { app, lines } = logging();
    const authorization = `Basic ${btoa('me:hush')}`;
    const headers = { 'x-request-id': 'abc-1', authorization, cookie: 'id=hush' };
    const env = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
    await app.request('/secrets/5?token=hush&page=2', { headers }, env);
    expect(requests(lines)).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        msg: 'request',
        requestId: 'abc-1',
        method: 'GET',
        path: '/secrets/5',
        route: '/secrets/:id',
        status: 404,
        durationMs: expect.any(Number),
        databaseMs: expect.any(Number),
        statements: 1,
        clientAddress: '192.0.2.7',
        userId: '7',
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  it('knows what has no route, and warns of what the server is to blame for', async () => {
    const { app, lines } = logging();
    await app.request('/nowhere/%0a');
    await app.request('/broken');
    await app.request('/healthz');
    expect(requests(lines)).toMatchObject([
      { level: 30, status: 404, path: '/nowhere/%0a', clientAddress: 'unknown' },
      { level: 40, status: 500, route: '/broken' },
    ]);
    expect(requests(lines)[0]).not.toHaveProperty('route');
    expect(requests(lines)[0]).not.toHaveProperty('userId');
  });

  it('is in words where the logger knows no fields, one line each, whatever a user is called', async () => {
    const log = keepLog();
    const { app } = await serve(routes, { logger: log, accessLog: true });
    const headers = { authorization: `Basic ${btoa('you:hush')}`, 'x-request-id': 'abc-1' };
    await app.request('/secrets', { headers });
    expect(log.lines).toEqual([
      expect.stringMatching(/^GET \/secrets 200 in \d+(\.\d)? ms \(request abc-1, client unknown, user "a\\nb"\)$/),
    ]);
  });
});
