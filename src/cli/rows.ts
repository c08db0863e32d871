/** The commands `lightapi seed` and `lightapi export`. */
import { type Command, Option } from 'commander';
import { exportRows } from './export.ts';
import { formats } from './format.ts';
import { seed } from './seed.ts';
import { addAppOptions, appArgument } from './with-app.ts';

const route = ['--route <route>', 'the route of the rows, as in /books'] as const;
const format = (): Option => new Option('--format <format>', "default: what the file's name says").choices(formats);

/** Adds the command. */
export function addSeed(program: Command): void {
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
    .addHelpText('after', '\nExample:\n  $ lightapi seed books.csv --route /books')
    .action(seed);
}

/** Adds the command. */
export function addExport(program: Command): void {
  addAppOptions(program.command('export').argument(...appArgument))
    .option(...route)
    .addOption(format())
    .option('--out <file>', 'default: the standard output')
    .description('writes the rows of a table, or of all, as seed takes them')
    .addHelpText('after', '\nExample:\n  $ lightapi export --route /books --out books.ndjson')
    .action(exportRows);
}
