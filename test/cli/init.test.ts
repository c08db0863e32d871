import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../serve.ts';
import { lightapi, start } from './command.ts';

const root = join(import.meta.dirname, '../..');

/** A project that init wrote, and its packages. */
async function made(...args: readonly string[]) {
  const cwd = join(temporaryFolder(), 'My Shop');
  mkdirSync(cwd);
  const ended = await lightapi(['init', ...args], { cwd });
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(root, join(cwd, 'node_modules/lightapi'));
  symlinkSync(join(root, 'node_modules/@types'), join(cwd, 'node_modules/@types'));
  const node = (...line: string[]): string =>
    execFileSync(process.execPath, ['--conditions=lightapi-source', ...line], {
      cwd,
      encoding: 'utf8',
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT')),
    });
  return { cwd, ended, node, read: (file: string): string => readFileSync(join(cwd, file), 'utf8') };
}

const address = /http:\/\/127\.0\.0\.1:\d+/;

describe('lightapi init', { timeout: 30_000 }, () => {
  it.each([
    ['a class', []],
    ['YAML', ['--yaml']],
  ])('writes a project of %s that serves, and whose tests pass', async (_, args) => {
    const { cwd, ended, node, read } = await made(...args);
    expect(ended).toMatchObject({ code: 0, out: 'npm install\nnpm run dev\n' });
    expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['.gitignore', 'Dockerfile', 'README.md', 'test']));
    const { name, scripts, dependencies } = JSON.parse(read('package.json'));
    expect({ name, scripts, dependencies }).toMatchObject({
      name: 'my-shop',
      scripts: { dev: 'lightapi dev' },
      dependencies: { lightapi: `^${packageJson.version}` },
    });
    expect(node('--test')).toMatch(/pass 2\n/);
    const { until, stop } = start(['serve', '--port', '0'], { cwd });
    const [url] = await until(address);
    await until(/Ready in/);
    expect((await fetch(`${url}/books?search=x`)).status).toBe(200);
    await stop();
  });

  it('has types', async () => {
    const { cwd } = await made();
    const tsc = join(root, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', cwd, '--customConditions', 'lightapi-source'], { encoding: 'utf8' });
  });

  it('writes over nothing, and then writes nothing', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'README.md'), 'mine');
    const { code, err } = await lightapi(['init'], { cwd });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('README.md already: nothing is written') });
    expect(readdirSync(cwd)).toEqual(['README.md']);
  });
});
