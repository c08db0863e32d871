/** Which app a command means: a module, a YAML file or a database, as it is said or where it is looked for. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { UsageFault } from './exit.ts';

/** What an app is made of. */
export type AppName =
  | { readonly kind: 'module' | 'config'; readonly file: string }
  | { readonly kind: 'database'; readonly url: string };

/** Looked for in this order where nobody says an app. */
const conventionalFiles: readonly string[] = [
  ...['lightapi.yaml', 'lightapi.yml'],
  ...['app.ts', 'app.mts', 'app.js', 'app.mjs', 'src/app.ts', 'src/app.js'],
];

const kinds: Readonly<Record<string, 'module' | 'config'>> = {
  ...{ '.yaml': 'config', '.yml': 'config' },
  ...{ '.ts': 'module', '.mts': 'module', '.js': 'module', '.mjs': 'module' },
};

const remedy = 'Name a YAML file, a module that exports an app, or the URL of a database.';

/** A file of no kind that is known. */
const unusable = (where: string, problem: string): ConfigurationError =>
  new ConfigurationError([{ code: 'bad_option', where, problem, remedy }]);

function nameOf(said: string): AppName {
  if (/^[a-z][a-z0-9+_]*:\/\//i.test(said)) return { kind: 'database', url: said };
  const kind = kinds[extname(said).toLowerCase()];
  if (!existsSync(said)) throw new UsageFault(`${said}: there is no such file. ${remedy}`);
  if (kind === undefined) throw unusable(said, 'it is neither YAML nor a module.');
  return { kind, file: said };
}

/** Where an app is looked for. */
interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where a choice is told that nobody made. */
  readonly tell?: (line: string) => void;
}

/**
 * The app that is said, otherwise that of `LIGHTAPI_CONFIG`, otherwise the first conventional file of the folder. Throws
 * `UsageFault` where there is none, `ConfigurationError` where what is said is no app.
 */
export function readAppName(said: string | undefined, surroundings: Surroundings = {}): AppName {
  const { env = process.env, cwd = '.', tell = console.error } = surroundings;
  const named = said || env.LIGHTAPI_CONFIG;
  if (named) return nameOf(named);
  const [first, ...more] = conventionalFiles.filter((file) => existsSync(join(cwd, file)));
  if (first === undefined) {
    throw new UsageFault(
      `No app: there is no argument, no LIGHTAPI_CONFIG, and none of ${conventionalFiles.join(', ')} here.\n${remedy} "lightapi init" makes one.`,
    );
  }
  if (more.length > 0) tell(`${first} is used; there is also ${more.join(', ')}.`);
  return nameOf(join(cwd, first));
}
