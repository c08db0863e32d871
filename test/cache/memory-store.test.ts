import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { bodyAt, put, reply } from './keep.ts';

afterEach(() => vi.useRealTimers());

describe('replies in memory', () => {
  it('are found until their time is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const store = memoryStore();
    await put(store, 'a', 'A');
    vi.setSystemTime(59_999);
    expect(await bodyAt(store, 'a')).toBe('A');
    vi.setSystemTime(60_000);
    expect(await bodyAt(store, 'a')).toBeUndefined();
  });

  it('are not found once one of their tables has changed', async () => {
    const store = memoryStore();
    await put(store, 'a', 'A', ['books', 'authors']);
    await put(store, 'b', 'B', ['books']);
    await put(store, 'all', 'all', ['*']);
    await store.invalidate(['AUTHORS']);
    const found = async () => [
      await bodyAt(store, 'a', ['books', 'authors']),
      await bodyAt(store, 'b', ['books']),
      await bodyAt(store, 'all', ['*']),
    ];
    expect(await found()).toEqual([undefined, 'B', undefined]);
    await store.invalidate(['*']);
    expect(await found()).toEqual([undefined, undefined, undefined]);
  });

  it('that were made before a change and are kept after it are not found', async () => {
    const store = memoryStore();
    const { generations = '' } = (await store.find('a', ['books'])) ?? {};
    await store.invalidate(['books']);
    store.keep('a', { generations, kept: reply('old') });
    expect(await bodyAt(store, 'a')).toBeUndefined();
  });

  it('are no more than so many: those not asked for longest go', async () => {
    const store = memoryStore({ entries: 2 });
    for (const key of ['a', 'b']) await put(store, key, key);
    await bodyAt(store, 'a');
    await put(store, 'c', 'c');
    expect([await bodyAt(store, 'a'), await bodyAt(store, 'b'), await bodyAt(store, 'c')]).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });

  it('take no more than so many bytes, as UTF-8', async () => {
    const store = memoryStore({ bytes: 10_000 });
    for (const key of ['a', 'b', 'c']) expect(await put(store, key, 'ü'.repeat(2_000))).toBe(true);
    expect([await bodyAt(store, 'a'), (await bodyAt(store, 'b'))?.length]).toEqual([undefined, 2_000]);
    // One that is put in the place of another takes the place of that alone.
    for (let n = 0; n < 5; n += 1) await put(store, 'c', 'ü'.repeat(2_000));
    expect((await bodyAt(store, 'b'))?.length).toBe(2_000);
    expect(await put(store, 'd', 'x'.repeat(10_000))).toBe(false);
    expect((await bodyAt(store, 'b'))?.length).toBe(2_000);
  });
});
