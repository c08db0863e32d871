/** PostgreSQL goes away under load and comes back: nothing that was answered is lost, and the server goes on. */
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
