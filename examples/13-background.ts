import type { Context } from 'hono';
import { type Body, field, LightApi, RestEndpoint } from 'lightapi';

// In place of this: an e-mail, a webhook, a thumbnail.
async function confirm(email: string, order: number): Promise<void> {
  console.log(`To ${email}: order ${order} has arrived.`);
}

class OrderEndpoint extends RestEndpoint {
  email = field.string({ minLength: 3 });
  article = field.string({ minLength: 1 });

  // The client waits for its row alone. Where the request fails, nothing is sent.
  override async create(c: Context, data: Body) {
    const order = await super.create(c, data);
    this.background(confirm, order.email, order.id);
    return order;
  }
}

const app = new LightApi({ database: 'sqlite:///orders.db' });
app.register({ '/orders': OrderEndpoint });
// SIGTERM waits for requests and tasks, so long at most.
await app.run({ drainTimeout: 30_000 });
