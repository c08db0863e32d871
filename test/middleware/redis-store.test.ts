import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLimiter } from '../../src/middleware/limiter.ts';
import { redisStore } from '../../src/middleware/redis-store.ts';
import { keepLog } from '../serve.ts';
import { openRedis, openSilence, type RedisClient, redisAddress } from './redis.ts';

const reachable = await openRedis(redisAddress).then(
  (client) => {
    client.end();
    return true;
  },
  () => false,
);

async function client(address = redisAddress): Promise<RedisClient> {
  const { end, ...opened } = await openRedis(address);
  onTestFinished(end);
  return opened;
}

/** A limit of three in a minute, under a name that no other test counts. */
const limiterOn = (redis: object, { prefix = randomUUID() as string, logger = keepLog() } = {}) =>
  createLimiter({ name: 'books', points: 3, duration: 60, store: redisStore(redis, { prefix }), logger });

describe.skipIf(!reachable)('counts in Redis', () => {
  it('are shared by processes', async () => {
    const prefix = randomUUID();
    const [one, other] = [limiterOn(await client(), { prefix }), limiterOn(await client(), { prefix })];
    const usages = await Promise.all([one, other, one, other, one].map((limiter) => limiter.consume('x')));
    expect(usages.filter(({ allowed }) => allowed)).toHaveLength(3);
    const { allowed, limit, remaining, resetSeconds } = await other.consume('x');
    expect([allowed, limit, remaining]).toEqual([false, 3, 0]);
    expect(resetSeconds).toBeGreaterThan(50);
    expect(resetSeconds).toBeLessThanOrEqual(60);
  });

  it('are not shared by apps of another prefix, nor by keys', async () => {
    const redis = await client();
    const [one, other] = [limiterOn(redis), limiterOn(redis)];
    const usages = [await one.consume('x'), await one.consume('y'), await other.consume('x')];
    expect(usages.map(({ remaining }) => remaining)).toEqual([2, 2, 2]);
  });
});

describe('without Redis', () => {
  it('a process counts for itself: a silent one holds it up once', async () => {
    const logger = keepLog();
    const limiter = limiterOn(await client(await openSilence()), { logger });
    const started = performance.now();
    const usages = [];
    for (let n = 0; n < 5; n++) usages.push(await limiter.consume('x'));
    expect(usages.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false]);
    expect(performance.now() - started).toBeLessThan(900);
    expect(logger.lines).toEqual(['the store of the rate limit "books" is gone, this process counts alone']);
  });

  it('a process does not ask a client that is not ready', async () => {
    const redis = { isReady: false, eval: () => Promise.reject(new Error('asked')) };
    const logger = keepLog();
    expect((await limiterOn(redis, { logger }).consume('x')).allowed).toBe(true);
    expect(logger.errors).toMatchObject([{ message: 'Redis connection is not ready' }]);
  });
});
