import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from 'lightapi';
import { expect, it } from 'vitest';
import { readAppName } from '../../src/cli/app-name.ts';
import { UsageFault } from '../../src/cli/exit.ts';
import { temporaryFolder } from '../serve.ts';

/** A folder with these files. */
function folder(...files: readonly string[]): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'src'));
  for (const file of files) writeFileSync(join(cwd, file), '');
  return cwd;
}

it('takes the URL of a database, a YAML file and a module', () => {
  const cwd = folder('api.yaml', 'api.mjs');
  expect(readAppName('postgresql+asyncpg://db/shop')).toEqual({
    kind: 'database',
    url: 'postgresql+asyncpg://db/shop',
  });
  expect(readAppName(join(cwd, 'api.yaml'))).toEqual({ kind: 'config', file: join(cwd, 'api.yaml') });
  expect(readAppName(join(cwd, 'api.mjs'))).toEqual({ kind: 'module', file: join(cwd, 'api.mjs') });
});

it('what is said wins over LIGHTAPI_CONFIG, and that over the files of the folder', () => {
  const cwd = folder('app.ts', 'other.yml', 'third.ts');
  const env = { LIGHTAPI_CONFIG: join(cwd, 'other.yml') };
  expect(readAppName(join(cwd, 'third.ts'), { env, cwd })).toMatchObject({ file: join(cwd, 'third.ts') });
  expect(readAppName(undefined, { env, cwd })).toMatchObject({ kind: 'config', file: join(cwd, 'other.yml') });
  expect(readAppName(undefined, { env: {}, cwd })).toMatchObject({ kind: 'module', file: join(cwd, 'app.ts') });
});

it('tells which of several files it takes', () => {
  const told: string[] = [];
  const cwd = folder('app.ts', 'lightapi.yaml');
  const name = readAppName(undefined, { env: {}, cwd, tell: (line) => told.push(line) });
  expect(name).toMatchObject({ file: join(cwd, 'lightapi.yaml') });
  expect(told).toEqual(['lightapi.yaml is used; there is also app.ts.']);
});

it('never takes the database of the environment for an app', () => {
  const env = { LIGHTAPI_DATABASE_URL: 'sqlite:///shop.db' };
  expect(() => readAppName(undefined, { env, cwd: folder() })).toThrow(UsageFault);
});

it('refuses files of other kinds', () => {
  expect(() => readAppName(join(folder('books.csv'), 'books.csv'))).toThrow(ConfigurationError);
});
