#!/usr/bin/env node
/** The command `lightapi`. */
import cluster from 'node:cluster';
import { Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes, UsageFault } from './exit.ts';
import { version } from './version.ts';

type Add = (program: Command) => void;

/** The commands by what they are for, each loaded when it is needed: what an app stands on takes its time. */
const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<Add>>>>> = {
  'Begin:': {
    init: async () => (await import('./init.ts')).addInit,
    introspect: async () => (await import('./introspect.ts')).addIntrospect,
  },
  'Serve:': {
    serve: async () => (await import('./serve.ts')).addServe,
    dev: async () => (await import('./dev.ts')).addDev,
  },
  'Look:': {
    routes: async () => (await import('./routes.ts')).addRoutes,
    explain: async () => (await import('./explain.ts')).addExplain,
    token: async () => (await import('./token.ts')).addToken,
    openapi: async () => (await import('./openapi.ts')).addOpenApi,
    doctor: async () => (await import('./doctor.ts')).addDoctor,
  },
  'Data:': {
    seed: async () => (await import('./rows.ts')).addSeed,
    export: async () => (await import('./rows.ts')).addExport,
    migrate: async () => (await import('./migrate.ts')).addMigrate,
  },
};

/** Adds the command that is asked for; all of them where that is none, for help and for what was meant. */
async function addCommands(program: Command, asked: string | undefined): Promise<void> {
  if (asked === '--version' || asked === '-V') return;
  const isKnown = Object.values(groups).some((group) => asked !== undefined && Object.hasOwn(group, asked));
  for (const [heading, group] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const [name, load] of Object.entries(group)) if (!isKnown || name === asked) (await load())(program);
  }
}

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

const program = new Command('lightapi')
  .description('One class is the table, the validation and the REST endpoint.')
  .version(version)
  .option('--env-file <file>', 'variables for the environment, which win nothing over those that it has')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('"lightapi --help" says what there is.')
  .exitOverride();
program.hook('preAction', (_, command) => loadEnvironment(program, command));

try {
  await addCommands(program, process.argv[2]);
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
