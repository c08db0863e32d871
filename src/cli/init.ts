/** `lightapi init`: a project that runs, with its tests. */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { Fault } from './fault.ts';
import { version } from './version.ts';

const templates = join(import.meta.dirname, '../../templates');

/** A folder's name as npm takes it. */
const packageName = (folder: string): string =>
  basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '') || 'api';

/** The files of a template by their paths in the project; npm would leave those out that begin with a dot. */
function readTemplate(name: string, values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const folder = join(templates, name);
  const files = globSync('**', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '');
      return [relative(folder, file).replace(/^dot-/, '.'), text];
    }),
  );
}

/** Writes all of them or none: nothing that is there is written over. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  const there = [...files.keys()].filter((file) => existsSync(join(folder, file)));
  if (there.length > 0) {
    throw new Fault(`${folder} has ${there.join(', ')} already: nothing is written. Name another folder.`);
  }
  for (const [file, text] of files) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function init(folder: string, { yaml = false }: { readonly yaml?: boolean }): void {
  const values = { name: packageName(folder), version, app: yaml ? 'lightapi.yaml' : 'app.ts' };
  const files = new Map([...readTemplate(yaml ? 'yaml' : 'class', values), ...readTemplate('shared', values)]);
  write(folder, files);
  const plus = styleText('green', '+', { stream: process.stderr });
  for (const file of files.keys()) console.error(`${plus} ${join(folder, file)}`);
  console.error('\nNext:');
  const way = relative('.', folder);
  if (way !== '') console.log(`cd ${way}`);
  console.log('npm install\nnpm run dev');
}

const examples = `
Examples:
  $ npx lightapi init                a project of TypeScript, in this folder
  $ npx lightapi init shop --yaml    one of YAML, in a folder of its own`;

/** Adds the command. */
export function addInit(program: Command): void {
  program
    .command('init')
    .argument('[folder]', 'where the project goes', '.')
    .option('--yaml', 'the app is a YAML file rather than a class')
    .description('writes a project that runs: an app, a test, a Dockerfile')
    .addHelpText('after', examples)
    .action(init);
}
