import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CacheStore } from '../../src/cache/cache.ts';
import { openRedisStore } from '../../src/cache/redis-store.ts';
import { openRedis, type Redis } from '../../src/redis.ts';
import { freePort, hasRedisServer, RedisServer } from '../redis-server.ts';
import { keepLog, temporaryFolder } from '../serve.ts';
import { bodyAt, put, reply } from './keep.ts';

/** A store as that of a process of its own. */
async function open({ url }: { readonly url: string }, settling = 0): Promise<CacheStore & { readonly redis: Redis }> {
  const redis = await openRedis(url, { prefix: 'test', logger: keepLog() });
  const store = await openRedisStore(redis, settling);
  onTestFinished(async () => {
    await store.close();
    await redis.close();
  });
  return { ...store, redis };
}

/** A way to a server that can be cut and mended. */
async function openWay(to: number) {
  const sockets = new Set<Socket>();
  const way = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from.on('error', () => into.destroy()).on('close', () => into.destroy()));
      from.pipe(into);
    }
  });
  const port = await freePort();
  const cut = (): void => {
    way.close();
    for (const socket of sockets) socket.destroy();
  };
  const mend = (): Promise<void> => new Promise((resolve) => way.listen(port, '127.0.0.1', resolve));
  onTestFinished(cut);
  await mend();
  return { url: `redis://127.0.0.1:${port}`, cut, mend };
}

const soon = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 5_000, interval: 20 });

