import { describe, expect, it } from 'vitest';
import { Readiness } from '../../src/operations/readiness.ts';
import { keepLog, type Log } from '../serve.ts';

/** A readiness with one check that does as it is told, and a clock that stands. */
function checking(timeout = 60_000): {
  readonly readiness: Readiness;
  readonly log: Log;
  readonly count: () => number;
  readonly answer: (check: () => unknown) => void;
  readonly pass: (milliseconds: number) => void;
} {
  const log = keepLog();
  let at = 0;
  let count = 0;
  let check = (): unknown => undefined;
  const readiness = new Readiness({ logger: log, timeout, now: () => at });
  readiness.add('database', () => {
    count += 1;
    return check();
  });
  return {
    readiness,
    log,
    count: () => count,
    answer: (next) => {
      check = next;
    },
    pass: (milliseconds) => {
      at += milliseconds;
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);
const refuse = (): never => {
  throw new Error('no password for postgres://me:secret@db');
};

describe('a process', () => {
  it('is ready where all that it needs answers', async () => {
    const { readiness } = checking();
    readiness.add('redis', async () => 'PONG');
    expect(await readiness.report()).toEqual({ status: 'ok', checks: { database: 'ok', redis: 'ok' } });
  });

  it.each([refuse, () => Promise.reject(new Error('secret'))])(
    'is not ready where one fails, and says no more than which',
    async (failing) => {
      const { readiness, answer } = checking();
      readiness.add('redis', async () => 'PONG');
      answer(failing);
      expect(await readiness.report()).toEqual({ status: 'unavailable', checks: { database: 'failed', redis: 'ok' } });
    },
  );

  it('is not ready where one does not answer in time', async () => {
    const { readiness, answer } = checking(1);
    answer(never);
    expect(await readiness.report()).toEqual({ status: 'unavailable', checks: { database: 'timeout' } });
  });

  it('is not ready from the moment that it is to end', async () => {
    const { readiness, count } = checking();
    readiness.drain();
    expect(await readiness.report()).toEqual({ status: 'draining', checks: {} });
    expect(count()).toBe(0);
  });
});

describe('a check', () => {
  it('is made once for many probes, at once or within a second', async () => {
    const { readiness, count, pass } = checking();
    await Promise.all(Array.from({ length: 50 }, () => readiness.report()));
    pass(999);
    await readiness.report();
    expect(count()).toBe(1);
    pass(1);
    await readiness.report();
    expect(count()).toBe(2);
  });

  it('that does not answer is not made again on top of itself, but for one in ten seconds', async () => {
    const { readiness, count, answer, pass } = checking(1);
    answer(never);
    for (let second = 0; second < 10; second += 1) {
      await readiness.report();
      pass(1_000);
    }
    expect(count()).toBe(1);
    pass(1);
    answer(() => undefined);
    expect(await readiness.report()).toMatchObject({ status: 'ok' });
    expect(count()).toBe(2);
  });

  it('tells the log when it begins to fail and when it answers again, once each', async () => {
    const { readiness, log, answer, pass } = checking();
    answer(refuse);
    for (let at = 0; at < 3; at += 1, pass(1_000)) await readiness.report();
    answer(() => undefined);
    for (let at = 0; at < 3; at += 1, pass(1_000)) await readiness.report();
    expect(log.lines).toEqual(['not ready: database failed.', 'ready again: database answers.']);
    expect(log.errors).toHaveLength(1);
  });
});
