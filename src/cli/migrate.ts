/** `lightapi migrate`: files of SQL from what differs, applied one after the other. */
import type { Command } from 'commander';
import type { Migration, Migrator } from '../database/migration/migrator.ts';
import type { Plan, Step } from '../database/migration/plan.ts';
import { openMigrator } from '../database/open.ts';
import { ConfigurationError } from '../errors.ts';
import type { Model } from '../model.ts';
import { Fault } from './fault.ts';
import {
  compare,
  dialectOf,
  nameAfter,
  readMigrations,
  render,
  type Standing,
  tablesOf,
  writeMigration,
} from './migration-files.ts';
import { type AppOptions, addAppOptions, appArgument, withApp } from './with-app.ts';

interface Options extends AppOptions {
  readonly dir: string;
  readonly name?: string;
  readonly allowDestructive?: boolean;
  readonly keepColumns?: boolean;
  readonly dropTable?: readonly string[];
}

interface Scene {
  readonly migrator: Migrator;
  readonly models: () => Promise<readonly Model[]>;
  readonly options: Options;
}

/** Works with the database of an app, which is not built. */
const within =
  (work: (scene: Scene) => Promise<void>) =>
  (said: string | undefined, options: Options): Promise<void> =>
    withApp({ app: said, ...options }, async (app) => {
      const { url, options: databaseOptions, models } = app.declaration();
      const migrator = await openMigrator(url, databaseOptions);
      try {
        await work({ migrator, models, options });
      } finally {
        await migrator.close();
      }
    });

const listed = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join('\n');
const named = (standings: readonly Standing[]): string => standings.map(({ name }) => name).join(', ');
const wordsOf = (steps: readonly Step[]): readonly string[] => steps.flatMap(({ says }) => says);

/** The files and what became of them. */
async function read({ migrator, options }: Scene) {
  const files = readMigrations(options.dir);
  const standings = compare(files, await migrator.applied(), await migrator.stopped());
  const of = (...states: readonly Standing['state'][]): readonly Standing[] =>
    standings.filter(({ state }) => states.includes(state));
  return { files, standings, pending: of('pending', 'stopped'), changed: of('changed'), missing: of('missing') };
}

/** What was applied must be what the files say. */
function checkHistory({ changed, missing }: Awaited<ReturnType<typeof read>>, folder: string): void {
  if (changed.length > 0) {
    throw new Fault(`changed after they were applied: ${named(changed)}. Restore them, and write another migration.`);
  }
  if (missing.length > 0) {
    throw new Fault(`applied, and not in ${folder}: ${named(missing)}. Restore the files, or say the right --dir.`);
  }
}

async function planOf({ migrator, models, options }: Scene, made: ReadonlySet<string>): Promise<Plan> {
  const { dropTable = [], keepColumns = false } = options;
  const plan = await migrator.plan(await models(), { ownTables: new Set([...made, ...dropTable]), keepColumns });
  if (plan.problems.length > 0) throw new ConfigurationError(plan.problems);
  return plan;
}

async function diff(scene: Scene): Promise<void> {
  const { migrator, options } = scene;
  const found = await read(scene);
  checkHistory(found, options.dir);
  if (found.pending.length > 0)
    throw new Fault(`not applied yet: ${named(found.pending)}. Run "lightapi migrate up" first.`);
  const { steps, notices } = await planOf(scene, tablesOf(found.files));
  for (const notice of notices) console.error(notice);
  if (steps.length === 0) {
    console.log(`${migrator.label} is as declared.`);
    return;
  }
  const destructive = steps.filter(({ isDestructive }) => isDestructive);
  if (destructive.length > 0 && options.allowDestructive !== true) {
    throw new Fault(
      `values are lost, or may be in the way:\n${listed(wordsOf(destructive))}\nNothing is written. Say --allow-destructive to have it so${
        destructive.some(({ sql }) => sql.some((text) => / drop column /.test(text)))
          ? ', or --keep-columns to leave columns alone'
          : ''
      }.`,
    );
  }
  const words = wordsOf(steps);
  const name = nameAfter(found.files, options.name ?? words[0] ?? '', new Date());
  const file = writeMigration(options.dir, { name, sql: render(steps, migrator.dialect) });
  console.log(`${file}\n${listed(words)}`);
}

/** What is wrong with a file is no mistake of the declaration. */
async function apply(migrator: Migrator, migration: Migration): Promise<boolean> {
  try {
    return await migrator.apply(migration);
  } catch (error) {
    const [first] = error instanceof ConfigurationError ? error.problems : [];
    if (first?.code !== 'migration_failed') throw error;
    throw new Fault(`${first.where}: ${first.problem} ${first.remedy}`);
  }
}

async function up(scene: Scene): Promise<void> {
  const { migrator, options } = scene;
  const found = await read(scene);
  checkHistory(found, options.dir);
  const pending = found.files.filter(({ name }) => found.pending.some((each) => each.name === name));
  for (const migration of pending) {
    const dialect = dialectOf(migration) ?? migrator.dialect;
    if (dialect !== migrator.dialect) {
      throw new Fault(`${migration.name} is for ${dialect}, and ${migrator.label} is not. Say another --dir.`);
    }
    const isOurs = await apply(migrator, migration);
    console.log(`${isOurs ? 'applied' : 'applied by another process'}  ${migration.name}`);
  }
  if (pending.length === 0) console.log('nothing to apply.');
}

async function status(scene: Scene): Promise<void> {
  const { standings } = await read(scene);
  for (const { name, state, at = '' } of standings) console.log(`${state}  ${name}  ${at}`.trimEnd());
  if (standings.length === 0) console.log(`there are no migrations in ${scene.options.dir}.`);
}

/** For CI: 1 where the database is not what the files and the classes say. */
async function check(scene: Scene): Promise<void> {
  const found = await read(scene);
  checkHistory(found, scene.options.dir);
  if (found.pending.length > 0) throw new Fault(`not applied yet: ${named(found.pending)}.`);
  const { steps } = await planOf(scene, tablesOf(found.files));
  if (steps.length > 0) {
    throw new Fault(
      `${scene.migrator.label} is not as declared. "lightapi migrate diff" would write:\n${listed(wordsOf(steps))}`,
    );
  }
  console.log(`${scene.migrator.label} is as declared.`);
}

/** Adds the commands. */
export function addMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .description('brings a database to what the classes declare, by files of SQL');
  const add = (name: string, description: string, work: (scene: Scene) => Promise<void>): Command =>
    addAppOptions(migrate.command(name).argument(...appArgument))
      .option('--dir <folder>', 'where the files are', 'migrations')
      .description(description)
      .action(within(work));
  const collect = (name: string, names: readonly string[] = []): readonly string[] => [...names, name];
  const compared = (command: Command): Command =>
    command
      .option('--keep-columns', 'leaves alone the columns that only the database knows')
      .option('--drop-table <name>', 'drops a table that no class declares; may be said again', collect);
  compared(add('diff', 'writes a file of what the database lacks', diff))
    .option('--name <words>', 'what the file is called')
    .option('--allow-destructive', 'takes values away where the classes say so');
  add('up', 'applies the files that were not', up);
  add('status', 'says which files were applied', status);
  compared(add('check', 'ends with 1 where the database is not as declared', check));
}
