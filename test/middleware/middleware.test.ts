import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { timing } from 'hono/timing';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/http/reply.ts';
import {
  checkMiddlewares,
  compileMiddlewares,
  Middleware,
  type MiddlewareOption,
} from '../../src/middleware/middleware.ts';
import { complaints, onion, onTheWayIn, onTheWayOut, tracing } from './onion.ts';

const around = (...list: MiddlewareOption[]) => onion(compileMiddlewares(list));

describe('middleware', () => {
  it('runs before a request in order, and after it in reverse', async () => {
    const trace: string[] = [];
    const traced = tracing(trace);
    const hono: MiddlewareHandler = async (_, next) => {
      trace.push('hono in');
      await next();
      trace.push('hono out');
    };
    await around(traced('a'), hono, traced('b')).get('/books');
    expect(trace).toEqual(['a in', 'hono in', 'b in', 'b out 200', 'hono out', 'a out 200']);
  });

  it.each([
    ['/nowhere', 'GET', 404],
    ['/books', 'DELETE', 405],
    ['/invalid', 'GET', 422],
    ['/broken', 'GET', 500],
    ['/books', 'OPTIONS', 204],
    ['/books', 'HEAD', 200],
  ])('P16: sees the reply of %s %s', async (path, method, status) => {
    const trace: string[] = [];
    const { hono } = around(tracing(trace)('a'));
    expect((await hono.request(path, { method })).status).toBe(status);
    expect(trace).toEqual(['a in', `a out ${status}`]);
  });

  it('sees the same where the app is mounted in another', async () => {
    const trace: string[] = [];
    const site = new Hono().route('/api', around(tracing(trace)('a')).hono);
    for (const path of ['/books', '/invalid', '/broken']) await site.request(`/api${path}`);
    expect(trace).toEqual(['a in', 'a out 200', 'a in', 'a out 422', 'a in', 'a out 500']);
  });

  it('is made once for an app, and serves many requests at a time', async () => {
    let made = 0;
    class Counting extends Middleware {
      readonly number = ++made;
      async process(c: Context, response: Response | null) {
        if (response === null) c.set('mine', c.req.query('n'));
        await Promise.resolve();
        response?.headers.set('x-mine', `${this.number} ${c.get('mine')}`);
      }
    }
    const { get } = around(Counting);
    const replies = await Promise.all([1, 2, 3].map((n) => get(`/books?n=${n}`)));
    expect(replies.map(({ headers }) => headers.get('x-mine'))).toEqual(['1 1', '1 2', '1 3']);
  });

  it('costs nothing where there is none', () => {
    expect(compileMiddlewares([])).toEqual([]);
  });
});

describe('a reply before the request is handled', () => {
  it('P16: ends it there, and those already entered still see it', async () => {
    const trace: string[] = [];
    const traced = tracing(trace);
    const { get } = around(
      traced('a'),
      traced('b'),
      onTheWayIn(() => json({ detail: 'no' }, 403)),
      traced('c'),
    );
    expect((await get('/books')).status).toBe(403);
    expect(trace).toEqual(['a in', 'b in', 'b out 403', 'a out 403']);
  });

  it('may come later', async () => {
    const { get } = around(onTheWayIn(async () => json({}, 418)));
    expect((await get('/books')).status).toBe(418);
  });
});

describe('a reply after the request is handled', () => {
  it('replaces the other with all its headers', async () => {
    const hono = compileMiddlewares([
      onTheWayOut(async () => new Response('mine', { status: 202, headers: { etag: '"2"' } })),
    ]);
    const headers = { etag: '"1"', 'cache-control': 'max-age=60' };
    const reply = await onion(hono, () => new Response('theirs', { headers })).get('/books');
    expect([reply.status, await reply.text(), reply.headers.get('etag')]).toEqual([202, 'mine', '"2"']);
    expect(reply.headers.has('cache-control')).toBe(false);
  });

  it('may be the same, with other headers', async () => {
    const { get } = around(
      onTheWayOut((_, response) => {
        response.headers.set('x-mine', 'yes');
        return response;
      }),
    );
    const reply = await get('/books');
    expect([await reply.text(), reply.headers.get('x-mine')]).toEqual(['{"results":[]}', 'yes']);
  });

  it('can have its headers changed even where they are fixed', async () => {
    const changing = compileMiddlewares([onTheWayOut((_, response) => response.headers.set('x-mine', 'yes'))]);
    const reply = await onion(changing, () => Response.redirect('http://localhost/elsewhere', 303)).get('/books');
    expect([reply.status, reply.headers.get('location'), reply.headers.get('x-mine')]).toEqual([
      303,
      'http://localhost/elsewhere',
      'yes',
    ]);
  });
});

