/** PostgreSQL goes away under load and comes back: nothing that was answered is lost, and the server goes on. */
import type { Context } from 'hono';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Cluster, hasPostgres } from '../postgres-cluster.ts';
import { keepLog } from '../serve.ts';

class EntryEndpoint extends RestEndpoint {
  key = field.string({ unique: true });
}

const headers = { 'content-type': 'application/json' };

describe.skipIf(!hasPostgres)('a server whose PostgreSQL is killed under load', () => {
  it('answers 503 meanwhile, has lost nothing that it acknowledged, and needs no restart', async () => {
    const cluster = await Cluster.start();
    const app = new LightApi({ database: cluster.url, logger: keepLog() }).register({ '/entries': EntryEndpoint });
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
      await cluster.kill();
      expect((await fetch(`${url}/entries`)).status).toBe(503);
      await cluster.start();
      await acknowledging(acknowledged.length + 200);
    }
    isLoading = false;
    await Promise.all(clients);
    expect([...statuses].sort()).toEqual([201, 503]);
    const stored = new Set((await cluster.query('select key from entries')).map(({ key }) => key));
    expect(acknowledged.filter((key) => !stored.has(key))).toEqual([]);
    expect((await fetch(`${url}/entries`)).status).toBe(200);
  }, 60_000);
});

describe.skipIf(!hasPostgres)('a server whose PostgreSQL stops answering', () => {
  it('answers 503 in bounded time to reads, writes, transactions and own queries, and goes on afterwards', async () => {
    class SlowEndpoint extends EntryEndpoint {
      override async put(c: Context) {
        return c.json(await this.db.selectFrom('slows').select('key').execute());
      }
      override delete() {
        return this.withSession(() => Promise.resolve({ done: true }));
      }
    }
    const cluster = await Cluster.start();
    const databaseOptions = { statementTimeout: 300, connectTimeout: 300 };
    const app = new LightApi({ database: cluster.url, databaseOptions, logger: keepLog() });
    app.register({ '/entries': SlowEndpoint });
    onTestFinished(() => app.close());
    const ask = async (method: string, path = '/entries', body?: string): Promise<number> =>
      (await app.request(path, { method, headers, ...(body !== undefined && { body }) })).status;
    const all = (key: string): Promise<number[]> =>
      Promise.all([
        ...[ask('POST', '/entries', `{"key":"${key}"}`), ask('GET'), ask('GET', '/entries/1')],
        ...[ask('PUT', '/entries/1'), ask('DELETE', '/entries/1')],
      ]);
    expect(await all('one')).toEqual([201, 200, expect.any(Number), 200, 200]);
    const resume = cluster.pause();
    onTestFinished(resume);
    expect(await all('two')).toEqual([503, 503, 503, 503, 503]);
    resume();
    expect(await all('three')).toEqual([201, 200, 200, 200, 200]);
  }, 60_000);

  it('does not hold up the end of the app', async () => {
    const cluster = await Cluster.start();
    const app = new LightApi({ database: cluster.url, logger: keepLog() }).register({ '/entries': EntryEndpoint });
    await Promise.all([app.request('/entries'), app.withSession(() => Promise.resolve())]);
    onTestFinished(cluster.pause());
    const closed = app.close().then(() => 'closed');
    expect(await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 8_000, 'open'))])).toBe('closed');
  }, 60_000);
});
