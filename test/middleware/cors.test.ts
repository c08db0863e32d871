import { describe, expect, it } from 'vitest';
import { secureHeaders } from '../../src/http/secure-headers.ts';
import { checkCorsOrigins, compileCors } from '../../src/middleware/cors.ts';
import { compileMiddlewares, Middleware } from '../../src/middleware/middleware.ts';
import { complaints, onion } from './onion.ts';

const mine = 'https://app.example';
const other = 'https://evil.example';

function withOrigins(origins: readonly string[], ...inner: Parameters<typeof compileMiddlewares>[0]) {
  const cors = compileCors(origins);
  return onion([...(cors === undefined ? [] : [cors]), ...compileMiddlewares(inner)]);
}

const corsHeaders = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-allow-') || name === 'vary'));

const preflight = (origin: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', ...headers },
});

describe('a listed origin', () => {
  const granted = { 'access-control-allow-origin': mine, 'access-control-allow-credentials': 'true', vary: 'Origin' };

  it.each([
    ['/books', 200],
    ['/nowhere', 404],
    ['/invalid', 422],
    ['/broken', 500],
  ])('may read %s, errors too', async (path, status) => {
    const reply = await withOrigins([mine]).get(path, { origin: mine });
    expect([reply.status, corsHeaders(reply)]).toEqual([status, granted]);
  });

  it('may read the headers that a client needs', async () => {
    const reply = await withOrigins([mine]).get('/books', { origin: mine });
    const exposed = reply.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['ETag', 'Location', 'RateLimit-Remaining', 'Retry-After', 'X-Request-ID']),
    );
  });

  it('gets an answer to its preflight, on any path', async () => {
    const { hono } = withOrigins([mine]);
    const wanted = { 'access-control-request-headers': 'Content-Type, Authorization, X-Foo' };
    for (const path of ['/books', '/nowhere']) {
      const reply = await hono.request(path, preflight(mine, wanted));
      expect([reply.status, await reply.text(), reply.headers.get('access-control-max-age')]).toEqual([
        200,
        'OK',
        '600',
      ]);
      expect(corsHeaders(reply)).toEqual({
        ...granted,
        'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
        'access-control-allow-headers': 'Content-Type, Authorization, X-Foo',
        vary: 'Access-Control-Request-Headers, Origin',
      });
    }
  });

  it.each([mine, other])('has secure headers on the answer to a preflight (%s)', async (origin) => {
    const { headers } = await withOrigins([mine]).hono.request('/books', preflight(origin));
    expect(Object.fromEntries(headers)).toMatchObject(secureHeaders);
  });

  it('is told that a method is none', async () => {
    const { hono } = withOrigins([mine]);
    const reply = await hono.request('/books', preflight(mine, { 'access-control-request-method': 'BREW' }));
    expect([reply.status, await reply.text()]).toEqual([400, 'Disallowed CORS method']);
  });

  it('is the same with its port left out, and in capitals', async () => {
    const reply = await withOrigins(['HTTPS://App.Example:443']).get('/books', { origin: mine });
    expect(corsHeaders(reply)).toEqual(granted);
  });

  it('keeps its headers when a middleware replies early, or replaces the reply', async () => {
    class Early extends Middleware {
      process() {
        return new Response('early', { status: 401 });
      }
    }
    class Late extends Middleware {
      process(_: unknown, response: Response | null) {
        return response === null ? null : new Response('late');
      }
    }
    for (const inner of [Early, Late]) {
      expect(corsHeaders(await withOrigins([mine], inner).get('/books', { origin: mine }))).toEqual(granted);
    }
  });

  it('keeps what a reply says of Vary', async () => {
    const cors = compileCors([mine]);
    const varying = () => new Response('', { headers: { vary: 'Accept' } });
    const reply = await onion(cors === undefined ? [] : [cors], varying).get('/books', { origin: mine });
    expect(reply.headers.get('vary')).toBe('Accept, Origin');
  });
});

describe('an origin that is not listed', () => {
  it.each([other, 'null', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:8443'])(
    '(%s) is told nothing',
    async (origin) => {
      const reply = await withOrigins([mine]).get('/books', { origin });
      expect(corsHeaders(reply)).toEqual({ vary: 'Origin' });
      expect(reply.headers.has('access-control-expose-headers')).toBe(false);
    },
  );

  it('gets no preflight', async () => {
    const reply = await withOrigins([mine]).hono.request('/books', preflight(other));
    expect([reply.status, await reply.text(), corsHeaders(reply)]).toEqual([
      400,
      'Disallowed CORS origin',
      { vary: 'Origin' },
    ]);
  });
});

describe('*', () => {
  it('S13: lets every origin read, never with credentials, and is never mirrored', async () => {
    const { get, hono } = withOrigins(['*']);
    const replies = [
      await get('/books', { origin: other, cookie: 'session=1' }),
      await hono.request('/books', preflight(other)),
    ];
    for (const { headers } of replies) {
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  it('S13: beside a listed origin leaves credentials to that one', async () => {
    const { get } = withOrigins(['*', mine]);
    expect(corsHeaders(await get('/books', { origin: mine }))).toEqual({
      'access-control-allow-origin': mine,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    expect(corsHeaders(await get('/books', { origin: other }))).toEqual({
      'access-control-allow-origin': '*',
      vary: 'Origin',
    });
  });
});

describe('a request that is no preflight', () => {
  it.each([
    ['of no origin', {}],
    ['of an origin that asks for no method', { origin: mine }],
  ])('(OPTIONS %s) is answered by the app', async (_, headers) => {
    const reply = await withOrigins([mine]).hono.request('/books', { method: 'OPTIONS', headers });
    expect([reply.status, reply.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  it('of the same origin is told that the reply varies', async () => {
    expect(corsHeaders(await withOrigins([mine]).get('/books'))).toEqual({ vary: 'Origin' });
  });
});

describe('the list of origins', () => {
  it('costs nothing where there is none', () => {
    expect([compileCors(undefined), compileCors([])]).toEqual([undefined, undefined]);
  });

  it.each(['*', mine, 'http://localhost:5173', 'http://[::1]:3000', 'capacitor://localhost'])('takes %s', (origin) => {
    expect(complaints((complain) => checkCorsOrigins([origin], complain))).toEqual([]);
  });

  it.each(['https://app.example/', 'https://app.example/path', 'app.example', 'null', 'https://*.app.example', '', 7])(
    'does not take %s',
    (origin) => {
      expect(complaints((complain) => checkCorsOrigins([origin], complain))).toEqual([
        `bad_option: ${JSON.stringify(origin)} is no origin. Give '*', or scheme, host and port as a browser sends them: 'https://app.example'.`,
      ]);
    },
  );

  it('is a list', () => {
    expect(complaints((complain) => checkCorsOrigins('*', complain))).toHaveLength(1);
  });
});
