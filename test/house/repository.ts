/** The repository as text: the files that belong to it, wherever the tests run from. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const pathOf = (file: string): string => join(root, file);
export const exists = (file: string): boolean => existsSync(pathOf(file));
export const read = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** Every file that is, or is about to be, under version control: `src/app.ts`. */
export const files: readonly string[] = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\0')
  .filter((file) => file !== '' && exists(file))
  .sort();

/** The files under a folder, or those of the root with `''`. */
export const filesIn = (folder: string): readonly string[] =>
  files.filter((file) => (folder === '' ? !file.includes('/') : file.startsWith(`${folder}/`)));

/** Every TypeScript file, of the source as well as of what surrounds it. */
export const scripts: readonly string[] = files.filter((file) => file.endsWith('.ts'));
