/**
 * `node scripts/try-package.ts <tarball> [<results.json>]`: installs the packed package in an empty folder, as a new
 * user would, runs the class that the README opens with, and asks it over HTTP.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Served, serve } from '../test/house/server.ts';

import { env, openTrial } from './trial.ts';
import { tryGeneratedClient } from './try-generated-client.ts';
import { tryRuntimes } from './try-runtimes.ts';

const [tarball, results] = process.argv.slice(2);
if (tarball === undefined) throw new Error('Say which tarball: node scripts/try-package.ts lightapi-0.1.0.tgz');

const { folder, inFolder, run, expects, end } = openTrial('package');
const node = inFolder('node_modules/.bin/node');

const readme = (): string => {
  const text = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const [, block] = /^```ts\n([\s\S]*?)^```$/m.exec(text) ?? [];
  assert.ok(block, 'README.md has no block of TypeScript');
  return block;
};

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

let served: Served | undefined;

async function start(port: string): Promise<Served> {
  served = await serve({ node, args: ['app.ts'], cwd: folder, env: { ...env, LIGHTAPI_PORT: port } });
  return served;
}

async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  assert.ok(served, 'the server does not run');
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const reply = await fetch(served.url + path, { method, ...json });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, body: text === '' ? {} : JSON.parse(text) };
}

async function install(): Promise<void> {
  await expects('the package installs in an empty folder', () => {
    run('npm', 'init', '-y');
    run('npm', 'pkg', 'set', 'type=module');
    run('npm', 'install', resolve(tarball ?? ''));
    // Beside it the Node that is supported: the machine's own may be older.
    run('npm', 'pkg', 'set', 'allowScripts.node=true', '--json');
    run('npm', 'install', '--save-dev', 'node@24');
    writeFileSync(inFolder('app.ts'), readme());
  });
  await expects('its entries can be imported, and the command runs', () => {
    run(
      node,
      '-e',
      "await Promise.all(['', '/client', '/node', '/testing'].map((entry) => import('lightapi' + entry)))",
    );
    assert.match(run('npx', 'lightapi', '--help'), /routes/);
  });
}

const consumer = `
import { type CreateInput, field, type Json, LightApi, RestEndpoint, type Row, type UpdateInput } from 'lightapi';
import { type ApiTypes, createClient } from 'lightapi/client';
import { openTestApp, type TestReply } from 'lightapi/testing';

class Book extends RestEndpoint {
  title = field.string({ minLength: 1 });
  price = field.decimal({ optional: true });
  due = field.datetime({ default: () => new Date() });
}
const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': Book });
export const row = (book: Row<Book>): [number, string, string | null, Date] => [book.id, book.title, book.price, book.due];
export const json = (book: Json<Book>): string => book.due;
export const create: CreateInput<Book> = { title: 'SICP' };
export const update: UpdateInput<Book> = { version: 1, price: '9.99' };
export const listed = (list: ApiTypes<typeof app>['/books']['list']): string[] => list.results.map(({ title }) => title);
const api = createClient<typeof app>('http://localhost:8000');
export const next = async (): Promise<string | undefined> => (await api.books.list({ after: 3 })).next;
export const reply: Promise<TestReply> = openTestApp({ '/books': Book }).request('GET', '/books');

// @ts-expect-error a title is required
export const untitled: CreateInput<Book> = {};
// @ts-expect-error an update says its version
export const unversioned: UpdateInput<Book> = { title: 'SICP' };
// @ts-expect-error a list without meta is not filtered
export const filtered = () => api.books.list({ title: 'SICP' });
// @ts-expect-error a string field has no upper bound
field.string({ le: 3 });
`;

/** The declarations are checked as well: skipLibCheck stays off. */
async function checkTypes(): Promise<void> {
  await expects('its types are right under strict, with every declaration checked', () => {
    run('npm', 'install', '--save-dev', 'typescript@7', '@types/node@24');
    writeFileSync(inFolder('consumer.ts'), consumer);
    const compilerOptions = { strict: true, target: 'es2024', module: 'nodenext', noEmit: true, types: ['node'] };
    writeFileSync(inFolder('tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts', 'consumer.ts'] }));
    run('npx', 'tsc', '-p', '.');
  });
}

const book = { title: 'Clean Code', author: 'Robert Martin' };

