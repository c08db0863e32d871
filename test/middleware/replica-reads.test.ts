import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Cluster, hasPostgres } from '../postgres-cluster.ts';
import { keepLog, speak } from '../serve.ts';

class NoteEndpoint extends RestEndpoint {
  text = field.string();
}

const as = (client: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${client}`, 'content-type': 'application/json', ...more },
});

describe.skipIf(!hasPostgres)('reads with a streaming replica', () => {
  it('go to it, but for those of who wrote, and to the primary where it is lost', async () => {
    const primary = await Cluster.start();
    const replica = await primary.replicate();
    const databaseOptions = { replicas: [replica.url], replicaLag: 60_000 };
    const app = new LightApi({ database: primary.url, databaseOptions, logger: keepLog() }).register({
      '/notes': NoteEndpoint,
    });
    onTestFinished(() => app.close());
    const { send } = speak(app);
    const texts = async (client: string, more = {}) =>
      (await send('GET', '/notes', as(client, more))).body.results.map(({ text }) => String(text));
    expect((await send('POST', '/notes', { ...as('writer'), body: '{"text":"a"}' })).status).toBe(201);
    // Until the replica has the table and the row.
    while (!(await texts('reader').catch((): string[] => [])).includes('a')) await new Promise(setImmediate);
    await replica.query('select pg_wal_replay_pause()');
    await send('POST', '/notes', { ...as('writer'), body: '{"text":"b"}' });
    expect(await texts('reader')).toEqual(['a']);
    expect(await texts('writer')).toEqual(['a', 'b']);
    expect(await texts('reader', { 'cache-control': 'no-cache' })).toEqual(['a', 'b']);
    expect((await send('GET', '/notes/2', as('reader'))).status).toBe(404);
    expect((await send('PATCH', '/notes/2', { ...as('other'), body: '{"text":"B","version":1}' })).status).toBe(200);
    await replica.kill();
    expect(await texts('reader')).toEqual(['a', 'B']);
    await replica.start();
    await replica.query('select pg_wal_replay_resume()').catch(() => undefined);
    expect((await send('GET', '/notes', as('reader'))).status).toBe(200);
  }, 60_000);
});

it('replicas that are no URLs are a mistake', () => {
  const databaseOptions = { replicas: ['x'], replicaLag: -1, poolsize: 3 } as never;
  expect(() => new LightApi({ databaseOptions })).toThrow(
    /poolsize: databaseOptions knows no such option.*\n.*replicas: it is no list of URLs of PostgreSQL.*\n.*replicaLag: it is -1/,
  );
});