async function took(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

describe.skipIf(!hasRedisServer)('replies in Redis', () => {
  const start = async () => new RedisServer(await freePort()).start();

  it('are those of all processes, and so is what makes them worthless', async () => {
    const server = await start();
    const one = await open(server);
    const other = await open(server);
    await put(one, 'a', 'A');
    await put(one, 'b', 'B', ['authors']);
    expect(await other.find('a', ['books'])).toMatchObject({
      kept: { body: 'A', headers: { 'content-type': 'text/plain' } },
    });
    await other.invalidate(['books']);
    expect([await bodyAt(one, 'a'), await bodyAt(one, 'b', ['authors'])]).toEqual([undefined, 'B']);
    await other.invalidate(['*']);
    expect(await bodyAt(one, 'b', ['authors'])).toBeUndefined();
    await put(one, 'all', 'all', ['*']);
    await other.invalidate(['whatever']);
    expect(await bodyAt(one, 'all', ['*'])).toBeUndefined();
  });

  it('that were made before a change and are kept after it are not found', async () => {
    const server = await start();
    const one = await open(server);
    const other = await open(server);
    const { generations = '' } = (await one.find('a', ['books'])) ?? {};
    await other.invalidate(['books']);
    one.keep('a', { generations, kept: reply('old') });
    await one.redis.send(['PING']);
    expect(await bodyAt(one, 'a')).toBeUndefined();
  });

  it('go by themselves', async () => {
    const server = await start();
    const store = await open(server);
    await put(store, 'a', 'A');
    const client = await server.client();
    const [key = ''] = await client.keys('test:cache:reply:*');
    expect(await client.pTTL(key)).toBeGreaterThan(50_000);
    expect(await client.pTTL(key)).toBeLessThanOrEqual(60_000);
  });

  it('are not found once Redis has thrown a generation away', async () => {
    const server = await start();
    const store = await open(server);
    await put(store, 'a', 'A');
    const client = await server.client();
    expect(await client.del('test:cache:generation:books')).toBe(1);
    expect(await bodyAt(store, 'a')).toBeUndefined();
    await put(store, 'a', 'B');
    expect(await bodyAt(store, 'a')).toBe('B');
  });

  it('are nothing where another wrote what is none', async () => {
    const server = await start();
    const store = await open(server);
    await put(store, 'a', 'A');
    const client = await server.client();
    for (const text of ['', '[', 'nonsense\nA', '["x",1,2,{}]\nA']) {
      await client.set('test:cache:reply:a', text);
      await soon(async () => expect(await store.find('a', ['books'])).toEqual({ generations: expect.any(String) }));
    }
  });

  it('are not found where Redis comes back with what it knew before', async () => {
    const server = await new RedisServer(await freePort(), ['--dir', temporaryFolder()]).start();
    const store = await open(server);
    await put(store, 'a', 'old');
    await (await server.client()).sendCommand(['SAVE']);
    await store.invalidate(['books']);
    await server.kill();
    await server.start();
    await soon(() => expect(store.redis.connection).toBeGreaterThan(1));
    expect(await (await server.client()).get('test:cache:reply:a')).toMatch(/old$/);
    await soon(async () => expect(await store.find('a', ['books'])).toBeDefined());
    expect(await bodyAt(store, 'a')).toBeUndefined();
    await put(store, 'a', 'new');
    expect(await bodyAt(store, 'a')).toBe('new');
  });

  it('are worthless as soon as a write is told that could not be told at its time', async () => {
    const server = await start();
    const way = await openWay(server.port);
    const writer = await open(way);
    const reader = await open(server);
    await put(reader, 'a', 'old');
    way.cut();
    expect(await took(() => writer.invalidate(['books']))).toBeLessThan(1_200);
    expect(await took(() => writer.invalidate(['books']))).toBeLessThan(100);
    expect(await writer.find('a', ['books'])).toBeUndefined();
    // What nobody could tell the others, they do not know.
    expect(await bodyAt(reader, 'a')).toBe('old');
    await way.mend();
    await soon(async () => expect(await bodyAt(reader, 'a')).toBeUndefined());
  });

  it('are passed by while Redis is silent, and hold nobody up for long', async () => {
    const server = await start();
    const store = await open(server);
    await put(store, 'a', 'A');
    server.signal('SIGSTOP');
    expect(await took(() => store.find('a', ['books']))).toBeLessThan(700);
    const more = Array.from({ length: 50 }, () =>
      took(async () => expect(await store.find('a', ['books'])).toBeUndefined()),
    );
    expect(Math.max(...(await Promise.all(more)))).toBeLessThan(100);
    expect(await took(() => store.invalidate(['books']))).toBeLessThan(1_200);
    expect(await took(() => store.invalidate(['books']))).toBeLessThan(400);
    server.signal('SIGCONT');
    await soon(async () => expect(await store.find('a', ['books'])).toBeDefined());
    expect(await bodyAt(store, 'a')).toBeUndefined();
  });

  it('are passed by while Redis is not there at the start, and found when it is', async () => {
    const server = new RedisServer(await freePort());
    const store = await open(server);
    expect(await store.find('a', ['books'])).toBeUndefined();
    await store.invalidate(['books']);
    await server.start();
    await soon(async () => expect(await put(store, 'a', 'A')).toBe(true));
    expect(await bodyAt(store, 'a')).toBe('A');
  });

  it('are told worthless before a write is answered where Redis is gone for a moment only', async () => {
    const server = await start();
    const way = await openWay(server.port);
    const writer = await open(way);
    const reader = await open(server);
    await put(reader, 'a', 'old');
    way.cut();
    const invalidated = writer.invalidate(['books']);
    await way.mend();
    await invalidated;
    expect(await bodyAt(reader, 'a')).toBeUndefined();
  });

  it('are not used for a while where Redis was found again, so that all have found it', async () => {
    const server = await start();
    const way = await openWay(server.port);
    const store = await open(way, 300);
    // At the start they are.
    await put(store, 'a', 'A');
    expect(await bodyAt(store, 'a')).toBe('A');
    way.cut();
    await soon(async () => expect(await store.find('a', ['books'])).toBeUndefined());
    await way.mend();
    await soon(() => expect(store.redis.connection).toBeGreaterThan(1));
    const found = performance.now();
    await soon(async () => {
      // Writes in the meantime do not make it longer.
      await store.invalidate(['books']);
      expect(await store.find('a', ['books'])).toBeDefined();
    });
    expect(performance.now() - found).toBeGreaterThan(200);
  });
});
