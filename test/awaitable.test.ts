import { describe, expect, it } from 'vitest';
import { whenReady } from '../src/awaitable.ts';

describe('whenReady', () => {
  it('goes on at once with a value that is there', () => {
    expect(whenReady(1, (value) => value + 1)).toBe(2);
  });

  it('goes on later with one that will be', async () => {
    const later = whenReady(Promise.resolve(1), (value) => value + 1);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toBe(2);
  });
});
