/** Replies in the memory of one process, as many as it may hold; those not asked for longest go first. */
import { type CacheLimits, type CacheStore, dependsOn, endedBy, type Found, type Kept } from './cache.ts';

interface Entry {
  readonly generations: string;
  readonly kept: Kept;
  readonly size: number;
}

/** What an entry takes besides its texts, in bytes; about. */
const overhead = 400;

const sizeOf = (key: string, { headers, body }: Kept): number =>
  overhead + key.length + Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(headers));

export function memoryStore({ entries = 10_000, bytes = 67_108_864 }: CacheLimits = {}): CacheStore {
  const held = new Map<string, Entry>();
  /** How often each was ended; once, where it is not there. */
  const ended = new Map<string, number>();
  let size = 0;
  const drop = (key: string, entry: Entry | undefined): void => {
    if (held.delete(key)) size -= entry?.size ?? 0;
  };
  const lookUp = (key: string, generations: string): Found => {
    const entry = held.get(key);
    if (entry === undefined) return { generations };
    held.delete(key);
    if (entry.generations !== generations || entry.kept.until <= Date.now()) {
      size -= entry.size;
      return { generations };
    }
    held.set(key, entry);
    return { generations, kept: entry.kept };
  };
  return {
    find: (key, tables) =>
      lookUp(
        key,
        dependsOn(tables)
          .map((name) => ended.get(name) ?? 0)
          .join(),
      ),
    keep: (key, { generations, kept }) => {
      const entry = { generations, kept, size: sizeOf(key, kept) };
      drop(key, held.get(key));
      if (entry.size > bytes) return false;
      held.set(key, entry);
      size += entry.size;
      for (const [oldest, its] of held) {
        if (held.size <= entries && size <= bytes) break;
        drop(oldest, its);
      }
      return true;
    },
    invalidate: (tables) => {
      for (const name of endedBy(tables)) ended.set(name, (ended.get(name) ?? 0) + 1);
    },
    close: async () => {
      held.clear();
      size = 0;
    },
  };
}
