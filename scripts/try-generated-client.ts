/** A client that openapi-typescript makes of a running app's document: it compiles, refuses what is wrong, and works. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const program = `
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const client = createClient<paths>({
  baseUrl: process.argv[2] ?? '',
  querySerializer: { array: { style: 'form', explode: false } },
});
const body: components['schemas']['BookCreate'] = { title: 'TAOCP', author: 'Donald Knuth' };
const created = await client.POST('/books', { body });
assert.equal(created.response.status, 201);
assert.ok(created.data);
const { id, version, title }: { id: number; version: number; title: string } = created.data;
assert.equal(title, 'TAOCP');

const path = { id };
const changed = await client.PATCH('/books/{id}', { params: { path }, body: { title: 'Volume 1', version } });
assert.equal(changed.data?.version, version + 1);
const stale = await client.PUT('/books/{id}', { params: { path }, body: { ...body, version } });
assert.equal(stale.response.status, 409);
assert.equal(stale.error?.detail, 'version conflict');
const refused = await client.POST('/books', { body: { title: '', author: 'Nobody' } });
assert.equal(refused.response.status, 422);

const listed = await client.GET('/books', { params: { query: { fields: ['title', 'id'], after: '0' } } });
const titles: (string | undefined)[] | undefined = listed.data?.results.map((book) => book.title);
assert.ok(titles?.includes('Volume 1'));
const read = await client.GET('/books/{id}', { params: { path, header: { 'If-None-Match': '"2"' } } });
assert.equal(read.response.status, 304);
const removed = await client.DELETE('/books/{id}', { params: { path } });
assert.equal(removed.response.status, 204);

export const wrong = () => [
  // @ts-expect-error there is no such route
  client.GET('/boks'),
  // @ts-expect-error an author is required
  client.POST('/books', { body: { title: 'SICP' } }),
  // @ts-expect-error a title is text
  client.POST('/books', { body: { title: 7, author: 'Abelson' } }),
  // @ts-expect-error a change says its version
  client.PATCH('/books/{id}', { params: { path }, body: { title: 'SICP' } }),
  // @ts-expect-error there is no such field
  client.GET('/books', { params: { query: { fields: ['titel'] } } }),
];
`;

interface Trial {
  /** Where the app is, which has the books of the README. */
  readonly url: string;
  /** An empty folder to do it in. */
  readonly folder: string;
  readonly node: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws what the first of the tools that fails has printed. */
export function tryGeneratedClient({ url, folder, node, env }: Trial): void {
  mkdirSync(folder);
  const run = (command: string, ...args: string[]): void => {
    try {
      execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe', timeout: 120_000 });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  // The generator works with the compiler's own API, which TypeScript 7 no longer has.
  run('npm', 'install', 'openapi-typescript@7', 'openapi-fetch@0', 'typescript@5', '@types/node@24');
  run('npx', 'openapi-typescript', `${url}/openapi.json`, '--default-non-nullable=false', '--output', 'api.ts');
  writeFileSync(join(folder, 'client.ts'), program);
  const compilerOptions = { strict: true, target: 'es2022', module: 'nodenext', outDir: 'out', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['client.ts'] }));
  run('npx', 'tsc', '-p', '.');
  run(node, 'out/client.js', url);
}
