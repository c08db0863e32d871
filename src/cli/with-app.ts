/** Work with the app that a command means. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { Command } from 'commander';
import type { LightApi } from '../app.ts';
import { ConfigurationError } from '../errors.ts';
import { type AppName, readAppName } from './app-name.ts';
import { exitCodeOf, ModuleFault } from './exit.ts';

/** How every command is told which app it works with, besides its name. */
export interface AppOptions {
  readonly database?: string;
  readonly strict?: boolean;
  readonly write?: boolean;
}

/** Gives a command the options that say an app. */
export const addAppOptions = (command: Command): Command =>
  command
    .option('--database <url>', 'the database of the app, for LIGHTAPI_DATABASE_URL')
    .option('--strict', 'refuses keys of a YAML file that mean nothing');

/** Gives it that for a database alone, too. */
export const addWriteOption = (command: Command): Command =>
  command.option('--write', 'of a database without an app: writing as well as reading');

/** What the argument of every command is. */
export const appArgument = ['[app]', 'a module that exports an app, a YAML file, or the URL of a database'] as const;

const unusable = (file: string, [problem, remedy]: readonly [string, string]): ConfigurationError =>
  new ConfigurationError([{ code: 'bad_option', where: file, problem, remedy }]);

/** What a module throws that is no app is a mistake in it, told with the place where it is. */
async function importModule(file: string): Promise<{ readonly default?: unknown; readonly app?: unknown }> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw exitCodeOf(error) === undefined ? new ModuleFault(inspect(error)) : error;
  }
}

/** As `default` or as `app`. */
async function importApp(file: string): Promise<LightApi> {
  const [module, { LightApi }] = await Promise.all([importModule(file), import('../app.ts')]);
  const app = [module.default, module.app].find((value) => value instanceof LightApi);
  if (app !== undefined) return app;
  throw unusable(file, ['it exports no app.', 'End it with "export default app" in the place of app.run().']);
}

/** What is said must be what is used: a module may name a database itself. */
function checkDatabase(app: LightApi, file: string, url: string): void {
  if (app.declaration().url === url) return;
  throw unusable(file, [
    'it names its database itself, and --database another.',
    'Leave "database" out of new LightApi(…), or leave out --database.',
  ]);
}

/** Makes the app, and tells what it leaves out of a database. Throws `ConfigurationError`. */
export async function loadApp(
  name: AppName,
  { database, strict = false, write = false }: AppOptions,
  tell: (line: string) => void = console.error,
): Promise<LightApi> {
  if (name.kind === 'database') {
    if (database === undefined) {
      const { makeDatabaseApp } = await import('./database-app.ts');
      return makeDatabaseApp(name.url, { write, tell });
    }
    throw unusable('--database', ['the app is a database already.', 'Say one of the two.']);
  }
  const { file, kind } = name;
  if (write) throw unusable('--write', [`${file} says itself what is written.`, 'Leave it out.']);
  if (database !== undefined) process.env.LIGHTAPI_DATABASE_URL = database;
  if (kind === 'config') {
    const { LightApi } = await import('../app.ts');
    return LightApi.fromConfig(file, { strict, ...(database !== undefined && { database }) });
  }
  const app = await importApp(file);
  if (database !== undefined) checkDatabase(app, file, database);
  return app;
}

/** The app that a command names, or that is found where it names none. */
interface Named extends AppOptions {
  readonly app: string | undefined;
}

/** Works with an app, and closes it. Throws `UsageFault` where there is none, and `ConfigurationError`. */
export async function withApp<T>({ app: said, ...options }: Named, work: (app: LightApi) => Promise<T>): Promise<T> {
  const app = await loadApp(readAppName(said), options);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
