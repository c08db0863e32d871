/** `lightapi serve`: an app on an address, in one process or several. */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LightApi } from '../app.ts';
import { ConfigurationError } from '../errors.ts';
import { type AppName, readAppName } from './app-name.ts';
import { type AppOptions, addAppOptions, addWriteOption, appArgument, loadApp } from './with-app.ts';
import { serveAsWorker } from './worker.ts';
import { runWorkers } from './workers.ts';

/** Where and how an app is served. */
export interface ServeOptions extends AppOptions {
  readonly host?: string;
  readonly port?: number;
  readonly logLevel?: string;
  readonly workers?: number;
  readonly envFile?: string;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('It is a number from 0 to 65535; 0 takes any free port.');
}

/** More than so many processes are a slip of the pen. */
const workerLimit = 256;

function readWorkers(text: string): number {
  if (text === 'max') return availableParallelism();
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= workerLimit) return count;
  throw new InvalidArgumentError(`It is a number from 1 to ${workerLimit}, or "max": one for each core.`);
}

/** Gives a command the options that say where an app is served. */
export const addServeOptions = (command: Command): Command =>
  addWriteOption(addAppOptions(command))
    .option('--host <host>', 'default: LIGHTAPI_HOST, otherwise 127.0.0.1; 0.0.0.0 is every address of the machine')
    .option('--port <port>', 'default: LIGHTAPI_PORT, otherwise 8000; 0 takes any free one', readPort)
    .addOption(new Option('--log-level <level>', 'default: LIGHTAPI_LOG_LEVEL, otherwise info').choices(logLevels));

/** A database in memory belongs to one process. */
function checkShared(app: LightApi): void {
  const { url } = app.declaration();
  if (!/^sqlite:\/{2,3}(?::memory:)?$/.test(url)) return;
  throw new ConfigurationError([
    {
      code: 'database_url',
      where: url,
      problem: 'each worker would have a database of its own.',
      remedy: 'Name a file, or leave --workers out.',
    },
  ]);
}

/** Serves an app in this process, which ends when it is told to. Throws `ConfigurationError`. */
export async function serveHere(name: AppName, options: ServeOptions): Promise<LightApi> {
  const { host, port, logLevel } = options;
  if (logLevel !== undefined) process.env.LIGHTAPI_LOG_LEVEL = logLevel;
  const isFirst = cluster.isPrimary || cluster.worker?.id === 1 || options.workers === undefined;
  const tell = isFirst ? console.error : () => undefined;
  const app = await loadApp(name, options, tell);
  if (options.workers !== undefined && options.workers > 1) checkShared(app);
  const address = { ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
  await app.run({ ...address, ...(!isFirst && { banner: false }) });
  return app;
}

async function serve(said: string | undefined, options: ServeOptions): Promise<void> {
  const serveApp = (): Promise<LightApi> => serveHere(readAppName(said), options);
  if (cluster.isWorker) await serveAsWorker(serveApp);
  else if (options.workers === undefined) await serveApp();
  else process.exitCode = await runWorkers(options.workers);
}

const examples = `
Examples:
  $ lightapi serve                                  the app of this folder: lightapi.yaml, app.ts, …
  $ lightapi serve app.ts --port 3000
  $ lightapi serve lightapi.yaml --host 0.0.0.0 --workers max
  $ lightapi serve sqlite:///shop.db                every table of a database, to be read`;

/** Adds the command. */
export function addServe(program: Command): void {
  addServeOptions(program.command('serve').argument(...appArgument))
    .option('--workers <count>', 'so many processes on one port, or "max": one for each core', readWorkers)
    .description('serves an app until it is told to stop')
    .addHelpText('after', examples)
    .action(serve);
}
