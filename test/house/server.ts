/** A program that serves: started as a process of its own, asked over HTTP, stopped by a signal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Start {
  /** The Node to run it with. */
  readonly node: string;
  /** What Node is given: flags, then the file. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it prints once it listens. Default: the last line of our own. */
  readonly ready?: RegExp;
}

export interface Served {
  /** What it printed as its address: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The collections that it printed, with a GET: `/books`. */
  readonly collections: readonly string[];
  /** Sends SIGTERM; gives the exit code, or the name of the signal that it died of. */
  readonly stop: () => Promise<number | string>;
}

/** So long a start or a stop may take, in milliseconds. */
const limit = 20_000;

/** Starts a server, and resolves as soon as its address is printed and answers. */
export async function serve({ node, args, cwd, env, ready: sign = /^Ready in /m }: Start): Promise<Served> {
  const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  const kill = (): unknown => child.kill('SIGKILL');
  process.once('exit', kill);
  exit.finally(() => process.off('exit', kill));

  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (sign.test(output)) resolve(output);
    });
  }
  const fail = (why: string): void => reject(new Error(`${args.at(-1)} ${why}. It printed:\n${output}`));
  exit.then(([code]) => fail(`ended with ${code} before it was ready`));
  const timer = setTimeout(() => fail(`was not ready after ${limit} ms`), limit);
  const printed = await ready.catch(async (error: unknown) => {
    kill();
    await exit;
    throw error;
  });
  clearTimeout(timer);

  const stop = async (): Promise<number | string> => {
    const deadline = setTimeout(kill, limit);
    child.kill('SIGTERM');
    const [code, signal] = (await exit) as [number | null, string | null];
    clearTimeout(deadline);
    return code ?? signal ?? 'unknown';
  };
  return { url: /http:\/\/[^\s,]+/.exec(printed)?.[0] ?? '', collections: collectionsIn(printed), stop };
}

const collectionsIn = (printed: string): readonly string[] =>
  [...printed.matchAll(/^ {2}GET[A-Z ]*? (\/[^\s{]+)(?= |$)/gm)].map(([, route = '']) => route);
