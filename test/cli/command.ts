/** The command as people run it: a process of its own, in a folder of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../serve.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = join(import.meta.dirname, '../..');

const command = ['--conditions=lightapi-source', '--no-warnings', join(root, 'src/cli/main.ts')];

/** What a shell has that says nothing of an app. */
const plain: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:LIGHTAPI_|VITEST|NO_COLOR$|FORCE_COLOR$)/.test(name)),
);

/** How a command is run. */
interface Running {
  readonly cwd?: string;
  /** What it reads from the standard input. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `lightapi` until it ends. */
export function lightapi(args: readonly string[], { cwd = root, input = '', env = {} }: Running = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...plain, ...env } };
    const child = execFile(process.execPath, [...command, ...args], options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });
}

/** A command that serves. */
export interface Started {
  readonly child: ChildProcess;
  /** All that it printed. */
  readonly printed: () => string;
  /** Resolves with the match once it has printed this, in all or since it was last waited for. */
  readonly until: (text: RegExp) => Promise<RegExpExecArray>;
  /** The exit code, or the name of the signal that it died of. */
  readonly ended: Promise<number | string>;
  /** Sends a signal; the exit code, or the name of the signal that it died of. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | string>;
}

/** Starts `lightapi`, which is killed with the test where it still runs. */
export function start(args: readonly string[], { cwd = root, env = {} }: Running = {}): Started {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd,
    env: { ...plain, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  const look = (): void => waiting.forEach((each) => void each());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      look();
    });
  }
  const until = (sought: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = sought.exec(text.slice(seen));
        if (match === null) return;
        waiting.delete(check);
        seen += match.index + match[0].length;
        resolve(match);
      };
      waiting.add(check);
      check();
      exit.then(([code]) => setImmediate(() => reject(new Error(`ended with ${code} before ${sought}:\n${text}`))));
    });
  const ended = exit.then(([code, by]: (number | string | null)[]) => code ?? by ?? 'unknown');
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> => {
    child.kill(signal);
    return ended;
  };
  return { child, printed: () => text, until, ended, stop };
}

export interface Project {
  readonly cwd: string;
  /** Runs a line, or arguments that may hold spaces. */
  readonly run: (line: string | readonly string[], running?: string | Running) => Promise<Ended>;
  readonly start: (line: string, env?: NodeJS.ProcessEnv) => Started;
  readonly write: (file: string, text: string | Buffer) => void;
  readonly read: (file: string) => string;
}

/** A folder with an `app.ts` in which `lightapi` is installed. */
export function openProject(app: string): Project {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(root, join(cwd, 'node_modules/lightapi'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(cwd, 'app.ts'), app);
  return {
    cwd,
    run: (line, running = {}) => {
      const how = typeof running === 'string' ? { input: running } : running;
      return lightapi(typeof line === 'string' ? line.split(' ') : line, { cwd, ...how });
    },
    start: (line, env = {}) => start(line.split(' '), { cwd, env }),
    write: (file, text) => writeFileSync(join(cwd, file), text),
    read: (file) => readFileSync(join(cwd, file), 'utf8'),
  };
}
