/** MariaDB servers of a test's own, from Debian's packages: to kill, to stop, to start again. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort, OwnServer, owner, ownFolder } from './own-server.ts';
import { onMysql } from './servers.ts';

const program = '/usr/sbin/mariadbd';
const user = 'mysql';

/** Whether there is a MariaDB to start. */
export const hasMysql = existsSync(program);

/** One server, on a port of its own. */
export class MysqlServer {
  readonly #folder: string;
  readonly #port: number;
  readonly #settings: readonly string[];
  readonly #server = new OwnServer(user);

  private constructor(folder: string, port: number, settings: readonly string[]) {
    this.#folder = folder;
    this.#port = port;
    this.#settings = settings;
  }

  static async start(settings: readonly string[] = []): Promise<MysqlServer> {
    const folder = ownFolder(user);
    const making = [`--datadir=${join(folder, 'data')}`, '--auth-root-authentication-method=normal', '--skip-log-bin'];
    execFileSync('mariadb-install-db', ['--no-defaults', ...making], { ...owner(user), stdio: 'pipe', cwd: '/' });
    const server = new MysqlServer(folder, await freePort(), settings);
    onTestFinished(() => server.kill());
    await server.start();
    await server.query('create database own', 'mysql');
    return server;
  }

  /** The URL of its database. */
  get url(): string {
    return this.#urlOf('own');
  }

  #urlOf(name: string): string {
    return `mysql://root@127.0.0.1:${this.#port}/${name}`;
  }

  start(): Promise<void> {
    const place = [`--datadir=${join(this.#folder, 'data')}`, `--socket=${join(this.#folder, 'socket')}`];
    const address = [`--port=${this.#port}`, '--bind-address=127.0.0.1'];
    const args = ['--no-defaults', ...place, ...address, ...this.#settings];
    return this.#server.start([program, ...args], () => this.#answers());
  }

  /** Ends it as a power cut would. */
  kill(): Promise<void> {
    return this.#server.kill('SIGKILL');
  }

  /** Lets it say nothing, its connections open, until what is returned is called. */
  pause(): () => void {
    return this.#server.pause();
  }

  query(sql: string, name = 'own'): Promise<Record<string, unknown>[]> {
    return onMysql(sql, this.#urlOf(name));
  }

  #answers(): Promise<boolean> {
    return this.query('select 1', 'mysql').then(
      () => true,
      () => false,
    );
  }
}