describe('what c.header() says on the way in', () => {
  const speaking: MiddlewareHandler = async (c, next) => {
    c.header('x-mine', 'yes');
    c.header('etag', '"0"');
    c.header('set-cookie', 'a=1', { append: true });
    c.header('set-cookie', 'b=2', { append: true });
    await next();
  };

  it.each(['/books', '/nowhere', '/invalid', '/broken'])('is on the reply, whatever that is (%s)', async (path) => {
    const { headers } = await around(speaking).get(path);
    expect([headers.get('x-mine'), headers.getSetCookie()]).toEqual(['yes', ['a=1', 'b=2']]);
  });

  it.each([
    ['returns', () => json({}, 401)],
    ['throws', () => Promise.reject(new Error('oops'))],
  ])('is on what another middleware %s', async (_, act) => {
    const { headers } = await around(speaking, onTheWayIn(act)).get('/books');
    expect([headers.get('x-mine'), headers.getSetCookie()]).toEqual(['yes', ['a=1', 'b=2']]);
  });

  it('leaves what the reply says itself, and is said once', async () => {
    const headers = { etag: '"1"', 'set-cookie': 'c=3' };
    const reply = await onion(compileMiddlewares([speaking]), () => new Response('', { headers })).get('/books');
    expect([reply.headers.get('etag'), reply.headers.getSetCookie()]).toEqual(['"1"', ['c=3', 'a=1', 'b=2']]);
    const honos = await onion(compileMiddlewares([speaking]), (c) => c.json({})).get('/books');
    expect([honos.headers.get('x-mine'), honos.headers.getSetCookie()]).toEqual(['yes', ['a=1', 'b=2']]);
  });
});

describe('what a middleware throws', () => {
  it.each([
    ['before', onTheWayIn],
    ['after', onTheWayOut],
  ])('%s is answered, and those further out see the answer', async (_, phase) => {
    const trace: string[] = [];
    const traced = tracing(trace);
    const { get, log } = around(
      traced('a'),
      phase(() => {
        throw new Error('oops');
      }),
    );
    const reply = await get('/books');
    expect([reply.status, await reply.text()]).toEqual([500, '{"detail":"internal server error"}']);
    expect(trace).toEqual(['a in', 'a out 500']);
    expect(log.errors).toMatchObject([{ message: 'oops' }]);
  });

  it('takes the headers of the reply that is given up with it', async () => {
    const failing = compileMiddlewares([
      onTheWayOut(() => {
        throw new Error('oops');
      }),
    ]);
    const headers = { 'content-length': '6', etag: '"1"' };
    const reply = await onion(failing, () => new Response('theirs', { headers })).get('/books');
    expect([reply.status, reply.headers.has('content-length'), reply.headers.has('etag')]).toEqual([500, false, false]);
  });

  it.each([
    ['a middleware', [onTheWayIn(() => Promise.reject('a word'))], undefined],
    ['a handler', [onTheWayOut(() => null)], () => Promise.reject('a word')],
  ])('need be no error to be answered (%s)', async (_, list, handler) => {
    const trace: string[] = [];
    const { get, log } = onion(compileMiddlewares([tracing(trace)('a'), ...list]), handler);
    expect((await get('/books')).status).toBe(500);
    expect(trace).toEqual(['a in', 'a out 500']);
    expect(log.errors).toMatchObject([{ message: 'thrown, and no error: a word', cause: 'a word' }]);
  });

  it.each<[string, MiddlewareOption, string]>([
    ['neither goes on nor replies', async () => undefined, 'a middleware neither called next() nor replied'],
    ['is a factory', timing as never, 'a middleware returned what is no Response'],
    ['replies with an object', onTheWayIn(() => ({})), 'a middleware returned what is no Response'],
    ['replaces a reply by an object', onTheWayOut(() => ({})), 'a middleware returned what is no Response'],
  ])('includes a middleware that %s', async (_, option, message) => {
    const trace: string[] = [];
    const { get, log } = around(tracing(trace)('a'), option);
    expect((await get('/books')).status).toBe(500);
    expect(trace).toEqual(['a in', 'a out 500']);
    expect(log.errors).toMatchObject([{ message }]);
  });
});

describe('the list', () => {
  it('takes classes, with process as a field too, objects and Hono middleware', async () => {
    class Mine extends Middleware {
      process = async (_: Context, response: Response | null) => response?.headers.append('x-mine', 'yes');
    }
    const list = [
      Mine,
      new Mine(),
      onTheWayOut(() => null),
      timing(),
      function hono(_, next) {
        return next();
      },
    ] as MiddlewareOption[];
    expect(complaints((complain) => checkMiddlewares(list, complain))).toEqual([]);
    expect((await around(...list).get('/books')).headers.get('x-mine')).toBe('yes, yes');
  });

  it('takes nothing else', () => {
    const remedy = 'Give a list of classes that extend Middleware, or of Hono middleware.';
    class Stranger {}
    const items = [{}, 'cors', Stranger, { process: 1 }];
    expect(complaints((complain) => checkMiddlewares(items, complain))).toEqual(
      items.map((_, at) => `bad_option: item ${at} is no middleware. ${remedy}`),
    );
    expect(complaints((complain) => checkMiddlewares('cors', complain))).toEqual([
      `bad_option: it is no list. ${remedy}`,
    ]);
  });
});
