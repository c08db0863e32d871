import type { Context } from 'hono';
import { type Body, field, LightApi, RequestError, RestEndpoint } from 'lightapi';

class OrderEndpoint extends RestEndpoint {
  article = field.string({ minLength: 1 });
  quantity = field.integer({ ge: 1 });
  status = field.enum(['open', 'sent', 'cancelled'], { default: 'open', index: true });

  // A verb answers with any data, or with a Response. GET /orders?summary counts; all else is as ever.
  override async get(c: Context) {
    if (c.req.query('summary') === undefined) return super.get(c);
    const counts = this.db.selectFrom('orders').select(({ fn }) => ['status', fn.countAll().as('orders')]);
    return counts.groupBy('status').execute();
  }

  override async post(c: Context) {
    const order = await this.create(c, await c.req.json());
    const before = this.select().where(this.status, '=', 'open').where(this.id, '<', order.id);
    return c.json({ ...order, ahead: (await before.execute()).length }, 201);
  }

  // An action stands behind the verbs that call it. The data is what a client sent: super.create validates it.
  override create(c: Context, data: Body) {
    return super.create(c, { ...data, status: 'open' });
  }

  // DELETE cancels, and answers with the row that the action gives.
  override async destroy(c: Context, id: number) {
    const orders = this.select().where(this.id, '=', id);
    const { status, version } = await orders.executeTakeFirstOrThrow(() => new RequestError('not_found', 'not found'));
    if (status === 'sent') throw new RequestError('permission_denied', 'The order is on its way.');
    return this.update(c, id, { status: 'cancelled', version }, { partial: true });
  }
}

const app = new LightApi({ database: 'sqlite:///orders.db' });
app.register({ '/orders': OrderEndpoint });
await app.run();
