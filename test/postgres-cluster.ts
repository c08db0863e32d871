/** PostgreSQL servers of a test's own, from Debian's packages: to kill, to start again, to replicate. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { freePort, OwnServer, owner, ownFolder } from './own-server.ts';

const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort() : [];
const programs = `/usr/lib/postgresql/${versions.at(-1)}/bin`;

/** Whether there is a PostgreSQL to start. */
export const hasPostgres = versions.length > 0;

const user = 'postgres';

const run = (program: string, args: readonly string[]): Buffer =>
  execFileSync(join(programs, program), args, { ...owner(user), stdio: 'pipe', cwd: '/' });

/** One server, on a port of its own. */
export class Cluster {
  readonly #folder: string;
  readonly #port: number;
  readonly #server = new OwnServer(user);

  readonly #settings: readonly string[];

  private constructor(folder: string, port: number, settings: readonly string[] = []) {
    this.#folder = folder;
    this.#port = port;
    this.#settings = settings;
  }

  /** With settings as in its configuration: `ssl=on`. */
  static async start(settings: readonly string[] = []): Promise<Cluster> {
    const folder = ownFolder(user);
    run('initdb', ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-N']);
    const cluster = new Cluster(folder, await freePort(), settings);
    onTestFinished(() => cluster.kill());
    await cluster.start();
    return cluster;
  }

  /** A streaming replica of this server. */
  async replicate(): Promise<Cluster> {
    const folder = ownFolder(user);
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
    const place = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${this.#folder}`];
    const settings = [...place, ...this.#settings].flatMap((setting) => ['-c', setting]);
    const args = ['-D', join(this.#folder, 'data'), ...settings];
    await this.#server.start([join(programs, 'postgres'), ...args], () => this.answers());
  }

  /** Ends it as a power cut would; its children end when they see it gone, and the data can be used again then. */
  kill(): Promise<void> {
    return this.#server.kill('SIGQUIT');
  }

  /** Lets it say nothing, its connections open, until what is returned is called. */
  pause(): () => void {
    return this.#server.pause();
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
