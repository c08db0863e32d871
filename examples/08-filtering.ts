import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

class ArticleEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  category = field.string({ index: true });
  price = field.decimal({ ge: 0, decimalPlaces: 2 });
  status = field.enum(['draft', 'live'], { default: 'draft' });

  // GET /articles?category=news&price__gte=9.50&status__in=draft,live&search=tea&ordering=-price&fields=id,title
  static override meta: Meta<ArticleEndpoint> = {
    filtering: {
      fields: ['category', 'price', 'status'],
      search: ['title'],
      ordering: ['title', 'price'],
    },
    strictQuery: true,
  };
}

const app = new LightApi({ database: 'sqlite:///articles.db' });
app.register({ '/articles': ArticleEndpoint });
await app.run();
