/** A server with a cache on a Redis that others share: `cached.ts DATABASE_URL REDIS_URL PREFIX`, for tests of several. */
import { flushCompileCache } from 'node:module';
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

const [, , database = '', redis = '', redisPrefix = ''] = process.argv;

class CounterEndpoint extends RestEndpoint {
  count = field.integer();
  static override meta: Meta<CounterEndpoint> = { cache: { ttl: 600 } };
}

const app = new LightApi({ database, redis, redisPrefix, secret: 'of the tests alone, and for all of them' });
app.register({ '/counters': CounterEndpoint });
await app.run({ port: 0 });
flushCompileCache();
