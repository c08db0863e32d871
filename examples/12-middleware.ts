import type { Context } from 'hono';
import { field, LightApi, Middleware, RestEndpoint, requestIds } from 'lightapi';

class MaintenanceMiddleware extends Middleware {
  process(c: Context, response: Response | null) {
    if (response === null && process.env.MAINTENANCE === '1' && c.req.method !== 'GET') {
      return Response.json({ detail: 'read only for now' }, { status: 503, headers: { 'retry-after': '60' } });
    }
    response?.headers.set('x-served-by', 'lightapi');
    return response;
  }
}

class ItemEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1 });
}

const app = new LightApi({
  database: 'sqlite:///items.db',
  middlewares: [requestIds, MaintenanceMiddleware],
  corsOrigins: ['https://app.example'],
});
app.register({ '/items': ItemEndpoint });
await app.run();
