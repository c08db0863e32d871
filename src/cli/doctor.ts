/** `lightapi doctor`: what is wrong or unsafe with an app and what it stands on, before it serves. */
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { LightApi } from '../app.ts';
import { readConfig } from '../config/config.ts';
import { openMigrator } from '../database/open.ts';
import { ConfigurationError } from '../errors.ts';
import type { Model } from '../model.ts';
import { type AppName, readAppName } from './app-name.ts';
import { environmentFindings } from './doctor-environment.ts';
import { exitCodes } from './exit.ts';
import { type Finding, note, ok, warning, wrong } from './finding.ts';
import { type AppOptions, addAppOptions, appArgument, loadApp } from './with-app.ts';

/** What was found of an app's file, and the app where it could be made. */
interface Examined {
  readonly findings: readonly Finding[];
  readonly app?: LightApi;
  /** The same mistakes with their places in the file. */
  readonly place: (error: ConfigurationError) => ConfigurationError;
}

const asIs = (error: ConfigurationError): ConfigurationError => error;

const problemsOf = (error: unknown): readonly Finding[] => {
  if (!(error instanceof ConfigurationError)) throw error;
  return error.problems.map(({ where, problem, remedy }) => wrong(where, `${problem} ${remedy}`));
};

/** A YAML file: its mistakes, its warnings, and what it would have relied on. */
async function examineConfig(file: string, { strict = false, database }: AppOptions): Promise<Examined> {
  const given = database === undefined ? {} : { database };
  const { options, routes, warnings, relied, place } = await readConfig(file, { strict, ...given });
  const app: LightApi = new LightApi(options);
  return {
    app: app.register(routes),
    place,
    findings: [
      ...warnings.map(({ where, problem, remedy }) => warning(where, `${problem} ${remedy}`)),
      ...relied.map(({ rule, where, original, now }) => note(where, `relied on ${rule}: ${original} ${now}`)),
    ],
  };
}

async function examine(name: AppName, options: AppOptions): Promise<Examined> {
  try {
    if (name.kind === 'config') return await examineConfig(name.file, options);
    return { app: await loadApp(name, options), findings: [], place: asIs };
  } catch (error) {
    return { findings: problemsOf(error), place: asIs };
  }
}

/** What the app says of itself that is unsafe. */
async function* policyFindings(app: LightApi): AsyncIterable<Finding> {
  const { corsOrigins, createTables, resources } = app.declaration();
  if (corsOrigins.includes('*')) {
    yield warning('corsOrigins', 'pages of every origin may read replies. Name those that are to.');
  }
  if (process.env.NODE_ENV === 'production' && createTables !== 'never') {
    yield note('createTables', "a start may add tables and columns. Say 'never', and use lightapi migrate.");
  }
  for (const { route, model, policies } of await resources()) {
    const open = model.verbs.filter((verb) => verb !== 'GET' && !policies.authentication.has(verb));
    if (open.length > 0) yield warning(route, `everybody may ${open.join(', ')}: it has no authentication.`);
  }
}

/** Whether the database answers, and is what the app declares. Nothing is made. */
async function* databaseFindings(app: LightApi, models: readonly Model[]): AsyncIterable<Finding> {
  const { url, options } = app.declaration();
  const file = /^sqlite:\/\/\/(.+)$/.exec(url)?.[1];
  if (file !== undefined && file !== ':memory:' && !existsSync(file)) {
    yield note('database', `there is no ${file} yet: the first start makes it.`);
    return;
  }
  const migrator = await openMigrator(url, options);
  try {
    yield ok('database', `${migrator.label} answers.`);
    const { steps, problems } = await migrator.plan(models);
    yield* problemsOf(new ConfigurationError(problems));
    for (const words of steps.flatMap(({ says }) => says)) {
      yield note('database', `${words.replace(/\.$/, '')}: "lightapi migrate diff" writes it.`);
    }
  } finally {
    await migrator.close();
  }
}

async function* appFindings({ app, place, findings }: Examined): AsyncIterable<Finding> {
  yield* findings;
  if (app === undefined) return;
  try {
    const models = await app.declaration().models();
    yield ok('app', `${models.length} ${models.length === 1 ? 'endpoint' : 'endpoints'}, without mistakes.`);
    yield* policyFindings(app);
    yield* databaseFindings(app, models);
  } catch (error) {
    yield* problemsOf(error instanceof ConfigurationError ? place(error) : error);
  }
}

const colours = { ok: 'green', note: 'dim', warning: 'yellow', wrong: 'red' } as const;

async function examineAll(said: string | undefined, options: AppOptions): Promise<void> {
  const counts = { ok: 0, note: 0, warning: 0, wrong: 0 };
  const name = readAppName(said);
  const print = ({ level, where, says }: Finding): void => {
    counts[level] += 1;
    const word = styleText(colours[level], level.padEnd(7), { stream: process.stdout });
    console.log(`${word}  ${where}: ${says}`);
  };
  for await (const finding of environmentFindings(process.env)) print(finding);
  for await (const finding of appFindings(await examine(name, options))) print(finding);
  console.error(`${counts.wrong} wrong, ${counts.warning} to look at.`);
  if (counts.wrong > 0 || (options.strict === true && counts.warning > 0)) process.exitCode = exitCodes.failed;
}

const examples = `
Examples:
  $ lightapi doctor lightapi.yaml
  $ lightapi doctor app.ts --strict     ends with 1 on warnings, too`;

/** Adds the command. */
export function addDoctor(program: Command): void {
  addAppOptions(program.command('doctor').argument(...appArgument))
    .description('says what is wrong or unsafe with an app and what it stands on; nothing is made')
    .addHelpText('after', examples)
    .action(examineAll);
}
