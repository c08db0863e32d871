/** MariaDB goes away under load, or says nothing, and comes back: nothing that was answered is lost, and the app goes on. */
import type { Context } from 'hono';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasMysql, MysqlServer } from '../mysql-server.ts';
import { keepLog } from '../serve.ts';

class EntryEndpoint extends RestEndpoint {
  key = field.string({ unique: true });
}

const headers = { 'content-type': 'application/json' };

describe.skipIf(!hasMysql)('a server whose MariaDB is killed under load', () => {
  it('answers 503 meanwhile, has lost nothing that it acknowledged, and needs no restart', async () => {
    const server = await MysqlServer.start();
    const app = new LightApi({ database: server.url, logger: keepLog() }).register({ '/entries': EntryEndpoint });
    onTestFinished(() => app.close());
    const { url } = await app.run({ port: 0 });
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let isLoading = true;
    const load = async (name: string) => {
      for (let at = 0; isLoading; at += 1) {
        const key = `${name} ${at}`;
        const reply = await fetch(`${url}/entries`, { method: 'POST', headers, body: JSON.stringify({ key }) });
        statuses.add(reply.status);
        if (reply.status === 201) acknowledged.push(key);
        if (reply.status === 503) expect(reply.headers.get('retry-after')).toBe('1');
        await reply.arrayBuffer();
      }
    };
    const acknowledging = async (count: number) => {
      while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const clients = Array.from({ length: 16 }, (_, at) => load(String(at)));
    for (let round = 1; round <= 2; round += 1) {
      await acknowledging(acknowledged.length + 200);
      await server.kill();
      expect((await fetch(`${url}/entries`)).status).toBe(503);
      await server.start();
      await acknowledging(acknowledged.length + 200);
    }
    isLoading = false;
    await Promise.all(clients);
    expect([...statuses].sort()).toEqual([201, 503]);
    const stored = new Set((await server.query('select `key` from entries')).map(({ key }) => key));
    expect(acknowledged.filter((key) => !stored.has(key))).toEqual([]);
    expect((await fetch(`${url}/entries`)).status).toBe(200);
  }, 60_000);
});

describe.skipIf(!hasMysql)('a server whose MariaDB stops answering', () => {
  const databaseOptions = { statementTimeout: 300, connectTimeout: 300 };

  it('answers 503 in bounded time to reads, writes, transactions and own queries, and goes on afterwards', async () => {
    class SlowEndpoint extends EntryEndpoint {
      override async put(c: Context) {
        return c.json(await this.db.selectFrom('slows').select('key').execute());
      }
      override delete() {
        return this.withSession(() => Promise.resolve({ done: true }));
      }
    }
    const server = await MysqlServer.start();
    const app = new LightApi({ database: server.url, databaseOptions, logger: keepLog() });
    app.register({ '/entries': SlowEndpoint });
    onTestFinished(() => app.close());
    const refusals = new Set<string | null>();
    const ask = async (method: string, path = '/entries', body?: string): Promise<number> => {
      const reply = await app.request(path, { method, headers, ...(body !== undefined && { body }) });
      if (reply.status === 503) refusals.add(reply.headers.get('retry-after'));
      return reply.status;
    };
    const all = (key: string): Promise<number[]> =>
      Promise.all([
        ...[ask('POST', '/entries', `{"key":"${key}"}`), ask('GET'), ask('GET', '/entries/1')],
        ...[ask('PUT', '/entries/1'), ask('DELETE', '/entries/1')],
      ]);
    expect(await all('one')).toEqual([201, 200, expect.any(Number), 200, 200]);
    const resume = server.pause();
    onTestFinished(resume);
    expect(await all('two')).toEqual([503, 503, 503, 503, 503]);
    // Connections that nobody had are not trusted either: this one has to wait for a new one.
    expect(await all('three')).toEqual([503, 503, 503, 503, 503]);
    expect(refusals).toEqual(new Set(['1']));
    resume();
    expect(await all('four')).toEqual([201, 200, 200, 200, 200]);
  }, 60_000);

  it('undoes a transaction that it stops in, whose locks are free when it goes on', async () => {
    const server = await MysqlServer.start();
    let resume = () => undefined as unknown;
    class HookedEndpoint extends EntryEndpoint {
      override async afterUpdate() {
        resume = server.pause();
        await this.db.updateTable('hookeds').set({ key: 'late' }).execute();
      }
    }
    const app = new LightApi({ database: server.url, databaseOptions, logger: keepLog() });
    app.register({ '/entries': HookedEndpoint, '/others': EntryEndpoint });
    onTestFinished(() => app.close());
    onTestFinished(() => void resume());
    const send = (method: string, path: string, body: object) =>
      app.request(path, { method, headers, body: JSON.stringify(body) });
    await send('POST', '/entries', { key: 'one' });
    expect((await send('PATCH', '/entries/1', { key: 'two', version: 1 })).status).toBe(503);
    resume();
    await server.query('update hookeds set version = version + 1');
    expect(await (await app.request('/entries/1')).json()).toMatchObject({ key: 'one', version: 2 });
  }, 60_000);

  it('does not hold up the end of the app', async () => {
    const server = await MysqlServer.start();
    const app = new LightApi({ database: server.url, logger: keepLog() }).register({ '/entries': EntryEndpoint });
    await Promise.all([app.request('/entries'), app.withSession(() => Promise.resolve())]);
    onTestFinished(server.pause());
    const waiting = app.request('/entries');
    const closed = app.close().then(() => 'closed');
    expect(await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 8_000, 'open'))])).toBe('closed');
    expect((await waiting).status).toBe(503);
  }, 60_000);
});
