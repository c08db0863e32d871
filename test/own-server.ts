/** What servers of a test's own share: a folder, a port, and a process that can be killed and stopped. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Servers refuse to run as root: then they run as a user of theirs. */
export function owner(user: string): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A folder that the user of a server may write to, which is gone when the test ends. */
export function ownFolder(user: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-db-'));
  const { uid, gid } = owner(user) ?? {};
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The process of a server, with those that it starts. */
export class OwnServer {
  readonly #user: string;
  #process: ChildProcess | undefined;

  constructor(user: string) {
    this.#user = user;
  }

  /** Starts it, and waits until it answers. */
  async start([program, ...args]: readonly [string, ...string[]], answers: () => Promise<boolean>): Promise<void> {
    this.#process = spawn(program, args, { ...owner(this.#user), stdio: 'ignore', cwd: '/' });
    for (let attempt = 0; !(await answers()); attempt += 1) {
      if (attempt === 400) throw new Error(`${program} did not start`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Ends it as a power cut would. */
  async kill(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  /** Lets it say nothing, its connections open, until what is returned is called. */
  pause(): () => void {
    const first = this.#process?.pid;
    if (first === undefined) throw new Error('it does not run');
    const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    const related = processes.map((line) => line.trim().split(/\s+/).map(Number));
    const pids = [first, ...related.flatMap(([pid = 0, parent]) => (parent === first ? [pid] : []))];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of pids.splice(0)) {
        try {
          process.kill(pid, 'SIGCONT');
        } catch {
          // It has ended.
        }
      }
    };
  }
}
