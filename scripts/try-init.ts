/**
 * `node scripts/try-init.ts <tarball> [<results.json>] [--yaml]`: in an empty folder, as a new user would, `npx lightapi
 * init` of the packed package, then the two commands that it prints, and what its README says.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { env, openTrial } from './trial.ts';

const said = process.argv.slice(2);
const isYaml = said.includes('--yaml');
const [tarball, results] = said.filter((word) => word !== '--yaml');
if (tarball === undefined) throw new Error('Say which tarball: node scripts/try-init.ts lightapi-0.1.0.tgz');

const { folder, inFolder, run, expects, end } = openTrial('init');
const kind = isYaml ? 'YAML' : 'a class';

interface Served {
  readonly url: string;
  /** Resolves once all that was printed matches. */
  readonly until: (text: RegExp) => Promise<RegExpExecArray>;
  readonly stop: () => Promise<void>;
}

/** So long a start or a restart may take, in milliseconds. */
const limit = 30_000;

/** Runs a command that serves, in a process group of its own: npm stands between. */
async function serve(line: string): Promise<Served> {
  const [command = '', ...args] = line.split(' ');
  const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { cwd: folder, env: { ...env, LIGHTAPI_PORT: '0' }, stdio, detached: true });
  const exit = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  const until = async (sought: RegExp): Promise<RegExpExecArray> => {
    for (const began = Date.now(); Date.now() - began < limit; ) {
      const match = sought.exec(text);
      if (match !== null) return match;
      await Promise.race([exit, new Promise((wake) => setTimeout(wake, 50))]);
    }
    throw new Error(`${line} did not print ${sought} in ${limit} ms:\n${text}`);
  };
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await exit;
  };
  try {
    const [, url = ''] = await until(/(http:\/\/[^\s,]+)[\s\S]*Ready in/);
    return { url, until, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the name of the field is that the trial changes. */
const app = inFolder(isYaml ? 'lightapi.yaml' : 'app.ts');
const published = isYaml ? 'published: {' : 'published = ';

async function tryServer(line: string): Promise<void> {
  const { url, until, stop } = await serve(line);
  try {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ title: 'SICP', author: 'Abelson' });
    const made = await fetch(`${url}/books`, { method: 'POST', headers, body });
    assert.equal(made.status, 201);
    const list = await fetch(`${url}/books?author=Abelson&ordering=-title`);
    const { results: rows } = (await list.json()) as { results: { title: string }[] };
    assert.deepEqual(
      rows.map(({ title }) => title),
      ['SICP'],
    );
    // One that may be left out is added to the table that is there.
    const optional = isYaml
      ? 'isbn: { type: str, optional: true }\n      '
      : 'isbn = field.string({ optional: true });\n  ';
    writeFileSync(app, readFileSync(app, 'utf8').replace(published, optional + published));
    await until(/changed\.[\s\S]*Ready in/);
    // The old process answers until the new one has taken over.
    let row: { isbn?: string | null } = {};
    for (const began = Date.now(); row.isbn === undefined && Date.now() - began < limit; ) {
      row = (await (await fetch(`${url}/books/1`, { headers: { Connection: 'close' } })).json()) as typeof row;
    }
    assert.equal(row.isbn, null);
  } finally {
    await stop();
  }
  await assert.rejects(fetch(url), 'the server is gone');
}

try {
  let commands: readonly string[] = [];
  await expects(`init writes a project of ${kind}, and says two commands`, () => {
    const packages = [`--package=${resolve(tarball)}`, '--package=node@24'];
    const out = run('npx', '--yes', ...packages, '--', 'lightapi', 'init', ...(isYaml ? ['--yaml'] : []));
    commands = out.trim().split('\n');
    assert.equal(commands.length, 2, out);
    // The version that it names is not published while it is tried; and the machine's own Node may be older.
    run('npm', 'pkg', 'set', `dependencies.lightapi=file:${resolve(tarball)}`, 'devDependencies.node=^24');
    run('npm', 'pkg', 'set', 'allowScripts.node=true', '--json');
  });
  const [install = '', dev = ''] = commands;
  await expects(`its first command, ${install}, installs`, () => {
    const [command = '', ...args] = install.split(' ');
    run(command, ...args);
  });
  await expects(`its second, ${dev}, serves, and again when the app changes`, () => tryServer(dev));
  await expects('its tests pass', () => assert.match(run('npm', 'test'), /pass 2/));
  await expects('its types are right', () => run('npm', 'run', 'check'));
} finally {
  end(results);
}
