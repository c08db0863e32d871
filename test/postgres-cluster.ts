/** PostgreSQL servers of a test's own, from Debian's packages: to kill, to start again, to replicate. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';

const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort() : [];
const programs = `/usr/lib/postgresql/${versions.at(-1)}/bin`;

/** Whether there is a PostgreSQL to start. */
export const hasPostgres = versions.length > 0;

/** PostgreSQL refuses to run as root: then it runs as its own user. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

const run = (program: string, args: readonly string[]): Buffer =>
  execFileSync(join(programs, program), args, { ...owner(), stdio: 'pipe', cwd: '/' });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-pg-'));
  const { uid, gid } = owner() ?? {};
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One server, on a port of its own. */
export class Cluster {
  readonly #folder: string;
  readonly #port: number;
  #server: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<Cluster> {
    const folder = ownFolder();
    run('initdb', ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-N']);
    const cluster = new Cluster(folder, await freePort());
    onTestFinished(() => cluster.kill());
    await cluster.start();
    return cluster;
  }

  /** A streaming replica of this server. */
  async replicate(): Promise<Cluster> {
    const folder = ownFolder();
    run('pg_basebackup', ['-d', this.url, '-D', join(folder, 'data'), '-R', '-c', 'fast', '-N']);
    const replica = new Cluster(folder, await freePort());
    onTestFinished(() => replica.kill());
    await replica.start();
    return replica;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${this.#folder}`];
    const args = ['-D', join(this.#folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    this.#server = spawn(join(programs, 'postgres'), args, { ...owner(), stdio: 'ignore', cwd: '/' });
    for (let attempt = 0; !(await this.answers()); attempt += 1) {
      if (attempt === 200) throw new Error('PostgreSQL did not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    // Its children end when they see it gone; the data can be used again then.
    server.kill('SIGQUIT');
    await ended;
  }

  /** Lets it say nothing, its connections open, until what is returned is called. */
  pause(): () => void {
    const first = this.#server?.pid;
    const children = execFileSync('pgrep', ['-P', String(first)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const pids = [first ?? 0, ...children.map(Number)].filter((pid) => pid > 0);
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

  async query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async answers(): Promise<boolean> {
    return this.query('select 1').then(
      () => true,
      () => false,
    );
  }
}
