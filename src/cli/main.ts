#!/usr/bin/env node
/** The command `lightapi`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { LightApi } from '../app.ts';
import { ConfigurationError } from '../errors.ts';
import { renderRoutes } from '../server/banner.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const unusable = (file: string, [problem, remedy]: readonly [string, string]): ConfigurationError =>
  new ConfigurationError([{ code: 'bad_option', where: file, problem, remedy }]);

/** The app that a module exports, as `default` or as `app`. */
async function loadApp(file: string): Promise<LightApi> {
  if (!existsSync(file)) throw unusable(file, ['there is no such file.', 'Name the module that makes the app.']);
  const module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown; app?: unknown };
  const app = [module.default, module.app].find((value) => value instanceof LightApi);
  if (app !== undefined) return app;
  throw unusable(file, ['it exports no app.', 'End it with "export default app", and serve it elsewhere.']);
}

async function printRoutes(file: string): Promise<void> {
  const app = await loadApp(file);
  console.log(renderRoutes(await app.resources()));
  await app.close();
}

const program = new Command('lightapi').description('One class is the table, the validation and the REST endpoint.');
program.version(version);
program
  .command('routes')
  .argument('<file>', 'a module that exports an app')
  .description('builds the app, which makes what its tables lack, and prints its routes')
  .action(printRoutes);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  // A module that serves instead of exporting its app would keep the process alive.
  process.exit(1);
}
