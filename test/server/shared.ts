/** A server that shares a database and a Redis with others: `shared.ts DATABASE_URL PREFIX`, for tests of several. */
import { flushCompileCache } from 'node:module';
import { field, LightApi, type Meta, RestEndpoint, redisStore } from 'lightapi';
import { openRedis, redisAddress } from '../middleware/redis.ts';

const [, , database = '', prefix = ''] = process.argv;
const redis = prefix === '' ? undefined : await openRedis(redisAddress);

class EntryEndpoint extends RestEndpoint {
  key = field.string({ unique: true, maxLength: 40 });
  text = field.string({ default: '' });
}

class LimitedEndpoint extends RestEndpoint {
  name = field.string({ optional: true });
  static override meta: Meta = {
    ...(redis && { rateLimit: { points: 10, duration: 60, store: redisStore(redis, { prefix }) } }),
  };
}

const app = new LightApi({ database });
app.register({ '/entries': EntryEndpoint, '/limited': LimitedEndpoint });
await app.run({ port: 0 });
flushCompileCache();
