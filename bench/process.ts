/** Starts the programs of a benchmark, each on a core of its own where the system can pin them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const canPin = spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;

/** Whether server and load run on cores of their own; said with the results. */
export const placement = canPin ? 'server on core 0, load on core 1' : 'not pinned: taskset is missing';

export interface Program {
  /** The first line that it prints. */
  readonly ready: string;
  /** Everything that it prints after that, when it has ended. */
  readonly output: Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Runs a file of TypeScript with Node, and waits for its first line. */
export async function start(file: URL, args: readonly string[], core: number): Promise<Program> {
  const node = [process.execPath, '--conditions=lightapi-source', '--no-warnings', file.pathname, ...args];
  const [command = '', ...rest] = canPin ? ['taskset', '-c', String(core), ...node] : node;
  const child: ChildProcess = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the program has no output');
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error(`${file.pathname} ended before it was ready`);
  const rest_ = (async () => {
    const all: string[] = [];
    for (let line = await lines.next(); !line.done; line = await lines.next()) all.push(line.value);
    return all.join('\n');
  })();
  return {
    ready: first.value,
    output: rest_,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
