import { BasicAuthentication, field, type Meta, RestEndpoint, type Verb } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const only = (...methods: Verb[]) =>
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta: Meta<unknown> = { methods };
  };

describe('a path that leads nowhere', () => {
  it.each(['/', '/nope', '/books/1/x', '/Books', '//books', '/books//1', '/book', '/api/books', '/books%2F1'])(
    '%s is 404 with a detail',
    async (path) => {
      const { post, send } = await serve({ '/books': BookEndpoint });
      await post('/books', { title: 'a' });
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        const reply = await send(method, `http://localhost${path}`);
        expect([reply.status, reply.text]).toEqual([404, '{"detail":"not found"}']);
      }
    },
  );
});

describe('a verb that is not served', () => {
  it.each([
    ['PUT', '/books', 'GET, POST', 'GET, HEAD, POST, OPTIONS'],
    ['PATCH', '/books', 'GET, POST', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/books/', 'GET, POST', 'GET, HEAD, POST, OPTIONS'],
    ['PROPFIND', '/books', 'GET, POST', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/books/1', 'GET, PUT, PATCH, DELETE', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['POST', '/books/abc', 'GET, PUT, PATCH, DELETE', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['POST', '/healthz', 'GET', 'GET, HEAD, OPTIONS'],
  ])("%s %s is 405 with Allow and the README's body", async (method, path, named, allow) => {
    const { send } = await serve({ '/books': BookEndpoint });
    const reply = await send(method, path);
    expect([reply.status, reply.text]).toEqual([405, `{"detail":"Method Not Allowed. Allowed: ${named}"}`]);
    expect(reply.headers.get('allow')).toBe(allow);
    expect(reply.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    [['GET'], { GET: 200, POST: 405 }, { GET: 200, PUT: 405, PATCH: 405, DELETE: 405 }],
    [['POST'], { GET: 405, POST: 415, HEAD: 405 }, { GET: 404, PUT: 404, PATCH: 404, DELETE: 404, OPTIONS: 404 }],
    [['DELETE'], { GET: 404, POST: 404, OPTIONS: 404 }, { GET: 405, HEAD: 405, PUT: 405, PATCH: 405, DELETE: 204 }],
    [['PATCH', 'PUT'], { GET: 404, POST: 404 }, { GET: 405, PUT: 415, PATCH: 415, DELETE: 405 }],
    [
      ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      { GET: 200, POST: 415 },
      { GET: 200, PUT: 415, PATCH: 415, DELETE: 204 },
    ],
  ] as [Verb[], Record<string, number>, Record<string, number>][])(
    'of an endpoint with %j is 405, or 404 where it serves none',
    async (methods, collection, item) => {
      const { post, send } = await serve({ '/books': only(...methods) });
      if (methods.includes('POST')) await post('/books', { title: 'a' });
      for (const [method, status] of Object.entries(collection)) {
        const init = method === 'GET' || method === 'HEAD' ? {} : { body: 'x' };
        expect([method, (await send(method, '/books', init)).status]).toEqual([method, status]);
      }
      for (const [method, status] of Object.entries(item)) {
        const init = method === 'GET' || method === 'HEAD' ? {} : { body: 'x' };
        const expected = status < 300 && !methods.includes('POST') ? 404 : status;
        expect([method, (await send(method, '/books/1', init)).status]).toEqual([method, expected]);
      }
    },
  );
});

describe('P12: OPTIONS', () => {
  it.each([
    ['/books', 'GET, HEAD, POST, OPTIONS'],
    ['/books/', 'GET, HEAD, POST, OPTIONS'],
    ['/books/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['/healthz', 'GET, HEAD, OPTIONS'],
  ])('of %s says what is allowed', async (path, allow) => {
    const { send } = await serve({ '/books': BookEndpoint });
    const reply = await send('OPTIONS', path);
    expect([reply.status, reply.text, reply.headers.get('allow')]).toEqual([204, '', allow]);
  });

  it('names HEAD only where GET is served', async () => {
    const { send } = await serve({ '/books': only('POST') });
    expect((await send('OPTIONS', '/books')).headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('P12: HEAD', () => {
  it.each(['/books', '/books/', '/books/1', '/books/999', '/books?after=x', '/healthz', '/nope'])(
    'of %s has the status and headers of GET, and no body',
    async (path) => {
      const { post, get, send } = await serve({ '/books': BookEndpoint });
      await post('/books', { title: 'Žluťoučký' });
      const [whole, head] = [await get(path), await send('HEAD', path)];
      expect([head.status, head.text]).toEqual([whole.status, '']);
      expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
    },
  );

  it.each(['/books', '/books/1', '/healthz'])('of %s says the length of the body in bytes', async (path) => {
    const { post, get, send } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'Žluťoučký' });
    const { headers } = await send('HEAD', path);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength((await get(path)).text)));
  });
});

describe('what code of yours throws', () => {
  class NoteEndpoint extends RestEndpoint {
    text = field.string({
      default: () => {
        throw 'a word';
      },
    });
  }
  class StaffEndpoint extends BookEndpoint {
    static override meta: Meta<StaffEndpoint> = { authentication: { backend: BasicAuthentication } };
  }
  const authorization = `Basic ${btoa('ada:engine')}`;

  it.each([
    ['a validator, at an endpoint', 'GET', '/staff', { authorization }],
    ['a validator, with HEAD', 'HEAD', '/staff', { authorization }],
    ['a validator, at the login', 'POST', '/auth/login', { authorization }],
    ['a default', 'POST', '/notes', { 'content-type': 'application/json' }],
  ])('need be no error to be answered and in the log (%s)', async (_, method, path, headers) => {
    const logger = keepLog();
    const loginValidator = () => Promise.reject('a word');
    const routes = { '/notes': NoteEndpoint, '/staff': StaffEndpoint };
    const corsOrigins = ['https://app.example'];
    const { send } = await serve(routes, { logger, loginValidator, corsOrigins });
    const init = { headers: { ...headers, origin: 'https://app.example' }, ...(path === '/notes' && { body: '{}' }) };
    const reply = await send(method, path, init);
    expect([reply.status, reply.text]).toEqual([500, method === 'HEAD' ? '' : '{"detail":"internal server error"}']);
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(logger.errors).toMatchObject([{ message: 'thrown, and no error: a word', cause: 'a word' }]);
  });
});

describe('a trailing slash', () => {
  it('is served, for every verb, as if it were not there', async () => {
    const { send, get } = await serve({ '/books': BookEndpoint });
    const init = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const created = await send('POST', '/books/', init({ title: 'a' }));
    expect([created.status, created.headers.get('location')]).toEqual([201, '/books/1']);
    expect((await get('/books/')).text).toBe((await get('/books')).text);
    expect((await get('/books/?x=y')).status).toBe(200);
    expect((await get('/books/1/')).text).toBe(created.text);
    expect((await send('PATCH', '/books/1/', init({ title: 'b', version: 1 }))).status).toBe(200);
    expect((await send('DELETE', '/books/1/')).status).toBe(204);
    expect((await get('/healthz/')).text).toBe('{"status":"ok"}');
  });
});

describe('/healthz', () => {
  it('says that the app is there', async () => {
    const { get } = await serve({ '/books': BookEndpoint });
    const reply = await get('/healthz');
    expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([
      200,
      '{"status":"ok"}',
      'application/json',
    ]);
  });
});
