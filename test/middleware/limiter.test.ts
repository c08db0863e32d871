import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLimiter, type RateLimitStore } from '../../src/middleware/limiter.ts';
import { keepLog } from '../serve.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T05:15:20Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a limiter', () => {
  it('allows so many in a window, and says when it ends', async () => {
    const limiter = createLimiter({ name: 'a', points: 2, duration: 60 });
    expect(await limiter.consume('x')).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
    vi.advanceTimersByTime(20_500);
    expect(await limiter.consume('x')).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 40 });
    expect(await limiter.consume('x')).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 40 });
    vi.advanceTimersByTime(39_499);
    expect(await limiter.consume('x')).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 1 });
    vi.advanceTimersByTime(1);
    expect(await limiter.consume('x')).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
  });

  it('counts each key, and each limit, for itself', async () => {
    const limiter = createLimiter({ name: 'a', points: 1, duration: 60 });
    const other = createLimiter({ name: 'a', points: 1, duration: 60 });
    const allowed = [limiter.consume('x'), limiter.consume('y'), other.consume('x'), limiter.consume('x')];
    expect((await Promise.all(allowed)).map((usage) => usage.allowed)).toEqual([true, true, true, false]);
  });

  it('allows exactly so many of those that come at once', async () => {
    const limiter = createLimiter({ name: 'a', points: 7, duration: 60 });
    const usages = await Promise.all(Array.from({ length: 50 }, () => limiter.consume('x')));
    expect(usages.filter(({ allowed }) => allowed)).toHaveLength(7);
  });

  it('keeps a bounded number of keys, and forgets those not seen for longest', async () => {
    const counted = vi.getTimerCount();
    const limiter = createLimiter({ name: 'a', points: 1, duration: 60, maxKeys: 100 });
    for (let n = 0; n < 1_000; n++) {
      await limiter.consume(`client ${n}`);
      await limiter.consume('busy');
    }
    expect(vi.getTimerCount() - counted).toBeLessThanOrEqual(100);
    expect((await limiter.consume('busy')).allowed).toBe(false);
    expect((await limiter.consume('client 999')).allowed).toBe(false);
    expect((await limiter.consume('client 0')).allowed).toBe(true);
  });

  it('gives a store short keys, and keeps long ones apart', async () => {
    const keys: string[] = [];
    const store: RateLimitStore = (counting) => {
      const limiter = new RateLimiterMemory(counting);
      return { consume: (key) => limiter.consume(String(keys.push(key) && key)) };
    };
    const limiter = createLimiter({ name: 'a', points: 1, duration: 60, store });
    const long = 'x'.repeat(100_000);
    const usages = [
      await limiter.consume(`${long}1`),
      await limiter.consume(`${long}2`),
      await limiter.consume(`${long}1`),
    ];
    expect(usages.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(keys.every((key) => key.length <= 128)).toBe(true);
  });
});

describe('a store', () => {
  const answer = (points: number): Promise<RateLimiterRes> => Promise.resolve(new RateLimiterRes(points, 5_000, 1));

  it('that fails is replaced by memory, and asked again after a second', async () => {
    const log = keepLog();
    let asked = 0;
    const store: RateLimitStore = () => ({
      consume: () => (++asked < 3 ? Promise.reject(new Error('gone')) : answer(41)),
    });
    const limiter = createLimiter({ name: 'books', points: 2, duration: 60, store, logger: log });
    const first = [await limiter.consume('x'), await limiter.consume('x'), await limiter.consume('x')];
    expect(first.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect([asked, log.lines]).toEqual([1, ['the store of the rate limit "books" is gone, this process counts alone']]);
    expect(log.errors).toMatchObject([{ message: 'gone' }]);
    vi.advanceTimersByTime(1_000);
    expect((await limiter.consume('x')).allowed).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(await limiter.consume('x')).toEqual({ allowed: true, limit: 2, remaining: 41, resetSeconds: 5 });
  });

  it('that throws at once is replaced by memory as well', async () => {
    const store: RateLimitStore = () => ({
      consume: () => {
        throw new Error('gone');
      },
    });
    const limiter = createLimiter({ name: 'a', points: 1, duration: 60, store, logger: keepLog() });
    expect((await limiter.consume('x')).allowed).toBe(true);
  });

  it('that does not answer holds nobody up for longer than 250 ms', async () => {
    const log = keepLog();
    const store: RateLimitStore = () => ({ consume: () => new Promise(() => {}) });
    const limiter = createLimiter({ name: 'a', points: 2, duration: 60, store, logger: log });
    const waiting = Promise.all([limiter.consume('x'), limiter.consume('y')]);
    await vi.advanceTimersByTimeAsync(250);
    expect((await waiting).map(({ allowed }) => allowed)).toEqual([true, true]);
    expect((await limiter.consume('x')).remaining).toBe(0);
    expect(log.errors).toMatchObject([{ message: 'no answer within 250 ms' }]);
  });

  it('that is silent is asked by one at a time, while the others count in memory', async () => {
    const log = keepLog();
    const asked: ((counts: RateLimiterRes) => void)[] = [];
    const store: RateLimitStore = () => ({ consume: () => new Promise((resolve) => asked.push(resolve)) });
    const limiter = createLimiter({ name: 'a', points: 100, duration: 60, store, logger: log });
    const consume = () => limiter.consume('x');
    const first = consume();
    await vi.advanceTimersByTimeAsync(250);
    await first;
    for (const round of [1, 2]) {
      await vi.advanceTimersByTimeAsync(1_000);
      const probe = consume();
      expect((await consume()).remaining).toBe(100 - 2 * round);
      await vi.advanceTimersByTimeAsync(250);
      await probe;
    }
    expect([asked.length, log.errors.length]).toEqual([3, 1]);
    await vi.advanceTimersByTimeAsync(1_000);
    const answered = consume();
    asked.at(-1)?.(new RateLimiterRes(41, 5_000, 1));
    expect((await answered).remaining).toBe(41);
    void consume();
    expect(asked).toHaveLength(5);
  });
});
