/** The client in a page of another origin, in a real browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSync } from 'esbuild';
import { field, JWTAuthentication, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { pathOf } from '../house/repository.ts';
import { keepLog } from '../serve.ts';
import { launchBrowser, watch } from './browser.ts';

const backend = new JWTAuthentication({ secret: 'kitchen-secret-kitchen-secret-32b' });

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  static override meta = {
    authentication: { backend },
    filtering: { ordering: ['title'] },
    pagination: { style: 'page_number', pageSize: 2 },
  } satisfies Meta<BookEndpoint>;
}

/** What the page does with the client, in plain JavaScript, as any site would. */
const program = `
import { createClient, etagOf, ValidationError, VersionConflictError } from 'lightapi-client';

globalThis.tryClient = async (url) => {
  let token;
  const api = createClient(url, { token: () => token, retry: 1 });
  const seen = {};
  await api.books.list().catch((error) => (seen.anonymous = error.name));
  ({ token } = await api.$login({ username: 'ann', password: 'x' }));
  for (const title of ['a', 'b', 'c', 'd', 'ž/?&']) await api.books.create({ title });
  seen.titles = [];
  for await (const { title } of api.books.all({ ordering: '-title' })) seen.titles.push(title);
  const book = await api.books.get(1);
  seen.etag = etagOf(book);
  await api.books.update(book, { title: 'z' });
  await api.books.update(book, { title: 'y' }).catch((error) => (seen.stale = error instanceof VersionConflictError));
  await api.books.create({ title: '' }).catch((error) => {
    seen.refused = [error instanceof ValidationError, error.messages.title];
  });
  const reason = new Error('left');
  await api.books.list({}, { signal: AbortSignal.abort(reason) }).catch((error) => (seen.aborted = error === reason));
  await createClient('http://127.0.0.1:1').books.list().catch((error) => (seen.nobody = error.name));
  seen.here = await createClient('/api').books.list().catch((error) => error.message);
  return seen;
};
`;

function bundle(): string {
  const { outputFiles } = buildSync({
    stdin: { contents: program, resolveDir: pathOf('.') },
    alias: { 'lightapi-client': pathOf('src/client/client.ts') },
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** A site that holds the page alone. */
async function openSite(): Promise<string> {
  const script = bundle();
  const site = createServer(({ url }, response) => {
    response.writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(url === '/' ? `<!doctype html><script>${script}</script>` : 'nothing here');
  });
  onTestFinished(() => void site.close());
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

beforeAll(launchBrowser, 30_000);

it('the client works in a browser, from another origin', { timeout: 60_000 }, async () => {
  const origin = await openSite();
  const app = new LightApi({
    database: 'sqlite:///:memory:',
    corsOrigins: [origin],
    logger: keepLog(),
    loginValidator: (name) => ({ sub: name }),
  }).register({ '/books': BookEndpoint });
  onTestFinished(() => app.close());
  const { url } = await app.run({ port: 0 });
  const { page } = await watch();
  await page.goto(origin);
  expect(await page.evaluate(`tryClient(${JSON.stringify(url)})`)).toEqual({
    anonymous: 'AuthenticationError',
    titles: ['ž/?&', 'd', 'c', 'b', 'a'],
    etag: '"1"',
    stale: true,
    refused: [true, 'String should have at least 1 character'],
    aborted: true,
    nobody: 'NetworkError',
    here: 'GET /books: 404 Not Found',
  });
});
