/** Replies in Redis, for all processes together. */
import { randomUUID } from 'node:crypto';
import { everyTable } from '../database/changes.ts';
import type { Redis } from '../redis.ts';
import { type CacheStore, dependsOn, endedBy, type Found, type Kept } from './cache.ts';
import { Trust } from './trust.ts';

/** So long nothing is used of a Redis that was found again: by then, all processes have, in milliseconds. */
const settlingTime = 3_000;

/** What stands before the body, on a line of its own. */
type Head = readonly [generations: string, made: number, until: number, headers: Kept['headers']];

const render = ({ generations, kept: { made, until, headers, body } }: Found & { readonly kept: Kept }): string =>
  `${JSON.stringify([generations, made, until, headers] satisfies Head)}\n${body}`;

/** What was kept under these generations; anything else is as good as nothing. */
function parse(text: unknown, generations: string): Found {
  const end = typeof text === 'string' ? text.indexOf('\n') : -1;
  if (typeof text !== 'string' || !text.startsWith(`[${JSON.stringify(generations)},`)) return { generations };
  const [, made, until, headers] = JSON.parse(text.slice(0, end)) as Head;
  if (until <= Date.now()) return { generations };
  return { generations, kept: { headers, body: text.slice(end + 1), made, until } };
}

/** Texts that nobody has made before: a generation that is lost comes back as another, whatever Redis forgot. */
function distinctTexts(): () => string {
  const own = randomUUID();
  let count = 0;
  return () => {
    count += 1;
    return `${own}.${count.toString(36)}`;
  };
}

/** Begins with nothing, where Redis is there: what other processes could not tell, this one does. */
export async function openRedisStore(redis: Redis, settling = settlingTime): Promise<CacheStore> {
  const distinct = distinctTexts();
  const generation = (name: string): string => `${redis.prefix}:cache:generation:${name}`;
  const replyAt = (key: string): string => `${redis.prefix}:cache:reply:${key}`;
  const end = (tables: readonly string[]): Promise<unknown> =>
    redis.send(['MSET', ...endedBy(tables).flatMap((name) => [generation(name), distinct()])]);
  const trust = new Trust(redis, { distrustAll: () => end([everyTable]), settling });
  await trust.begin();
  const lost = (): undefined => {
    trust.lose();
  };
  const read = async (names: readonly string[]): Promise<readonly unknown[]> =>
    (await redis.send(['MGET', ...names])) as readonly unknown[];
  const look = async (key: string, names: readonly string[]): Promise<Found | undefined> => {
    const keys = [replyAt(key), ...names];
    let [text, ...generations] = await read(keys);
    const missing = names.filter((_, at) => typeof generations[at] !== 'string');
    if (missing.length > 0) {
      await Promise.all(missing.map((name) => redis.send(['SET', name, distinct(), 'NX'])));
      [text, ...generations] = await read(keys);
    }
    // A Redis that throws away what it was just told is none to keep anything in.
    return generations.every((each) => typeof each === 'string') ? parse(text, generations.join()) : undefined;
  };
  return {
    find: async (key, tables) => {
      // While one request asks whether it is there again, the others go on.
      if (!trust.isTold && !trust.isTelling) await trust.restore();
      if (!trust.isThere) return undefined;
      return look(key, dependsOn(tables).map(generation)).catch(lost);
    },
    keep: (key, found) => {
      const milliseconds = Math.ceil(found.kept.until - Date.now());
      if (!trust.isThere || milliseconds <= 0) return false;
      redis.send(['SET', replyAt(key), render(found), 'PX', String(milliseconds)]).catch(lost);
      return true;
    },
    invalidate: async (tables) => {
      const isTold = trust.isTold && (await end(tables).then(Boolean, () => false));
      if (!isTold) await trust.miss();
    },
    close: () => trust.close(),
  };
}
