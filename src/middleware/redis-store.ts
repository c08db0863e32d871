/** Rate limits that all processes share, in Redis. */
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimitStore } from './limiter.ts';

/**
 * Counts in Redis, through a connected client of the `redis` package or of `ioredis`. Where Redis fails or does not
 * answer within 250 ms, the process counts in its memory, and looks again after a second.
 *
 * `prefix` keeps several apps on one Redis apart. Default `lightapi`.
 */
export function redisStore(client: object, { prefix = 'lightapi' }: { readonly prefix?: string } = {}): RateLimitStore {
  // ioredis, unlike the redis package, defines scripts as commands, and takes arguments as a list.
  const useRedisPackage = !('defineCommand' in client);
  return ({ keyPrefix, ...counting }) =>
    new RateLimiterRedis({
      ...counting,
      keyPrefix: `${prefix}:${keyPrefix}`,
      storeClient: client,
      useRedisPackage,
      rejectIfRedisNotReady: true,
    });
}
