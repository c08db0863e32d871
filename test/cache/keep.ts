/** Replies to keep, and what stores say of them. */
import type { CacheStore, Kept } from '../../src/cache/cache.ts';

/** A reply that is kept for a minute. */
export function reply(body: string, seconds = 60): Kept {
  const made = Date.now();
  return { body, headers: { 'content-type': 'text/plain' }, made, until: made + seconds * 1_000 };
}

/** The body that is found; `undefined`: none is, or the store can't be asked. */
export const bodyAt = async (store: CacheStore, key: string, tables = ['books']): Promise<string | undefined> =>
  (await store.find(key, tables))?.kept?.body;

/** Keeps a body as who has just read the generations. */
export async function put(store: CacheStore, key: string, body: string, tables = ['books']): Promise<boolean> {
  const found = await store.find(key, tables);
  return found !== undefined && store.keep(key, { generations: found.generations, kept: reply(body) });
}
