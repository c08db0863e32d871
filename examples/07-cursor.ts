import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';

class EventEndpoint extends RestEndpoint {
  label = field.string({ minLength: 1 });
  at = field.datetime({ index: true });

  // GET /events?ordering=-at, then ?ordering=-at&cursor=… with "next" or "previous" of the reply. A page costs the same
  // at any depth, and what is inserted meanwhile neither repeats nor hides a row.
  static override meta: Meta<EventEndpoint> = {
    filtering: { ordering: ['at', 'label'] },
    pagination: { style: 'cursor', pageSize: 20, maxPageSize: 100 },
  };
}

// Cursors are signed: with LIGHTAPI_SECRET in the environment they outlive the process.
const app = new LightApi({ database: 'sqlite:///events.db' });
app.register({ '/events': EventEndpoint });
await app.run();
