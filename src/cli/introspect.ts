/** `lightapi introspect`: an app from a database that is there, as classes or as YAML. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { openMigrator } from '../database/open.ts';
import { ConfigurationError } from '../errors.ts';
import { readDatabaseTables } from './database-tables.ts';
import { Fault } from './fault.ts';
import { fitClasses, type SaidClass } from './introspect-fit.ts';
import { renderModule, renderYaml, type Source } from './introspect-text.ts';

interface IntrospectOptions {
  readonly yaml?: boolean;
  readonly write?: boolean;
  readonly out?: string;
}

/** A URL that names a password is for the environment, not for a file that is kept. */
const sayable = (url: string): string | undefined => (url.startsWith('sqlite:') ? url : undefined);

function urlOf(said: string | undefined): string {
  const url = said ?? process.env.LIGHTAPI_DATABASE_URL;
  if (url) return url;
  throw new ConfigurationError([
    {
      code: 'database_url',
      where: 'introspect',
      problem: 'no database is named.',
      remedy: 'Say its URL, or set LIGHTAPI_DATABASE_URL.',
    },
  ]);
}

function send(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Fault(`${out}: ${isThere ? 'it is there already, and not written over.' : (error as Error).message}`);
  }
}

async function introspect(said: string | undefined, options: IntrospectOptions): Promise<void> {
  const { yaml = false, write = false, out } = options;
  const url = urlOf(said);
  const { tables, leftOut } = await readDatabaseTables(url);
  const migrator = await openMigrator(url);
  const left = [...leftOut];
  let classes: readonly SaidClass[];
  try {
    const leave = (table: string): void => void left.push(`${table} is left out: no class can stand for it.`);
    classes = await fitClasses(tables, { url, migrator, write }, leave);
  } finally {
    await migrator.close();
  }
  for (const line of left) console.error(line);
  if (classes.length === 0) throw new Fault('there is no table that can be served.');
  const source: Source = { label: migrator.label, url: sayable(url), leftOut: left };
  send((yaml ? renderYaml : renderModule)(classes, source), out);
  const count = `${classes.length} ${classes.length === 1 ? 'table' : 'tables'}`;
  console.error(`${count}, ${write ? 'which everybody may write' : 'to be read: --write says more'}.`);
}

const examples = `
Examples:
  $ lightapi introspect sqlite:///shop.db > app.ts
  $ lightapi introspect postgres://shop@localhost/shop --yaml --out lightapi.yaml`;

/** Adds the command. */
export function addIntrospect(program: Command): void {
  program
    .command('introspect')
    .argument('[url]', 'the database; default: LIGHTAPI_DATABASE_URL')
    .option('--yaml', 'writes a YAML file rather than classes')
    .option('--write', 'serves POST, PUT, PATCH and DELETE as well as GET')
    .option('--out <file>', 'default: the standard output')
    .description('writes an app from the tables of a database')
    .addHelpText('after', examples)
    .action(introspect);
}
