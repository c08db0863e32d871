import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCircuit, inTime } from '../src/circuit.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T05:15:20Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const gone = () => Promise.reject(new Error('gone'));
const there = async () => 'there';

describe('a circuit', () => {
  it('asks nobody for a second after a failure, then one at a time, and tells the first failure', async () => {
    const lost: unknown[] = [];
    const { ask } = createCircuit({ lost: (error) => lost.push(error) });
    let asked = 0;
    const question = (): Promise<string> => {
      asked += 1;
      return asked < 3 ? gone() : there();
    };
    await expect(ask(question)).rejects.toThrow('gone');
    await expect(ask(question)).rejects.toThrow('it is asked again in a moment');
    vi.advanceTimersByTime(1_000);
    const both = await Promise.allSettled([ask(question), ask(question)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(await ask(question)).toBe('there');
    expect(await ask(question)).toBe('there');
    expect(lost).toMatchObject([{ message: 'gone' }]);
  });

  it('asks at once where it is known to be there again', async () => {
    const { ask, reset } = createCircuit({ lost: () => undefined });
    await expect(ask(gone)).rejects.toThrow('gone');
    reset();
    expect(await ask(there)).toBe('there');
  });

  it('takes what says no for an answer', async () => {
    const lost = vi.fn();
    const { ask } = createCircuit({ lost, isAnswer: (thrown) => thrown === 'no' });
    await expect(ask(() => Promise.reject('no'))).rejects.toBe('no');
    expect(await ask(there)).toBe('there');
    expect(lost).not.toHaveBeenCalled();
  });
});

describe('an answer in time', () => {
  it('is waited for so long', async () => {
    const late = inTime(new Promise(() => undefined), 100).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    expect(await late).toMatchObject({ message: 'no answer within 100 ms' });
  });

  it('counts where it has arrived during a turn that took longer than that', async () => {
    vi.useRealTimers();
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = inTime(promise, 10);
    setTimeout(() => setImmediate(() => resolve('in time')), 5);
    const until = performance.now() + 50;
    while (performance.now() < until);
    expect(await answer).toBe('in time');
  });
});