async function createAndRead(): Promise<void> {
  await expects('the first list is empty', async () => {
    const { status, text } = await ask('GET', '/books');
    assert.deepEqual([status, text], [200, '{"results":[]}']);
  });
  await expects('POST creates a row: 201, and Location', async () => {
    const { status, headers, body } = await ask('POST', '/books', book);
    assert.equal(status, 201);
    assert.equal(headers.get('location'), '/books/1');
    const { created_at, updated_at, ...rest } = body;
    assert.deepEqual(rest, { ...book, id: 1, version: 1 });
    assert.match(String(created_at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(updated_at, created_at);
  });
  await expects('it is found by its id, and in the list', async () => {
    const { status, body } = await ask('GET', '/books/1');
    assert.deepEqual([status, body.title], [200, book.title]);
    const list = await ask('GET', '/books');
    assert.deepEqual(list.body, { results: [body] });
  });
  await expects('a wrong value is refused with the list of mistakes: 422', async () => {
    const { status, body } = await ask('POST', '/books', { title: '' });
    const [first, second, ...rest] = body.detail as { type: string; loc: string[] }[];
    assert.deepEqual([status, rest], [422, []]);
    assert.deepEqual(
      [first?.type, first?.loc, second?.type, second?.loc],
      ['string_too_short', ['title'], 'missing', ['author']],
    );
  });
}

async function changeAndDelete(): Promise<void> {
  await expects('PUT with the version that was read makes the next one', async () => {
    const { status, body } = await ask('PUT', '/books/1', { ...book, title: 'Clean Coder', version: 1 });
    assert.deepEqual([status, body.title, body.version], [200, 'Clean Coder', 2]);
  });
  await expects('PUT with a stale version is refused: 409', async () => {
    const { status, body } = await ask('PUT', '/books/1', { ...book, version: 1 });
    assert.deepEqual([status, body], [409, { detail: 'version conflict' }]);
  });
  await expects('PATCH changes what it is given', async () => {
    const { status, body } = await ask('PATCH', '/books/1', { author: 'R. C. Martin', version: 2 });
    assert.deepEqual([status, body.title, body.author, body.version], [200, 'Clean Coder', 'R. C. Martin', 3]);
  });
  await expects('DELETE removes a row: 204 without a body, then 404', async () => {
    const { body: second } = await ask('POST', '/books', { title: 'SICP', author: 'Abelson' });
    const removed = await ask('DELETE', `/books/${second.id}`);
    assert.deepEqual([removed.status, removed.text], [204, '']);
    const gone = await ask('GET', `/books/${second.id}`);
    assert.deepEqual([gone.status, gone.body], [404, { detail: 'not found' }]);
  });
}

async function describe(url: string): Promise<void> {
  await expects('the API page has its script, and its licences are there', async () => {
    assert.match(await (await fetch(`${url}/docs`)).text(), /docs\/scalar\.js/);
    assert.match(await (await fetch(`${url}/docs/scalar.js`)).text(), /createApiReference/);
    const licences = readFileSync(inFolder('node_modules/lightapi/dist/openapi/scalar.LICENSES.txt'), 'utf8');
    assert.match(licences, /Copyright \(c\) 2023-present Scalar/);
  });
  await expects('its document makes a client, which compiles and works', () =>
    tryGeneratedClient({ url, folder: inFolder('generated'), node, env }),
  );
}

async function restart(url: string): Promise<void> {
  await expects('SIGTERM ends it with exit code 0, and the database is a file', async () => {
    assert.equal(await served?.stop(), 0);
    assert.ok(existsSync(inFolder('books.db')));
  });
  await expects('a second start, on the port that it is told, has the rows', async () => {
    const again = await start(new URL(url).port);
    assert.equal(again.url, url);
    const { body } = await ask('GET', '/books/1');
    assert.deepEqual([body.title, body.version], ['Clean Coder', 3]);
    assert.equal(await again.stop(), 0);
  });
}

try {
  await install();
  await checkTypes();
  await expects('node app.ts starts the class of the README', () => start('0'));
  const { url } = served ?? { url: 'http://localhost' };
  await createAndRead();
  await changeAndDelete();
  await describe(url);
  await restart(url);
  await tryRuntimes({ folder, env, run, expects });
} finally {
  await served?.stop();
  end(results);
}
