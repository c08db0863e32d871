#!/usr/bin/env node
/** The command `lightapi`. */
import cluster from 'node:cluster';
import { Command, CommanderError, Option } from 'commander';
import { addDev } from './dev.ts';
import { addDoctor } from './doctor.ts';
import { exitCodeOf, exitCodes, UsageFault } from './exit.ts';
import { addExplain } from './explain.ts';
import { exportRows } from './export.ts';
import { formats } from './format.ts';
import { addInit } from './init.ts';
import { addIntrospect } from './introspect.ts';
import { addMigrate } from './migrate.ts';
import { addRoutes } from './routes.ts';
import { seed } from './seed.ts';
import { addServe } from './serve.ts';
import { addToken } from './token.ts';
import { version } from './version.ts';
import { addAppOptions, appArgument } from './with-app.ts';

const route = ['--route <route>', 'the route of the rows, as in /books'] as const;
const format = (): Option => new Option('--format <format>', "default: what the file's name says").choices(formats);

/** What the environment has already stays. */
function loadEnvironment(program: Command, command: Command): void {
  const { envFile } = program.opts<{ envFile?: string }>();
  // The processes that "dev" starts read it anew.
  if (envFile === undefined || (command.name() === 'dev' && cluster.isPrimary)) return;
  try {
    process.loadEnvFile(envFile);
  } catch (error) {
    throw new UsageFault(`--env-file ${envFile}: ${(error as Error).message}`);
  }
}

function addRows(program: Command): void {
  addAppOptions(
    program
      .command('seed')
      .argument('<app-and-file...>', 'the app, unless it is found; then JSON, NDJSON or CSV: - is the standard input')
      .usage('[options] [app] <file>'),
  )
    .option(...route)
    .addOption(format())
    .option('--skip-invalid', 'leaves out the rows that are refused, rather than all')
    .description('puts the rows of a file into a table, through its validators')
    .action(seed);
  addAppOptions(program.command('export').argument(...appArgument))
    .option(...route)
    .addOption(format())
    .option('--out <file>', 'default: the standard output')
    .description('writes the rows of a table, or of all, as seed takes them')
    .action(exportRows);
}

const program = new Command('lightapi')
  .description('One class is the table, the validation and the REST endpoint.')
  .version(version)
  .option('--env-file <file>', 'variables for the environment, which win nothing over those that it has')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('"lightapi --help" says what there is.')
  .exitOverride();
program.hook('preAction', (_, command) => loadEnvironment(program, command));
program.commandsGroup('Begin:');
addInit(program);
addIntrospect(program);
program.commandsGroup('Serve:');
addServe(program);
addDev(program);
program.commandsGroup('Look:');
addRoutes(program);
addExplain(program);
addToken(program);
addDoctor(program);
program.commandsGroup('Data:');
addRows(program);
addMigrate(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has told it.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  console.error((error as Error).message);
  // A module that serves instead of exporting its app would keep the process alive.
  process.exit(code);
}
