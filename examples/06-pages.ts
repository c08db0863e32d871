import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

class PostEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });

  // GET /posts?page=2&page_size=50 answers {"count", "pages", "next", "previous", "results"}.
  static override meta: Meta<PostEndpoint> = {
    pagination: { style: 'page_number', pageSize: 20, maxPageSize: 100 },
  };
}

class VisitEndpoint extends RestEndpoint {
  url = field.string();

  // A long table that is only looked through: without the count, and what that costs.
  static override meta: Meta<VisitEndpoint> = {
    methods: ['GET', 'POST'],
    pagination: { style: 'page_number', pageSize: 100, count: false },
  };
}

const app = new LightApi({ database: 'sqlite:///posts.db' });
app.register({ '/posts': PostEndpoint, '/visits': VisitEndpoint });
await app.run();
