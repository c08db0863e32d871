/** `lightapi seed`: the rows of a file into the tables of an app. */
import type { LightApi } from '../app.ts';
import { openCsv } from './csv-in.ts';
import { exitCodes } from './exit.ts';
import { Fault } from './fault.ts';
import { type Format, readFormat } from './format.ts';
import { takeRows } from './intake.ts';
import { openJson, type TargetOf } from './json-in.ts';
import { openLines } from './lines-in.ts';
import { openProgress } from './progress.ts';
import { placeOf, Report } from './report.ts';
import { type Emit, type RowIn, type RowReader, readRows } from './rows-in.ts';
import { openSource, readText } from './source.ts';
import { noLimit, openTargets, type Targets } from './target.ts';
import { readTwo } from './two-arguments.ts';
import { type AppOptions, withApp } from './with-app.ts';

interface SeedOptions extends AppOptions {
  readonly route?: string;
  readonly format?: Format;
  readonly skipInvalid?: boolean;
}

/** What undoes a transaction whose rows are refused. */
const undone = Symbol('undone');

/** Where the rows of a JSON file go: into the route that is named, or those that it names. */
const targetsOf =
  ({ at }: Targets, named: string | undefined): TargetOf =>
  (route, line) => {
    if (route !== undefined && named !== undefined) {
      throw new Fault('it holds rows by route: leave --route out.', line);
    }
    const name = route ?? named;
    if (name === undefined) throw new Fault('it holds an array of rows: say into which --route.', line);
    return at(name, line);
  };

function readerOf(format: Format, targets: Targets, route: string | undefined): (emit: Emit) => RowReader {
  // What is no route is told before anything is read.
  const target = route === undefined ? undefined : targets.at(route);
  if (target === undefined || format === 'json') return (emit) => openJson(targetsOf(targets, route), emit);
  return (emit) => (format === 'csv' ? openCsv(target, emit) : openLines(target, emit));
}

/** Seeds an app; whether all of the file is taken. */
async function seedApp(app: LightApi, file: string, options: SeedOptions): Promise<boolean> {
  const started = performance.now();
  const format = readFormat(file, options);
  const opened = await app.open();
  const targets = openTargets(opened);
  const reader = readerOf(format, targets, options.route);
  const source = await openSource(file);
  const progress = openProgress(process.stderr, source.size);
  const report = new Report(source.name, (line) => {
    progress.clear();
    console.error(line);
  });
  let bytes = 0;
  const counting = async function* () {
    for await (const piece of source.bytes) {
      bytes += piece.length;
      yield piece;
    }
  };
  const pieces = readRows(readText(counting()), reader);
  const inSession = <T>(work: () => Promise<T>): Promise<T> => targets.session(work, { timeout: noLimit });
  const take = async (rows: readonly RowIn[], run: typeof inSession): Promise<void> => {
    if (rows.length > 0) report.add(rows, await run(() => takeRows(rows, opened.now())));
    progress.show(bytes, report.read);
  };
  const takeAll = async (run: typeof inSession): Promise<void> => {
    for await (const rows of pieces) await take(rows, run);
    if (report.refused > 0 && options.skipInvalid !== true) throw undone;
  };
  const fault = await (options.skipInvalid === true
    ? takeAll(inSession)
    : inSession(() => takeAll((work) => work()))
  ).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Fault || error === undone) return error;
      progress.clear();
      throw error;
    },
  );
  progress.clear();
  if (fault instanceof Fault) console.error(`${placeOf(source.name, fault.line)}: ${fault.message}`);
  const isKept = fault === undefined || options.skipInvalid === true;
  console.log(report.end({ isKept, took: performance.now() - started }));
  return fault === undefined && report.refused === 0;
}

export async function seed(said: readonly string[], options: SeedOptions): Promise<void> {
  const [app, file] = readTwo(said, 'a file');
  if (!(await withApp({ app, ...options }, (made) => seedApp(made, file, options))))
    process.exitCode = exitCodes.failed;
}
