/** The packed package on Bun and Deno: an app that they serve as their own, and the client on each, against each. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../test/house/server.ts';

/** Where the package is installed, and how a trial tells what it expects. */
interface Trial {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly run: (command: string, ...args: string[]) => string;
  readonly expects: (sentence: string, prove: () => unknown) => Promise<void>;
}

/** Bun reads where to listen from what is exported. */
const server = `
import { field, LightApi, RestEndpoint } from 'lightapi';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  price = field.decimal({ decimalPlaces: 2 });
}
const app = new LightApi({ database: 'sqlite:///:memory:', basePath: '/api', listLimit: 2 });
const served = app.register({ '/books': BookEndpoint }); export default Object.assign(served, { hostname: '127.0.0.1', port: 0 });
`;

const client = `
import { createClient, VersionConflictError } from 'lightapi/client';
import type app from './server.ts';

const api = createClient<typeof app>(process.argv.at(-1) ?? '', { retry: 1 });
const made = [];
for (const title of ['a', 'b', 'c']) made.push(await api.books.create({ title, price: '12345678901234567890.12' }));
const titles: string[] = [];
for await (const { title } of api.books.all()) titles.push(title);
const [book = made[0]] = made;
await api.books.update(book, { title: 'x' });
const stale = await api.books.update(book, { title: 'y' }).catch((error) => error instanceof VersionConflictError);
const nobody = await createClient('http://127.0.0.1:1').$at('/books').list().catch((error) => error.name);
const { next } = await api.books.list();
const page = next === undefined ? undefined : (await fetch(next)).status;
for (const { id } of made) await api.books.delete(id);
console.log(JSON.stringify({ titles, price: book?.price, stale, nobody, page }));
`;

const expected = {
  titles: ['a', 'b', 'c'],
  price: '12345678901234567890.12',
  stale: true,
  nobody: 'NetworkError',
  page: 200,
};

/** How each runs a program, and serves what one exports. */
const clients: readonly (readonly string[])[] = [['node'], ['bun'], ['deno', 'run', '-A']];
const servers: readonly (readonly string[])[] = [
  ['bun'],
  ['deno', 'serve', '-A', '--host', '127.0.0.1', '--port', '0'],
];

/** Installs both beside the package, and tries each against each. */
export async function tryRuntimes({ folder, env, run, expects }: Trial): Promise<void> {
  const command = (name = ''): string => join(folder, 'node_modules/.bin', name);
  await expects('Bun and Deno install beside it', () => {
    for (const name of ['bun', 'deno']) run('npm', 'pkg', 'set', `allowScripts.${name}=true`, '--json');
    run('npm', 'install', '--save-dev', 'bun', 'deno');
    writeFileSync(join(folder, 'server.ts'), server);
    writeFileSync(join(folder, 'client.ts'), client);
  });
  for (const [host, ...hostArgs] of servers) {
    await expects(`${host} serves an app that a file exports, and node, bun and deno are its clients`, async () => {
      const settings = { ...env, DENO_DIR: join(folder, '.deno'), DENO_NO_UPDATE_CHECK: '1' };
      const args = [...hostArgs, 'server.ts'];
      const { url, stop } = await serve({
        node: command(host),
        args,
        cwd: folder,
        env: settings,
        ready: /http:\/\/\S+\n/,
      });
      try {
        for (const [name, ...rest] of clients) {
          const printed = run(command(name), ...rest, 'client.ts', new URL('/api', url).href);
          assert.deepEqual(JSON.parse(printed), expected, name);
        }
      } finally {
        await stop();
      }
    });
  }
}
