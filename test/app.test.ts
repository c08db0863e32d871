import { existsSync } from 'node:fs';
import { ConfigurationError, field, LightApi, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepLog, serve, speak, temporaryFile } from './serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

class AuthorEndpoint extends RestEndpoint {
  name = field.string();
}

afterEach(() => vi.unstubAllEnvs());

/** An app in memory that is closed when the test ends. */
function inMemory(): LightApi {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog() });
  onTestFinished(() => app.close());
  return app;
}

describe('register', () => {
  it('can be chained, and called again', async () => {
    const app = inMemory();
    const same = app.register({ '/books': BookEndpoint }).register({ '/authors': AuthorEndpoint });
    expect(same).toBe(app);
    for (const path of ['/books', '/authors']) expect((await same.request(path)).status).toBe(200);
  });

  it.each([
    ['build', (app: LightApi) => app.build()],
    ['the first request', (app: LightApi) => app.request('/healthz')],
  ])('after %s is told as late', async (_, start) => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    await start(app);
    expect(() => app.register({ '/authors': AuthorEndpoint, '/more': AuthorEndpoint })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'late_registration', where: '/authors, /more' })],
      }),
    );
    expect(() => app.register({ '/authors': AuthorEndpoint })).toThrow(ConfigurationError);
  });
});

describe('an app', () => {
  it('builds itself once, on the first of many requests', async () => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const replies = await Promise.all(Array.from({ length: 20 }, () => app.request('/books')));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(await app.build()).toBe(await app.build());
  });

  it('answers a Web-standard Request, also where fetch is taken off it', async () => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const { fetch } = app;
    expect((await fetch(new Request('http://any.example/books'))).status).toBe(200);
  });

  it('can be mounted in an app of Hono', async () => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const { Hono } = await import('hono');
    const outer = new Hono().route('/api', await app.build());
    const created = await outer.request('/api/books', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"title":"a"}',
    });
    expect([created.status, created.headers.get('location')]).toEqual([201, '/api/books/1']);
    expect((await outer.request('/api/books/1')).status).toBe(200);
  });

  it('without endpoints is healthy', async () => {
    const { get } = await serve({});
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/books')).status).toBe(404);
  });

  it('in memory shares nothing with another', async () => {
    const [one, other] = [await serve({ '/books': BookEndpoint }), await serve({ '/books': BookEndpoint })];
    await one.post('/books', { title: 'a' });
    expect((await one.get('/books')).body.results).toHaveLength(1);
    expect((await other.get('/books')).body.results).toEqual([]);
  });

  it('on one file sees what another wrote', async () => {
    const database = `sqlite:///${temporaryFile()}`;
    const one = await serve({ '/books': BookEndpoint }, { database });
    const other = await serve({ '/books': BookEndpoint }, { database });
    const created = await one.post('/books', { title: 'a' });
    expect((await other.get('/books/1')).text).toBe(created.text);
    await other.patch('/books/1', { title: 'b', version: 1 });
    expect((await one.get('/books/1')).body.title).toBe('b');
  });

  it('keeps its rows over a restart', async () => {
    const database = `sqlite:///${temporaryFile()}`;
    const first = await serve({ '/books': BookEndpoint }, { database });
    const created = await first.post('/books', { title: 'a' });
    await first.app.close();
    const second = await serve({ '/books': BookEndpoint }, { database });
    expect((await second.get('/books/1')).text).toBe(created.text);
  });

  it('P14: may register the same class as another', async () => {
    for (const _ of [1, 2]) {
      const { post } = await serve({ '/books': BookEndpoint });
      expect((await post('/books', { title: 'a' })).body.id).toBe(1);
    }
  });

  it('that is declared wrong says so for every request', async () => {
    const app = inMemory();
    app.register({ '/healthz': BookEndpoint });
    await expect(app.request('/books')).rejects.toBeInstanceOf(ConfigurationError);
    await expect(app.request('/books')).rejects.toBeInstanceOf(ConfigurationError);
    await expect(app.run({ port: 0 })).rejects.toBeInstanceOf(ConfigurationError);
  });

  it('that is declared wrong makes no database', async () => {
    const file = temporaryFile();
    const app = new LightApi({ database: `sqlite:///${file}`, logger: keepLog() }).register({
      '/healthz': BookEndpoint,
    });
    await expect(app.build()).rejects.toBeInstanceOf(ConfigurationError);
    expect(existsSync(file)).toBe(false);
  });
});

describe('close', () => {
  it('answers what was accepted, and may be called again', async () => {
    const database = `sqlite:///${temporaryFile()}`;
    const { app, post } = await serve({ '/books': BookEndpoint }, { database });
    const writes = Array.from({ length: 20 }, (_, at) => post('/books', { title: `${at}` }));
    // A request is accepted when its write waits for the group; before that it is not there yet.
    await writes[0];
    await Promise.all([app.close(), app.close()]);
    const ended = await Promise.all(writes);
    const { get } = await serve({ '/books': BookEndpoint }, { database });
    const titles = (await get('/books')).body.results.map(({ title }) => title);
    expect(titles).toEqual(ended.flatMap(({ status }, at) => (status === 201 ? [`${at}`] : [])));
    expect(titles).toContain('0');
  });

  it('of an app that was never built is nothing', async () => {
    await expect(new LightApi().close()).resolves.toBeUndefined();
  });
});

describe('run', () => {
  it('serves over HTTP, and says where, on what, which routes, and how long it took', async () => {
    const file = temporaryFile();
    const logger = keepLog();
    const app = new LightApi({ database: `sqlite:///${file}`, logger }).register({ '/books': BookEndpoint });
    onTestFinished(() => app.close());
    const { url } = await app.run({ port: 0 });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect((await fetch(`${url}/books`)).status).toBe(200);
    expect(logger.lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^LightAPI on ${url}, SQLite ${file}\n` +
            '  GET POST              /books       BookEndpoint, table books\n' +
            '  GET PUT PATCH DELETE  /books/\\{id\\}\n' +
            'Ready in \\d+ ms$',
        ),
      ),
    ]);
  });

  it('listens where LIGHTAPI_HOST and LIGHTAPI_PORT say', async () => {
    vi.stubEnv('LIGHTAPI_HOST', 'localhost');
    vi.stubEnv('LIGHTAPI_PORT', '0');
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const { url } = await app.run();
    expect(url).toMatch(/^http:\/\/localhost:[1-9]\d*$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('and close stop serving', async () => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const { url } = await app.run({ port: 0 });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await app.close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('answers in-process as well', async () => {
    const app = inMemory();
    app.register({ '/books': BookEndpoint });
    const { url } = await app.run({ port: 0 });
    await speak(app).post('/books', { title: 'a' });
    expect(await (await fetch(`${url}/books/1`)).json()).toMatchObject({ title: 'a' });
  });
});
