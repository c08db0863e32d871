/** A Redis of a test's own, to stop, kill and start again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createClient } from 'redis';
import { onTestFinished } from 'vitest';

/** Whether there is one to start. */
export const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

/** A port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** One server on a port of its own; it keeps nothing when it ends. */
export class RedisServer {
  readonly port: number;
  readonly #args: readonly string[];
  #server: ChildProcess | undefined;

  constructor(port: number, args: readonly string[] = []) {
    this.port = port;
    this.#args = args;
    onTestFinished(() => this.kill());
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<this> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn('redis-server', [...args, ...this.#args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#server = server;
    for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break;
    server.stdout.resume();
    return this;
  }

  /** `SIGSTOP`: it is silent; `SIGCONT`: it goes on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#server?.kill(signal);
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** A client of its own, gone when the test ends. */
  async client() {
    const client = createClient({ url: this.url });
    client.on('error', () => undefined);
    onTestFinished(() => void (client.isOpen && client.destroy()));
    return client.connect();
  }
}
