import Sqlite from 'better-sqlite3';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, temporaryFile } from '../serve.ts';
import { startServer } from './child.ts';

const postJson = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const isServing = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { headers: { connection: 'close' } }).then(
    () => true,
    () => false,
  );

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('to an idle server ends it with 0, and the file is whole', async () => {
    const file = temporaryFile();
    const server = await startServer(`sqlite:///${file}`);
    const created = await postJson(`${server.url}/entries`, { key: 'a', text: 'b', length: 1 });
    expect(created.status).toBe(201);
    server.signal(signal);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    const db = new Sqlite(file);
    expect(db.prepare('select key, version from entries').all()).toEqual([{ key: 'a', version: 1 }]);
    db.close();
  });
});

describe('SIGTERM', () => {
  it('makes the process unready while it still serves for the delay, and ends it with 0', async () => {
    const server = await startServer('sqlite:///:memory:', { program: 'program.ts', args: ['10000', '1000'] });
    const ready = () => fetch(`${server.url}/readyz`);
    expect((await ready()).status).toBe(200);
    server.signal('SIGTERM');
    let reply = await ready();
    while (reply.status === 200) reply = await ready();
    expect([reply.status, await reply.json()]).toEqual([503, { status: 'draining', checks: {} }]);
    expect((await fetch(`${server.url}/entries`)).status).toBe(200);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('lets an accepted request finish, takes no new one, and ends with 0', async () => {
    const file = temporaryFile();
    const server = await startServer(`sqlite:///${file}`);
    const replied = postJson(`${server.url}/slow`, { name: 'a' });
    await server.saw('waiting');
    server.signal('SIGTERM');
    const refused = (async () => {
      // The signal arrives at some moment: until then requests are served.
      while (await isServing(server.url));
    })();
    const reply = await replied;
    expect([reply.status, await reply.json()]).toMatchObject([201, { name: 'a', id: 1 }]);
    await refused;
    expect(await server.exited).toEqual({ code: 0, signal: null });
    const db = new Sqlite(file);
    expect(db.prepare('select name from slows').all()).toEqual([{ name: 'a' }]);
    db.close();
  });

  it('ends with 0 when the time to drain is over, whatever still runs', async () => {
    const server = await startServer('sqlite:///:memory:', 50);
    const replied = postJson(`${server.url}/slow`, { name: 'forever' });
    await server.saw('waiting');
    server.signal('SIGTERM');
    await expect(replied).rejects.toThrow();
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a second time ends the process at once', async () => {
    const server = await startServer('sqlite:///:memory:', 60_000);
    const replied = postJson(`${server.url}/slow`, { name: 'forever' });
    await server.saw('waiting');
    server.signal('SIGTERM');
    await expect.poll(() => isServing(server.url)).toBe(false);
    server.signal('SIGTERM');
    await expect(replied).rejects.toThrow();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

describe('a start that fails', () => {
  it('ends the process with its mistakes', async () => {
    await expect(startServer('postgres://localhost/x')).rejects.toThrow(/One mistake in the declaration:/);
  });
});

describe('an app that runs', () => {
  class BookEndpoint extends RestEndpoint {
    title = field.string();
  }

  it('listens to signals until it is closed', async () => {
    const listeners = (): number[] => ['SIGTERM', 'SIGINT'].map((signal) => process.listenerCount(signal));
    const before = listeners();
    const apps = [1, 2].map(() => {
      const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog() });
      return app.register({ '/books': BookEndpoint });
    });
    for (const app of apps) await app.run({ port: 0 });
    expect(listeners()).not.toEqual(before);
    for (const app of apps) await app.close();
    expect(listeners()).toEqual(before);
  });
});
