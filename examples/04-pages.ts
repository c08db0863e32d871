import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

class PostEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });

  // GET /posts?page=2&page_size=50
  static override meta: Meta<PostEndpoint> = {
    pagination: { style: 'page_number', pageSize: 20, maxPageSize: 100 },
  };
}

class EventEndpoint extends RestEndpoint {
  label = field.string();
  at = field.datetime();

  // GET /events?ordering=-at, then ?ordering=-at&cursor=… with "next" or "previous" of the reply.
  static override meta: Meta<EventEndpoint> = {
    filtering: { ordering: ['at', 'label'] },
    pagination: { style: 'cursor', pageSize: 20 },
  };
}

const app = new LightApi({ database: 'sqlite:///posts.db' });
app.register({ '/posts': PostEndpoint, '/events': EventEndpoint });
await app.run();
