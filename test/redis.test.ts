import { LightApi } from 'lightapi';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRedis, type Redis, type RedisClient } from '../src/redis.ts';
import { openSilence } from './middleware/redis.ts';
import { freePort, hasRedisServer, RedisServer } from './redis-server.ts';
import { keepLog, type Log } from './serve.ts';

async function open(option: string | RedisClient, logger: Log = keepLog(), beat?: number): Promise<Redis> {
  const redis = await openRedis(option, { prefix: 'test', logger, ...(beat && { beat }) });
  onTestFinished(() => redis.close());
  return redis;
}

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work().catch(() => undefined);
  return performance.now() - started;
};

describe.skipIf(!hasRedisServer)('the Redis of an app', () => {
  it('answers, and is back by itself after it was gone', async () => {
    const server = await new RedisServer(await freePort()).start();
    const logger = keepLog();
    const redis = await open(server.url, logger);
    const ready = vi.fn();
    redis.onReady(ready);
    expect(await redis.send(['SET', 'a', '1'])).toBe('OK');
    expect(redis.connection).toBe(1);
    await redis.ping();
    await server.kill();
    await expect(redis.send(['GET', 'a'])).rejects.toThrow();
    expect(await took(() => redis.send(['GET', 'a']))).toBeLessThan(50);
    await expect(redis.ping()).rejects.toThrow();
    await server.start();
    await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(1), { timeout: 5_000, interval: 10 });
    // What it is asked next is answered: no pause is left.
    expect(await redis.send(['GET', 'a'])).toBeNull();
    expect(redis.connection).toBeGreaterThan(1);
    expect(logger.lines).toHaveLength(2);
    expect(logger.lines[0]).toMatch(/^Redis at 127\.0\.0\.1:\d+ is not there \(.+\): the app goes on without it/);
    expect(logger.lines[1]).toMatch(/^Redis at 127\.0\.0\.1:\d+ is back\.$/);
  });

  it('holds nobody up for longer than 250 ms where it is silent, and most not at all', async () => {
    const server = await new RedisServer(await freePort()).start();
    const redis = await open(server.url);
    server.signal('SIGSTOP');
    const first = await took(() => redis.send(['GET', 'a']));
    expect(first).toBeGreaterThan(200);
    expect(first).toBeLessThan(600);
    expect(await took(() => redis.send(['GET', 'a']))).toBeLessThan(50);
    server.signal('SIGCONT');
    await vi.waitFor(() => redis.send(['GET', 'a']), { timeout: 5_000, interval: 50 });
  });

  it('that refuses the password is told without it', async () => {
    const server = await new RedisServer(await freePort(), ['--requirepass', 'right']).start();
    const logger = keepLog();
    await open(`redis://:wr0ng-secret@127.0.0.1:${server.port}/2`, logger);
    expect(logger.lines.join()).toMatch(/^Redis at 127\.0\.0\.1:\d+\/2 is not there \(.*WRONGPASS/);
    expect(logger.lines.join()).not.toContain('wr0ng');
  });

  it.each(['redis', 'ioredis'])('can be a connected client of %s, which stays open', async (kind) => {
    const server = await new RedisServer(await freePort()).start();
    const client = await server.client();
    // As much of ioredis as is used of it.
    const io = {
      get status() {
        return client.isReady ? 'ready' : 'end';
      },
      call: (...words: string[]) => client.sendCommand(words),
      on: (...args: Parameters<typeof client.on>) => client.on(...args),
    };
    const redis = await open(kind === 'redis' ? client : (io as RedisClient));
    expect([redis.connection, await redis.send(['SET', 'a', '1'])]).toEqual([1, 'OK']);
    await redis.close();
    expect(await client.get('a')).toBe('1');
  });

  it('is connected to anew where a connection has long been silent', async () => {
    const silence = await openSilence();
    const logger = keepLog();
    const started = performance.now();
    const redis = await open(`redis://127.0.0.1:${silence.port}`, logger, 20);
    // The start waits no longer than a second for what accepts and says nothing.
    expect(performance.now() - started).toBeLessThan(3_000);
    await vi.waitFor(() => expect(silence.sockets.size).toBeGreaterThan(2), { interval: 10 });
    await expect(redis.ping()).rejects.toThrow();
    expect(logger.lines).toHaveLength(1);
  });
});

describe('an app', () => {
  it('says what is no Redis, and not what it was', () => {
    for (const redis of ['http://ann:geheim@localhost', 'redis://localhost/geheim', 'geheim']) {
      const make = () => new LightApi({ redis });
      expect(make).toThrow('redis: it is no URL of a Redis. Give redis://');
      expect(make).not.toThrow('geheim');
    }
    expect(() => new LightApi({ redis: {} as never })).toThrow('redis: it is no client.');
  });
});
