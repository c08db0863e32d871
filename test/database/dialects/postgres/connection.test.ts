/** What the connections to PostgreSQL live through: changed tables, forgotten statements, a server that says nothing. */
import { sql } from 'kysely';
import { field, LightApi, type Meta, RestEndpoint, withSession } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase, onPostgres } from '../../../servers.ts';

class NoteEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta = { reflect: true };
}

const headers = { 'content-type': 'application/json' };
const table = `create table notes (id bigint generated always as identity primary key, title varchar(20) not null,
  version bigint not null default 1)`;

async function notes(endpoint: typeof NoteEndpoint = NoteEndpoint) {
  const url = await freshDatabase();
  await onPostgres(table, url);
  const app = new LightApi({ database: url }).register({ '/notes': endpoint });
  onTestFinished(() => app.close());
  const request = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })).status;
  return { url, request };
}

describe('a table that changes while the app runs', () => {
  it('goes on being read and written', async () => {
    const { url, request } = await notes();
    expect(await request('POST', '/notes', { title: 'one' })).toBe(201);
    expect(await request('GET', '/notes/1')).toBe(200);
    expect(await request('GET', '/notes')).toBe(200);
    expect(await request('PATCH', '/notes/1', { title: 'two', version: 1 })).toBe(200);
    await onPostgres('alter table notes alter column title type varchar(40)', url);
    expect(await request('GET', '/notes/1')).toBe(200);
    expect(await request('GET', '/notes')).toBe(200);
    expect(await request('PATCH', '/notes/1', { title: 'three', version: 2 })).toBe(200);
    expect(await request('POST', '/notes', { title: 'four' })).toBe(201);
  });

  it('is written in transactions of hooks as well, at the latest when the client tries again', async () => {
    class Hooked extends NoteEndpoint {
      override async afterCreate() {
        await this.db.selectFrom('notes').select('id').execute();
      }
      static override meta: Meta = { reflect: true, table: 'notes' };
    }
    const { url, request } = await notes(Hooked);
    expect(await request('POST', '/notes', { title: 'one' })).toBe(201);
    await onPostgres('alter table notes alter column title type varchar(40)', url);
    expect([201, 503]).toContain(await request('POST', '/notes', { title: 'two' }));
    expect(await request('POST', '/notes', { title: 'three' })).toBe(201);
  });
});

describe('a transaction whose statement takes too long', () => {
  it('is a 503, and holds nobody up', async () => {
    const { url, request } = await notes();
    await request('POST', '/notes', { title: 'one' });
    const late = withSession(
      url,
      async (session) => {
        await sql`update notes set title = 'late'`.execute(session);
        await sql`select pg_sleep(20)`.execute(session);
      },
      { timeout: 200 },
    );
    await expect(late).rejects.toMatchObject({
      status: 503,
      cause: { message: expect.stringContaining('than 200 ms') },
    });
    expect(await request('PATCH', '/notes/1', { title: 'two', version: 1 })).toBe(200);
  });
});

describe('a replica that has not replayed a table yet', () => {
  it('is passed over', async () => {
    const [database, replica] = [await freshDatabase(), await freshDatabase()];
    class PlainEndpoint extends RestEndpoint {
      title = field.string();
    }
    const app = new LightApi({ database, databaseOptions: { replicas: [replica] } }).register({
      '/plain': PlainEndpoint,
    });
    onTestFinished(() => app.close());
    expect((await app.request('/plain')).status).toBe(200);
  });
});
