/** The code that users read: blocks of the pages and examples of doc comments, laid out as the projects of users. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pages } from './markdown.ts';
import { pathOf, read, root } from './repository.ts';
import { sources, withoutComments } from './source.ts';

export interface Snippet {
  /** Where it stands: `docs/field.md:12`. */
  readonly place: string;
  readonly code: string;
  /** Whether it serves until it is stopped: it runs an app and does not close it. */
  readonly serves: boolean;
}

const snippet = (place: string, code: string): Snippet => {
  const bare = withoutComments(code);
  return { place, code, serves: /\.run\(/.test(bare) && !/\.close\(/.test(bare) };
};

const fromPages = pages.flatMap(({ path, blocks }) =>
  blocks.filter(({ language }) => language === 'ts').map(({ line, code }) => snippet(`${path}:${line}`, code)),
);

const exampleInComment = /^( *)\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm;

const fromComments = sources.flatMap(({ path, text }) =>
  [...text.matchAll(exampleInComment)].map(({ 2: lines = '', index }) =>
    snippet(`${path}:${text.slice(0, index).split('\n').length}`, lines.replace(/^ *\* ?/gm, '')),
  ),
);

export const snippets: readonly Snippet[] = [...fromPages, ...fromComments];

/** Flags for Node: `lightapi` is the source, servers take any free port, a false `console.assert` throws. */
export const nodeFlags: readonly string[] = [
  '--conditions=lightapi-source',
  '--import',
  pathOf('test/house/preload.ts'),
];

/** The environment without what would change an app. */
export const plainEnv: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('LIGHTAPI_') && !name.startsWith('VITEST')),
);

/** What an app is mounted in: users who do so have it. */
const hosts = ['express', 'fastify'];

/** A folder with the snippets as projects of users, and `lightapi` and what it stands on installed beside them. */
export interface Workshop {
  readonly folder: string;
  readonly fileOf: (snippet: Snippet) => string;
  readonly remove: () => void;
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-docs-'));
  const fileOf = ({ place }: Snippet): string => join(folder, place.replace(/[/:]/g, '-'), 'app.ts');
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const types = Object.keys(devDependencies).filter((name) => name.startsWith('@types/'));
  install(folder, 'lightapi', root);
  for (const name of [...Object.keys(dependencies), ...types, ...hosts])
    install(folder, name, pathOf(`node_modules/${name}`));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const each of snippets) {
    mkdirSync(dirname(fileOf(each)));
    writeFileSync(fileOf(each), each.code);
  }
  return { folder, fileOf, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function install(folder: string, name: string, from: string): void {
  const link = join(folder, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(from, link);
}

/** Runs every snippet that ends by itself, one after the other in one process; gives the errors by file. */
export async function runAll(files: readonly string[]): Promise<ReadonlyMap<string, string | undefined>> {
  const child = fork(pathOf('test/house/run-snippets.ts'), files, {
    execArgv: [...nodeFlags],
    env: plainEnv,
    silent: true,
  });
  const results = new Map<string, string | undefined>();
  child.on('message', (message) => {
    const { file, error } = message as { file: string; error?: string };
    results.set(file, error);
  });
  const output = await ended(child);
  const missing = files.filter((file) => !results.has(file));
  for (const file of missing) results.set(file, `did not run, the process ended before:\n${output}`);
  return results;
}

function ended(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.once('close', () => resolve(output)));
}

/** Checks the types of all snippets; gives what TypeScript says, or an empty text. */
export function checkTypes({ folder }: Workshop): string {
  const config = { extends: pathOf('tsconfig.json'), include: ['*/app.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  try {
    execFileSync(pathOf('node_modules/.bin/tsc'), ['-p', folder], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
