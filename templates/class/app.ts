import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

export class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1, maxLength: 200 });
  author = field.string({ minLength: 1 });
  published = field.boolean({ default: false });

  static override meta: Meta<BookEndpoint> = {
    filtering: { fields: ['author', 'published'], search: ['title'], ordering: ['title', 'author'] },
    pagination: { style: 'page_number', pageSize: 20 },
  };
}

const app = new LightApi({ database: process.env.LIGHTAPI_DATABASE_URL ?? 'sqlite:///books.db' });
app.register({ '/books': BookEndpoint });

export default app;
