import type { Context } from 'hono';
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

// Lists and products are kept for a minute; a write through this API ends them at once.
class ProductEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1 });
  price = field.number({ ge: 0 });
  static override meta: Meta<ProductEndpoint> = {
    cache: { ttl: 60 },
    filtering: { fields: ['price'], ordering: ['name', 'price'] },
    pagination: { style: 'page_number', pageSize: 20 },
  };
}

// A method of your own is called once for each language, and again after a write.
class GreetingEndpoint extends RestEndpoint {
  region = field.string();
  text = field.string();
  static override meta: Meta<GreetingEndpoint> = { cache: { ttl: 3600, varyOn: ['X-Region'] } };

  override async list(c: Context) {
    const region = c.req.header('x-region') ?? 'world';
    return { results: await this.select().where(this.region, '=', region).execute() };
  }
}

// In memory, or in Redis for several processes: LIGHTAPI_REDIS_URL=redis://localhost:6379/0
const app = new LightApi({ database: 'sqlite:///shop.db' });
app.register({ '/products': ProductEndpoint, '/greetings': GreetingEndpoint });
await app.run();
