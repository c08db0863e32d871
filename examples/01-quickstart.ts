import { field, LightApi, RestEndpoint } from 'lightapi';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
}

const app = new LightApi({ database: 'sqlite:///books.db' });
app.register({ '/books': BookEndpoint });
await app.run();
