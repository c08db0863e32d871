/** Books with a cache or without: `lightapi.ts DATABASE_URL none|elsewhere|memory|redis plain|counted`. Prints its port. */
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

const [, , database = '', where = '', lists = ''] = process.argv;
const cache = { ttl: 3_600 };

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
  static override meta: Meta<BookEndpoint> = {
    ...((where === 'memory' || where === 'redis') && { cache }),
    ...(lists === 'counted' && { pagination: { style: 'page_number', pageSize: 20 } }),
  };
}

class OtherEndpoint extends RestEndpoint {
  name = field.string();
  static override meta: Meta<OtherEndpoint> = { ...(where === 'elsewhere' && { cache }) };
}

const redis = process.env.LIGHTAPI_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';
const quiet = { ...console, info: () => undefined };
const app = new LightApi({
  database,
  listLimit: 20,
  logger: quiet,
  ...(where === 'redis' && { redis, redisPrefix: `bench-${process.pid}` }),
});
app.register({ '/books': BookEndpoint, '/others': OtherEndpoint });
const { url } = await app.run({ port: 0 });
console.log(new URL(url).port);
