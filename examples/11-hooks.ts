import type { Context } from 'hono';
import { type Changes, field, LightApi, RequestError, RestEndpoint, type Row } from 'lightapi';

class ArticleEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1 });
  stock = field.integer({ ge: 0 });
}

class OrderEndpoint extends RestEndpoint {
  article_id = field.integer({ foreignKey: 'articles.id', immutable: true });
  quantity = field.integer({ ge: 1, immutable: true });

  // In the transaction of the order: both are written, or neither is, and of two orders for the last piece one fails.
  override async beforeCreate(_: Context, { article_id, quantity = 0 }: Changes<OrderEndpoint>) {
    if (!(await this.#take(quantity, article_id))) {
      throw new RequestError('validation_failed', [{ type: 'value_error', loc: ['quantity'], msg: 'Sold out' }]);
    }
  }

  override async afterDelete(_: Context, { article_id, quantity }: Row<OrderEndpoint>) {
    await this.#take(-quantity, article_id);
  }

  async #take(quantity: number, article: number | undefined) {
    const { numUpdatedRows } = await this.db
      .updateTable('articles')
      .set(({ eb }) => ({ stock: eb('stock', '-', quantity), version: eb('version', '+', 1) }))
      .where('id', '=', article)
      .where('stock', '>=', quantity)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }
}

const app = new LightApi({ database: 'sqlite:///shop.db' });
app.register({ '/articles': ArticleEndpoint, '/orders': OrderEndpoint });
await app.run();
