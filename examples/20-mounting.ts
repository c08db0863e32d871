import { Hono } from 'hono';
import { field, LightApi, RestEndpoint } from 'lightapi';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
}
const app = new LightApi({ database: 'sqlite:///books.db', basePath: '/api' }).register({ '/books': BookEndpoint });

// A site with pages of its own; links of the API lead to /api/books.
export const site = new Hono();
site.get('/', (c) => c.html('<a href="/api/books">Books</a>'));
site.all('/api/*', (c) => app.fetch(c.req.raw, c.env));

// Bun, Deno and Next.js take site.fetch, Express and Fastify toNodeHandler(app) of lightapi/node. On its own:
await app.run();
