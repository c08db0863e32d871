/** Starts a program of test/server/ as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly url: string;
  /** Resolves when the process has printed this. */
  readonly saw: (text: string | RegExp) => Promise<RegExpMatchArray>;
  readonly signal: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** All that it printed. */
  readonly output: () => string;
}

/** Compiled code is kept between starts, which take two thirds of the time then. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lightapi-compile-cache') };

/** Another program than the usual one, and what it is told besides. */
interface Other {
  readonly program: string;
  readonly args: readonly string[];
}

/** Waits for the process to print something that it has not printed yet, or has. */
function watch(child: ChildProcess): Pick<Child, 'saw' | 'output'> {
  let output = '';
  let look = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      look();
    });
  }
  const saw = (text: string | RegExp): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      look = () => {
        const match = output.match(text);
        if (match !== null) resolve(match);
      };
      child.once('exit', () => reject(new Error(`the server ended, without ${text}: ${output}`)));
      look();
    });
  return { saw, output: () => output };
}

/** Resolves when the server listens. It is killed when the test ends. */
export async function startServer(database: string, other: number | Other = 10_000): Promise<Child> {
  const { program, args } = typeof other === 'number' ? { program: 'program.ts', args: [String(other)] } : other;
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=lightapi-source', file, database, ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const { saw, output } = watch(child);
  const [, url = ''] = await saw(/LightAPI on (http:\S+?),/);
  return { url, saw, output, exited, signal: (signal) => void child.kill(signal) };
}
