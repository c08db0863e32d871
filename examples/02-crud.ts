import { randomUUID } from 'node:crypto';
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

// POST   /articles       {"name": "Tea", "price": "4.50"}                  201, and Location: /articles/1
// GET    /articles/1                                                       200, and ETag: "1"
// PUT    /articles/1     {"name": "Tea", "price": "5", "version": 1}       200, what is left out takes its default
// PATCH  /articles/1     {"stock": 12, "version": 2}                       200, or 409 where another was faster
// DELETE /articles/1                                                       204
class ArticleEndpoint extends RestEndpoint {
  name = field.string({ minLength: 1, maxLength: 200, unique: true });
  description = field.string({ optional: true });
  sku = field.uuid({ default: () => randomUUID(), immutable: true });
  status = field.enum(['draft', 'live', 'sold out'], { default: 'draft' });
  price = field.decimal({ ge: 0, decimalPlaces: 2, maxDigits: 12 });
  stock = field.integer({ ge: 0, default: 0 });
  weight = field.number({ gt: 0, optional: true });
  barcode = field.bigint({ ge: 0, optional: true });
  fragile = field.boolean({ default: false });
  released = field.date({ optional: true });
  sale_ends = field.datetime({ optional: true });
  tags = field.json({ default: () => [] });
}

class ReviewEndpoint extends RestEndpoint {
  article_id = field.integer({ foreignKey: 'articles.id', index: true, immutable: true });
  stars = field.integer({ ge: 1, le: 5 });
  text = field.string({ minLength: 1 });

  // A review is written and taken back, and never changed: PUT and PATCH are 405.
  static override meta: Meta<ReviewEndpoint> = { methods: ['GET', 'POST', 'DELETE'] };
}

const app = new LightApi({ database: 'sqlite:///shop.db' });
app.register({ '/articles': ArticleEndpoint, '/reviews': ReviewEndpoint });
await app.run();
