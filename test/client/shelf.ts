/** Lists of every style, and rows of every kind, for the client to call. */
import { field, LightApi, type LightApiOptions, type Meta, RestEndpoint } from 'lightapi';
import { createClient } from 'lightapi/client';
import { onTestFinished } from 'vitest';
import { keepLog } from '../serve.ts';

const filtering = { fields: ['title', 'price', 'at'], search: ['title'], ordering: ['title', 'price'] } as const;

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  price = field.decimal({ optional: true, decimalPlaces: 2 });
  at = field.datetime({ optional: true });
  static override meta = { filtering } satisfies Meta<BookEndpoint>;
}
class PostEndpoint extends RestEndpoint {
  title = field.string();
  static override meta = {
    filtering: { ordering: ['title'] },
    pagination: { style: 'page_number', pageSize: 2, maxPageSize: 10 },
  } satisfies Meta<PostEndpoint>;
}
class EventEndpoint extends RestEndpoint {
  title = field.string();
  static override meta = {
    filtering: { fields: ['title'], ordering: ['title'] },
    pagination: { style: 'cursor', pageSize: 2 },
  } satisfies Meta<EventEndpoint>;
}
class WordEndpoint extends RestEndpoint {
  word = field.string({ primaryKey: true });
  static override meta = { locking: false } satisfies Meta<WordEndpoint>;
}

export const routes = {
  '/books': BookEndpoint,
  '/api/v1/posts': PostEndpoint,
  '/books/archived-events': EventEndpoint,
  '/words': WordEndpoint,
};

export function open(options: LightApiOptions = {}) {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), listLimit: 2, ...options });
  onTestFinished(() => app.close());
  return app.register(routes);
}
export const connect = () => {
  const app = open();
  return createClient<typeof app>('http://localhost', { fetch: app.fetch });
};
export const letters = ['a', 'b', 'c', 'd', 'e'];

export async function titles(rows: AsyncIterable<{ readonly title: string }>): Promise<string> {
  let all = '';
  for await (const { title } of rows) all += title;
  return all;
}
