/** Server processes on one database and one Redis: no read is of what was before a write that was answered. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { freePort, hasRedisServer, RedisServer } from '../redis-server.ts';
import { temporaryFile } from '../serve.ts';
import { startServer } from '../server/child.ts';
import { dialect, freshDatabase } from '../servers.ts';

const headers = { 'content-type': 'application/json' };

interface Counter {
  readonly id: number;
  readonly count: number;
  readonly version: number;
}

/** Two processes that share a Redis. */
async function two(redis: string) {
  const database = dialect === 'sqlite' ? `sqlite:///${temporaryFile()}` : await freshDatabase();
  const args = [redis, randomUUID()];
  const start = () => startServer(database, { program: 'cached.ts', args });
  return Promise.all([start(), start()]);
}

/** What clients saw; `wrong` is what they must not have seen. */
class Load {
  readonly wrong: string[] = [];
  readonly statuses = new Map<number, number>();
  hits = 0;
  answered = 0;
  slowest = 0;
  isOver = false;
  readonly #urls: readonly string[];
  /** The least count of each counter that a read which begins now must see. */
  readonly #least = new Map<number, number>();

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /**
   * Some writers, each with a counter that it alone counts up through one of the processes, reading it back through the
   * other; and readers that ask all the time, so that replies are made and kept while writes come in.
   */
  async run(): Promise<void> {
    await Promise.all([...[0, 1, 2].map((at) => this.#write(at)), ...[0, 1, 2, 3].map((at) => this.#read(at))]);
  }

  /** Resolves when so many more requests have been answered. */
  async more(count: number): Promise<void> {
    const end = this.answered + count;
    while (this.answered < end) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #ask<T>(url: string, init?: RequestInit): Promise<T> {
    const started = performance.now();
    const reply = await fetch(url, init);
    const body = await reply.json();
    this.slowest = Math.max(this.slowest, performance.now() - started);
    this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
    if (reply.headers.get('cache-status')?.includes('hit')) this.hits += 1;
    this.answered += 1;
    return body as T;
  }

  #url(at: number): string {
    return `${this.#urls[at % this.#urls.length]}/counters`;
  }

  async #list(at: number): Promise<void> {
    const least = new Map(this.#least);
    const { results } = await this.#ask<{ results: readonly Counter[] }>(this.#url(at));
    const counts = new Map(results.map(({ id, count }) => [id, count]));
    for (const [id, count] of least) this.#check(`list, ${id}`, counts.get(id), count);
  }

  #check(where: string, count: number | undefined, least: number): void {
    if (count === undefined || count < least) this.wrong.push(`${where}: ${count} after ${least}`);
  }

  async #write(at: number): Promise<void> {
    const { id, ...made } = await this.#ask<Counter>(this.#url(at), { method: 'POST', headers, body: '{"count":0}' });
    let { version, count } = made;
    for (let n = at; !this.isOver; n += 1) {
      const body = JSON.stringify({ count: count + 1, version });
      ({ version, count } = await this.#ask<Counter>(`${this.#url(n)}/${id}`, { method: 'PATCH', headers, body }));
      this.#least.set(id, count);
      // More reads than writes, so that some of them find what is kept.
      for (let more = 1; more <= 6; more += 1) {
        this.#check(`item ${id}`, (await this.#ask<Counter>(`${this.#url(n + more)}/${id}`)).count, count);
        await this.#list(n + more);
      }
    }
  }

  async #read(at: number): Promise<void> {
    while (!this.isOver) await this.#list(at);
  }
}

describe.skipIf(!hasRedisServer)(
  'two processes with a cache in one Redis',
  () => {
    it('never answer a read with what was before a write through the other', async () => {
      const redis = await new RedisServer(await freePort()).start();
      const servers = await two(redis.url);
      const load = new Load(servers.map(({ url }) => url));
      const running = load.run();
      await load.more(2_000);
      while (load.hits < 100) await load.more(100);
      load.isOver = true;
      await running;
      expect(load.wrong).toEqual([]);
      expect([...load.statuses.keys()].sort()).toEqual([200, 201]);
    });

    it('answer every request while their Redis is killed, silent and started again', async () => {
      const redis = await new RedisServer(await freePort()).start();
      const servers = await two(redis.url);
      const load = new Load(servers.map(({ url }) => url));
      const running = load.run();
      const isHitSoon = async (): Promise<void> => {
        const { hits } = load;
        while (load.hits <= hits + 10) await load.more(10);
      };
      await isHitSoon();
      await redis.kill();
      await load.more(300);
      await redis.start();
      await Promise.all(servers.map(({ saw }) => saw(/is not there.*\n.*is back/)));
      redis.signal('SIGSTOP');
      await load.more(300);
      redis.signal('SIGCONT');
      // Back without a restart.
      await isHitSoon();
      load.isOver = true;
      await running;
      expect([...load.statuses.keys()].sort()).toEqual([200, 201]);
      expect(load.wrong).toEqual([]);
      expect(load.slowest).toBeLessThan(3_000);
    });
  },
  60_000,
);
