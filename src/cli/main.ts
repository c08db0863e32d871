#!/usr/bin/env node
/** The command `lightapi`. */
import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { ConfigurationError, RequestError } from '../errors.ts';
import { renderRoutes } from '../server/banner.ts';
import { exportRows } from './export.ts';
import { Fault } from './fault.ts';
import { formats } from './format.ts';
import { addMigrate } from './migrate.ts';
import { seed } from './seed.ts';
import { withApp } from './with-app.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const printRoutes = (file: string): Promise<void> =>
  withApp(file, async (app) => console.log(renderRoutes(await app.resources())));

const appFile = ['<app>', 'a module that exports an app'] as const;
const route = ['--route <route>', 'the route of the rows, as in /books'] as const;
const format = (): Option => new Option('--format <format>', "default: what the file's name says").choices(formats);

const program = new Command('lightapi').description('One class is the table, the validation and the REST endpoint.');
program.version(version);
program
  .command('routes')
  .argument(...appFile)
  .description('builds the app, which makes what its tables lack, and prints its routes')
  .action(printRoutes);
program
  .command('seed')
  .argument(...appFile)
  .argument('<file>', 'JSON, NDJSON or CSV; - is the standard input')
  .option(...route)
  .addOption(format())
  .option('--skip-invalid', 'leaves out the rows that are refused, rather than all')
  .description('puts the rows of a file into a table, through its validators')
  .action((app, file, options) => seed(app, file, options));
program
  .command('export')
  .argument(...appFile)
  .option(...route)
  .addOption(format())
  .option('--out <file>', 'default: the standard output')
  .description('writes the rows of a table, or of all, as seed takes them')
  .action((app, options) => exportRows(app, options));
addMigrate(program);

/** What went wrong outside of the program: told without a stack. */
const isTold = (error: unknown): error is Error =>
  error instanceof ConfigurationError || error instanceof RequestError || error instanceof Fault;

try {
  await program.parseAsync();
} catch (error) {
  if (!isTold(error)) throw error;
  console.error(error.message);
  // A module that serves instead of exporting its app would keep the process alive.
  process.exit(1);
}
