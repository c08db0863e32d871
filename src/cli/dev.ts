/** `lightapi dev`: an app that is started anew when its files change; the old one answers until the new one does. */
import cluster, { type Worker } from 'node:cluster';
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseEnv, styleText } from 'node:util';
import type { Command } from 'commander';
import { readAppName } from './app-name.ts';
import { exitCodes } from './exit.ts';
import { onImport } from './modules.ts';
import { addServeOptions, type ServeOptions, serveHere } from './serve.ts';
import { openWatch, type Watch } from './watch.ts';
import { appArgument } from './with-app.ts';
import { type Report, report, serveAsWorker } from './worker.ts';
import { onStop, order, sharedEnv } from './workers.ts';

const tell = (line: string): void => console.error(styleText('dim', line, { stream: process.stderr }));

/** When a file was last changed, in milliseconds; 0 where it is not there. */
const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A time that is to come is that of another clock. */
const isSince = (time: number, began: number): boolean => time > began && time <= Date.now();

/** The process that starts the others. */
class Development {
  readonly #env = sharedEnv();
  readonly #ended = Promise.withResolvers<number>();
  readonly #watch: Watch = openWatch((file) => {
    tell(`${relative('.', file)} changed.`);
    this.#start();
  });
  /** The one that answers, and the one that is to. */
  #current: Worker | undefined;
  #next: Worker | undefined;
  #isOver = false;

  run(): Promise<number> {
    this.#start();
    onStop(() => this.#stop());
    return this.#ended.promise;
  }

  #start(): void {
    // What it loaded is outdated already.
    this.#next?.process.kill('SIGKILL');
    const began = Date.now();
    const worker = cluster.fork(this.#env);
    this.#next = worker;
    worker.on('message', (what: Report) => {
      if (what === 'ready') return this.#serves(worker);
      this.#watch.add(what.file);
      // It may have changed before anybody looked.
      if (isSince(changedAt(what.file), began) && worker === this.#next) this.#start();
    });
    worker.once('exit', (code: number | null) => this.#died(worker, code));
  }

  #serves(worker: Worker): void {
    if (worker !== this.#next) return;
    if (this.#current !== undefined) order(this.#current, 'retire');
    this.#current = worker;
    this.#next = undefined;
  }

  #died(worker: Worker, code: number | null): void {
    if (worker === this.#next) {
      this.#next = undefined;
      tell(this.#current === undefined ? 'Not started: waiting for a change.' : 'Not started: the old one serves on.');
    } else if (worker === this.#current) {
      this.#current = undefined;
      if (!this.#isOver && this.#next === undefined) tell(`Ended with ${code}: waiting for a change.`);
    }
    if (this.#isOver) this.#finish();
  }

  #stop(): void {
    this.#isOver = true;
    this.#watch.close();
    this.#next?.process.kill('SIGKILL');
    for (const worker of Object.values(cluster.workers ?? {})) if (worker !== undefined) order(worker, 'drain');
    this.#finish();
  }

  #finish(): void {
    if (Object.values(cluster.workers ?? {}).every((worker) => worker?.isDead() !== false)) {
      this.#ended.resolve(exitCodes.done);
    }
  }
}

/** Node 24 takes --env-file for an option of its own; each process that is started reads the file as it is then. */
function forget(envFile: string): void {
  for (const [name, value] of Object.entries(parseEnv(readFileSync(envFile, 'utf8')))) {
    if (process.env[name] === value) delete process.env[name];
  }
}

async function develop(said: string | undefined, options: ServeOptions): Promise<void> {
  if (cluster.isPrimary) {
    if (options.envFile !== undefined) forget(options.envFile);
    process.exitCode = await new Development().run();
    return;
  }
  const made = (file: string): void => report({ file: resolve(file) });
  onImport(made);
  if (options.envFile !== undefined) made(options.envFile);
  await serveAsWorker(() => {
    const name = readAppName(said);
    if (name.kind === 'config') made(name.file);
    return serveHere(name, options);
  });
}

const examples = `
Examples:
  $ lightapi dev                     the app of this folder: lightapi.yaml, app.ts, …
  $ lightapi dev app.ts --port 3000`;

/** Adds the command. */
export function addDev(program: Command): void {
  addServeOptions(program.command('dev').argument(...appArgument))
    .description('serves an app, and starts it anew when its files change')
    .addHelpText('after', examples)
    .action((said, _, command: Command) => develop(said, command.optsWithGlobals()));
}
