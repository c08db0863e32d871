import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Api, keepLog, serve, speak } from '../../../serve.ts';
import { startServer } from '../../../server/child.ts';
import { databaseFile } from '../../file.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
  author = field.integer({ optional: true, foreignKey: 'authors.id' });
}

class AuthorEndpoint extends RestEndpoint {
  name = field.string({ index: true });
}

const routes = { '/books': BookEndpoint, '/authors': AuthorEndpoint };

function appOn(database: string): LightApi {
  const app = new LightApi({ database, logger: keepLog() });
  onTestFinished(() => app.close());
  app.register(routes);
  return app;
}

describe('starts at the same time on a fresh file', () => {
  it('of eight apps in one process all succeed, on one set of tables', async () => {
    const file = databaseFile();
    const apps = Array.from({ length: 8 }, () => appOn(file.url));
    await Promise.all(apps.map((app) => app.build()));
    const apis: Api[] = apps.map(speak);
    const created = await Promise.all(apis.map((api, at) => api.post('/books', { title: `${at}` })));
    expect(created.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect((await (apis[7] as Api).get('/books')).body.results).toHaveLength(8);
    expect(file.schema()).toHaveLength(4);
  });

  it('of four processes all succeed', async () => {
    const file = databaseFile();
    const servers = await Promise.all(Array.from({ length: 4 }, () => startServer(file.url)));
    const statuses = await Promise.all(
      servers.map(async ({ url }, at) => {
        const body = JSON.stringify({ key: `${at}`, text: 'a', length: 1 });
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        return (await fetch(`${url}/entries`, init)).status;
      }),
    );
    expect(statuses).toEqual([201, 201, 201, 201]);
    expect(file.value('select count(*) from entries')).toBe(4);
  });
});

describe('a start', () => {
  it('waits while another program holds the file', async () => {
    const file = databaseFile('pragma journal_mode = wal; create table other (id integer)');
    file.db.exec('begin immediate');
    const app = appOn(file.url);
    let isBuilt = false;
    const built = app.build().then(() => {
      isBuilt = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isBuilt).toBe(false);
    file.db.exec('rollback');
    await built;
    expect((await app.request('/books')).status).toBe(200);
  });

  it('waits while another program holds a file that is not in WAL mode yet', async () => {
    const file = databaseFile('create table other (id integer)');
    file.db.exec('begin immediate');
    const app = appOn(file.url);
    const built = app.build();
    const settled = built.then(
      () => 'built',
      () => 'failed',
    );
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    file.db.exec('rollback');
    expect(await settled).toBe('built');
  });

  it('that adds a column leaves an app that runs working', async () => {
    class BookWithPages extends BookEndpoint {
      pages = field.integer({ optional: true });
      static override meta: Meta<BookWithPages> = { table: 'books' };
    }
    const file = databaseFile();
    const old = await serve(routes, { database: file.url });
    await old.post('/books', { title: 'a' });
    const young = await serve({ '/books': BookWithPages, '/authors': AuthorEndpoint }, { database: file.url });
    expect((await young.patch('/books/1', { pages: 5, version: 1 })).body).toMatchObject({ pages: 5, version: 2 });
    expect((await old.get('/books/1')).body).not.toHaveProperty('pages');
    expect((await old.put('/books/1', { title: 'b', version: 2 })).status).toBe(200);
    expect((await old.post('/books', { title: 'c' })).status).toBe(201);
    expect((await young.get('/books')).body.results).toMatchObject([
      { title: 'b', pages: 5 },
      { title: 'c', pages: null },
    ]);
  });
});

describe('what else a file holds', () => {
  it.each([
    ['statistics', 'analyze'],
    ['a table without types', 'create table other (a, b)'],
    ['a full-text index', 'create virtual table notes using fts5(text)'],
    ['a table with a quote in its name', `create table "it's" (id integer primary key)`],
  ])('does not keep an app from starting: %s', async (_, script) => {
    const file = databaseFile();
    const first = await serve(routes, { database: file.url });
    await first.post('/authors', { name: 'a' });
    await first.app.close();
    file.db.exec(script);
    const { get } = await serve(routes, { database: file.url });
    expect((await get('/authors')).status).toBe(200);
  });
});
