/** Counts what each key did in a window of time: in memory, or in a store that processes share. */
import { hash } from 'node:crypto';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { createCircuit } from '../circuit.ts';
import type { Logger } from './errors.ts';
import type { Usage } from './usage.ts';

/** What a store is to count, in the words of `rate-limiter-flexible`. */
interface Counting {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
  readonly keyPrefix: string;
}

/** What is used of a limiter of `rate-limiter-flexible`: it rejects with the counts where there are too many. */
interface Counter {
  consume(key: string): Promise<RateLimiterRes>;
}

/**
 * Where to count: `redisStore(client)`, or any limiter of `rate-limiter-flexible`, as
 * `(counting) => new RateLimiterValkey({ ...counting, storeClient })`.
 */
export type RateLimitStore = (counting: Counting) => Counter;

interface LimiterOptions {
  /** Keeps the keys of one limit apart from those of others in the same store. */
  readonly name: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
  /** Default: the memory of this process. */
  readonly store?: RateLimitStore;
  /** The keys that are counted in memory, at most; those not seen for longest start anew. Default 50,000. */
  readonly maxKeys?: number;
  /** Who is told that the store is gone. Default `console`. */
  readonly logger?: Pick<Logger, 'error'>;
}

interface Limiter {
  /** Counts one more for a key, and says whether that is too many. Fails never: without its store, memory counts. */
  consume(key: string): Promise<Usage>;
}

/** Makes a limiter of fixed windows: `points` for each key in `duration` seconds from its first. */
export function createLimiter({ name, points, duration, store, ...rest }: LimiterOptions): Limiter {
  const { maxKeys = 50_000, logger = console } = rest;
  const counting = { points, duration, keyPrefix: `ratelimit:${name}` };
  const memory = countInMemory(counting, maxKeys);
  const counter = store === undefined ? memory : insured(store(counting), { memory, logger, name });
  const usage = ({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): Usage => {
    const resetSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { allowed, limit: points, remaining: allowed ? remainingPoints : 0, resetSeconds };
  };
  return {
    consume: (key) =>
      counter.consume(bounded(key)).then(
        (counts) => usage(counts, true),
        (thrown: unknown) => {
          if (isRefusal(thrown)) return usage(thrown, false);
          throw thrown;
        },
      ),
  };
}

/** A key may hold what a client sent: the store is given so much of it at most. */
const bounded = (key: string): string => (key.length <= 128 ? key : hash('sha256', key));

/** By its shape: a store may bring a copy of `rate-limiter-flexible` of its own. */
const isRefusal = (thrown: unknown): thrown is RateLimiterRes =>
  typeof thrown === 'object' && thrown !== null && 'msBeforeNext' in thrown && 'remainingPoints' in thrown;

/**
 * `RateLimiterMemory` keeps every key for a window, so that many clients could fill the memory. Here, keys are young
 * when they are counted, and old when as many others as half of the bound were: each new one forgets two old ones.
 */
function countInMemory(counting: Counting, maxKeys: number): Counter {
  const limiter = new RateLimiterMemory(counting);
  let young = new Set<string>();
  let old = new Set<string>();
  let oldest = old.values();
  const grow = (key: string): void => {
    if (young.size >= maxKeys / 2) {
      for (const forgotten of oldest) limiter.delete(forgotten);
      [old, young] = [young, new Set()];
      oldest = old.values();
    }
    young.add(key);
    old.delete(key);
    for (const forgotten of [oldest.next().value, oldest.next().value]) {
      if (forgotten !== undefined) limiter.delete(forgotten);
    }
  };
  return {
    consume: (key) => {
      if (!young.has(key)) grow(key);
      return limiter.consume(key);
    },
  };
}

/** Counts in memory while a store fails or is silent: then each process counts for itself. */
function insured(
  store: Counter,
  { memory, logger, name }: { memory: Counter; logger: Pick<Logger, 'error'>; name: string },
): Counter {
  const lost = (thrown: unknown): void =>
    logger.error(thrown, `the store of the rate limit "${name}" is gone, this process counts alone`);
  const { ask } = createCircuit({ lost, isAnswer: isRefusal });
  return {
    consume: (key) =>
      ask(() => store.consume(key)).catch((thrown: unknown) => {
        if (isRefusal(thrown)) throw thrown;
        return memory.consume(key);
      }),
  };
}
