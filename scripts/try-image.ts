/**
 * `node scripts/try-image.ts [<results.json>]`: runs the steps of the Dockerfile outside of a container, as there may be
 * no engine: packs what .dockerignore lets through, installs it as the image does, and runs the image's command and its
 * health check as the image's user, who can write to the data alone.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [results] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const image = mkdtempSync(join(tmpdir(), 'lightapi-image-'));
chmodSync(image, 0o755);

/** A place of the image: `/data`. */
const at = (path: string): string => join(image, path);
/** A command of the image, with its places in this folder. */
const placed = (text: string): string => text.replaceAll(/(?<=^|[\s'"(])\/(?=(?:tmp|opt|app|data)\b)/g, `${image}/`);

/** The instructions of each stage: `[['RUN', 'npm ci'], …]`. */
function readStages(): readonly (readonly (readonly [string, string])[])[] {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ');
  const lines = text.split('\n').flatMap((line): [string, string][] => {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return instruction === '' ? [] : [[instruction, rest]];
  });
  const starts = lines.flatMap(([instruction], index) => (instruction === 'FROM' ? [index] : []));
  return starts.map((start, stage) => lines.slice(start, starts[stage + 1]));
}

const [build = [], install = [], final = []] = readStages();
const lastOf = (stage: readonly (readonly [string, string])[], instruction: string): string => {
  const found = stage.findLast(([name]) => name === instruction);
  assert.ok(found, `the Dockerfile has no ${instruction}`);
  return found[1];
};
const json = (text: string): string[] => JSON.parse(text.slice(text.indexOf('[')));

const [uid = 0, gid = 0] = lastOf(final, 'USER').split(':').map(Number);
const imageEnv = Object.fromEntries(
  [...lastOf(final, 'ENV').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);
const owner = process.getuid?.() === 0 ? { uid, gid } : {};

const count = { numPassedTests: 0, numFailedTests: 0 };

async function expects(sentence: string, prove: () => unknown): Promise<void> {
  try {
    await prove();
    count.numPassedTests += 1;
    console.log(`✓ ${sentence}`);
  } catch (error) {
    count.numFailedTests += 1;
    console.log(`✗ ${sentence}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

/** Runs a line of the Dockerfile as root would. */
const run = (line: string, cwd: string): void =>
  void execFileSync('bash', ['-euo', 'pipefail', '-c', placed(line)], { cwd, stdio: 'pipe' });

/** What `COPY . .` copies; the packages are those that are here, as `npm ci` would install them. */
function copyContext(): void {
  mkdirSync(at('src'));
  const kept = readFileSync(join(root, '.dockerignore'), 'utf8').matchAll(/^!(.+)$/gm);
  for (const [, path = ''] of kept) {
    if (existsSync(join(root, path))) cpSync(join(root, path), at(`src/${path}`), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), at('src/node_modules'));
}

function makeImage(): void {
  for (const folder of ['tmp', 'opt/lightapi', 'app', 'data', 'bin']) mkdirSync(at(folder), { recursive: true });
  copyContext();
  run(lastOf(build, 'RUN'), at('src'));
  copyFileSync(at('src/package.json'), at('tmp/package.json'));
  run(lastOf(install, 'RUN'), at('opt/lightapi'));
  symlinkSync(at('opt/lightapi/node_modules/.bin/lightapi'), at('bin/lightapi'));
  copyFileSync(process.execPath, at('bin/node'));
  copyFileSync(join(root, 'docker/lightapi.yaml'), at('app/lightapi.yaml'));
  if (owner.uid !== undefined) chownSync(at('data'), uid, gid);
  else for (const folder of ['app', 'opt']) execFileSync('chmod', ['-R', 'a-w', at(folder)]);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' ? address?.port : 0);
}

const port = await freePort();
/** What a container's process has: the image's variables, and what it is run with. */
const env = (more: object = {}): NodeJS.ProcessEnv => ({
  PATH: at('bin'),
  ...imageEnv,
  LIGHTAPI_CONFIG: placed(imageEnv.LIGHTAPI_CONFIG ?? ''),
  LIGHTAPI_HOST: '127.0.0.1',
  LIGHTAPI_PORT: port,
  LIGHTAPI_DATABASE_URL: `sqlite:///${at('data/books.db')}`,
  ...more,
});

const [entry = '', ...entryArgs] = json(lastOf(final, 'ENTRYPOINT'));
const command = [...entryArgs, ...json(lastOf(final, 'CMD'))];
const [check = '', ...checkArgs] = json(lastOf(final, 'HEALTHCHECK'));

const healthCheck = (): number | null =>
  spawnSync(at(`bin/${check}`), checkArgs, { env: env(), cwd: at('app'), ...owner, timeout: 20_000 }).status;

let output = '';
let log = '';
function start(more: object = {}): ChildProcess {
  const child = spawn(at(`bin/${entry}`), command, {
    env: env(more),
    cwd: at('app'),
    ...owner,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdout?.on('data', (text) => {
    log += text;
  });
  return child;
}

/** The exit code of a start that is to fail. */
async function failing(more: object): Promise<number> {
  const child = start(more);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  return code;
}

async function serveOnce(): Promise<void> {
  const child = start();
  const exit = once(child, 'exit');
  try {
    await expects('the command serves, and the health check says so', async () => {
      for (let attempt = 0; healthCheck() !== 0; attempt += 1) {
        assert.ok(attempt < 40 && child.exitCode === null, `it does not serve. It printed:\n${output}`);
        await wait(250);
      }
    });
    await expects('it is ready, and keeps a row in /data', async () => {
      const url = `http://127.0.0.1:${port}`;
      assert.deepEqual(await (await fetch(`${url}/readyz`)).json(), { status: 'ok', checks: { database: 'ok' } });
      const body = JSON.stringify({ title: 'Tea', author: 'Me' });
      const reply = await fetch(`${url}/books`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.equal(reply.status, 201, await reply.text());
    });
    await expects('its log is JSON, a line each', () => {
      const lines = log
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.ok(
        lines.some(({ msg }) => msg === 'listening'),
        output,
      );
    });
  } finally {
    child.kill('SIGTERM');
  }
  await expects('SIGTERM ends it with 0, and the health check says that, too', async () => {
    assert.deepEqual(await exit, [0, null]);
    assert.equal(healthCheck(), 1);
  });
}

try {
  await expects('the steps of the build pack and install the package', makeImage);
  assert.equal(count.numFailedTests, 0, 'there is nothing to run');
  await serveOnce();
  await expects('it ends with 2 where there is no config, and with 3 where that is wrong', async () => {
    assert.equal(await failing({ LIGHTAPI_CONFIG: at('app/nothing.yaml') }), 2, output);
    writeFileSync(at('tmp/wrong.yaml'), 'endpoints: 5\n');
    chmodSync(at('tmp/wrong.yaml'), 0o644);
    assert.equal(await failing({ LIGHTAPI_CONFIG: at('tmp/wrong.yaml') }), 3, output);
  });
} finally {
  rmSync(image, { recursive: true, force: true });
  if (results !== undefined) writeFileSync(results, JSON.stringify(count));
}
process.exitCode = count.numFailedTests === 0 ? 0 : 1;
