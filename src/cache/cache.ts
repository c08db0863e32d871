/** Have we said this before: what is kept of replies, for how long, and what makes it worthless. */
import type { Awaitable } from '../awaitable.ts';
import { type Complain, readOption } from '../complain.ts';
import { everyTable } from '../database/changes.ts';

/** The value of `meta.cache`. */
export interface Cache {
  /** Seconds that a reply is kept, at most: a write ends it before. */
  readonly ttl: number;
  /** Request headers that replies differ by, besides who calls: `['Accept-Language']`. Default: none. */
  readonly varyOn?: readonly string[];
}

/** What the cache of an app may hold. */
export interface CacheLimits {
  /** Replies in the memory of a process, without Redis. Default 10,000. */
  entries?: number;
  /** Bytes of these replies. Default 67,108,864. */
  bytes?: number;
  /** Bytes of one reply; a larger one is not kept. Default 1,048,576. */
  bodyLimit?: number;
}

/** A reply that is kept: one of status 200. */
export interface Kept {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When it was made, and until when it is kept, in milliseconds since 1970. */
  readonly made: number;
  readonly until: number;
}

/** What a store knows of a key, by the generations of the tables that it depends on, as they are now. */
export interface Found {
  readonly generations: string;
  /** Kept under these generations; absent where there is none. */
  readonly kept?: Kept;
}

/**
 * Where replies are kept. Each table has a generation, and a reply is found as long as those that were read before it was
 * made are those of now: what a write made worthless is never found again, whenever it is put there.
 */
export interface CacheStore {
  /** `undefined`: it can't be asked now. Tables as of `invalidate`; every table: whatever any write changes. */
  readonly find: (key: string, tables: readonly string[]) => Awaitable<Found | undefined>;
  /** Says whether it is taken. */
  readonly keep: (key: string, found: Found & { readonly kept: Kept }) => boolean;
  /** Makes worthless what depends on these tables. Fails never; resolves when nobody finds it any more. */
  readonly invalidate: (tables: readonly string[]) => Awaitable<void>;
  readonly close: () => Promise<void>;
}

/** The generation of what is not known by tables, and that of any write. */
const unknown = '*';
const any = '+';

/** The names of the generations that a reply depends on. */
export const dependsOn = (tables: readonly string[]): readonly string[] => [
  unknown,
  ...(tables.includes(everyTable) ? [any] : tables.map((table) => table.toLowerCase())),
];

/** The names of the generations that a write ends. */
export const endedBy = (tables: readonly string[]): readonly string[] =>
  tables.includes(everyTable) ? [unknown] : [any, ...tables.map((table) => table.toLowerCase())];

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const longestTtl = 31_536_000;

/** A cache that makes sense, or none. */
export function readCache(option: unknown, complain: Complain): Cache | undefined {
  if (option === undefined) return undefined;
  const { ttl, varyOn = [] } = readOption<Cache>(option, ['ttl', 'varyOn'], complain);
  if (typeof ttl !== 'number' || !(ttl > 0 && ttl <= longestTtl)) {
    complain('bad_option', `ttl is ${JSON.stringify(ttl)}.`, `Give seconds above 0, up to ${longestTtl}.`);
    return undefined;
  }
  const isNames = Array.isArray(varyOn) && varyOn.every((name) => typeof name === 'string' && headerName.test(name));
  if (!isNames || varyOn.includes('*')) {
    complain('bad_option', 'varyOn is no list of request headers.', "Give one: ['Accept-Language'].");
    return undefined;
  }
  return { ttl, varyOn: varyOn.map((name) => name.toLowerCase()) };
}

/** Notes what is wrong with the limits of an app. */
export function checkCacheLimits(option: unknown, complain: Complain): void {
  const limits = readOption<CacheLimits>(option, ['entries', 'bytes', 'bodyLimit'], complain);
  for (const [name, limit] of Object.entries(limits)) {
    if (Number.isSafeInteger(limit) && limit > 0) continue;
    complain('bad_option', `${name} is ${String(limit)}.`, 'Give a whole number above 0.');
  }
}
