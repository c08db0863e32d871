/** What an app does wherever it is mounted: the same, with addresses that lead back to it. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { field, LightApi, type LightApiOptions, type Meta, RestEndpoint } from 'lightapi';
import { createClient } from 'lightapi/client';
import { expect, onTestFinished } from 'vitest';
import { keepLog } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  static override meta = { pagination: { style: 'page_number', pageSize: 2 } } satisfies Meta<BookEndpoint>;
}

/** An app to mount, closed when the test ends. */
export function mountable(options: LightApiOptions = {}) {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), ...options });
  onTestFinished(() => app.close());
  return app.register({ '/books': BookEndpoint });
}
type Mountable = ReturnType<typeof mountable>;

/** Listens with a handler until the test ends. */
export async function listening(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Fetch = (request: Request) => Response | Promise<Response>;

/** Proves that the app works at a URL such as `http://127.0.0.1:8000/api`. */
export async function expectMounted(url: string, fetch: Fetch = globalThis.fetch): Promise<void> {
  const base = new URL(url).pathname.replace(/\/$/, '');
  const api = createClient<Mountable>(url, { fetch });
  for (const title of ['a', 'b', 'c']) await api.books.create({ title });
  const titles: string[] = [];
  for await (const { title } of api.books.all()) titles.push(title);
  expect(titles).toEqual(['a', 'b', 'c']);

  const page = await api.books.list();
  expect(page.next).toBe(`${url}/books?page=2`);
  const next = await (await fetch(new Request(page.next ?? ''))).json();
  expect(next).toMatchObject({ previous: `${url}/books?page=1`, results: [{ title: 'c' }] });

  const headers = { 'content-type': 'application/json' };
  const made = await fetch(new Request(`${url}/books`, { method: 'POST', headers, body: '{"title":"d"}' }));
  const location = made.headers.get('location');
  expect(location).toBe(`${base}/books/4`);
  const found = await fetch(new Request(new URL(location ?? '', url)));
  expect(await found.json()).toMatchObject({ id: 4, title: 'd' });

  await api.books.update(4, { title: 'e', version: 1 });
  await expect(api.books.create({ title: '' })).rejects.toMatchObject({ status: 422 });
  await api.books.delete(4);
  await expect(api.books.get(4)).rejects.toMatchObject({ status: 404, detail: 'not found' });
  expect(await api.$request('GET', '/healthz')).toEqual({ status: 'ok' });
}
