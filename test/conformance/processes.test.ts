/** Two server processes on one database and one Redis behave as one. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openRedis, redisAddress } from '../middleware/redis.ts';
import { temporaryFile } from '../serve.ts';
import { startServer } from '../server/child.ts';
import { dialect, freshDatabase } from '../servers.ts';

const hasRedis = await openRedis(redisAddress).then(
  ({ end }) => {
    end();
    return true;
  },
  () => false,
);

/** Two that start at once, on a database that has no tables yet. */
async function two(prefix = ''): Promise<readonly [string, string]> {
  const database = dialect === 'sqlite' ? `sqlite:///${temporaryFile()}` : await freshDatabase();
  const start = () => startServer(database, { program: 'shared.ts', args: [prefix] });
  const [one, other] = await Promise.all([start(), start()]);
  return [one.url, other.url];
}

const headers = { 'content-type': 'application/json' };

async function send(method: string, url: string, body: object): Promise<readonly [number, Record<string, unknown>]> {
  const reply = await fetch(url, { method, headers, body: JSON.stringify(body) });
  return [reply.status, (await reply.json()) as Record<string, unknown>];
}

const statuses = (replies: readonly (readonly [number, unknown])[]): number[] =>
  replies.map(([status]) => status).sort();

describe('two server processes', () => {
  it('give one of several changes of a version the row', async () => {
    const servers = await two();
    const [status, { id }] = await send('POST', `${servers[0]}/entries`, { key: 'a' });
    expect(status).toBe(201);
    for (let version = 1; version <= 5; version += 1) {
      const changes = Array.from({ length: 8 }, (_, at) =>
        send('PATCH', `${servers[at % 2]}/entries/${id}`, { version, text: `${version} ${at}` }),
      );
      expect(statuses(await Promise.all(changes))).toEqual([200, ...Array(7).fill(409)]);
    }
    const reply = (await (await fetch(`${servers[1]}/entries/${id}`)).json()) as Record<string, unknown>;
    expect(reply.version).toBe(6);
  });

  it('let one row have a unique value', async () => {
    const servers = await two();
    for (const key of ['a', 'b', 'c']) {
      const creations = Array.from({ length: 6 }, (_, at) => send('POST', `${servers[at % 2]}/entries`, { key }));
      expect(statuses(await Promise.all(creations))).toEqual([201, ...Array(5).fill(409)]);
    }
    const { results } = (await (await fetch(`${servers[0]}/entries`)).json()) as { results: unknown[] };
    expect(results).toHaveLength(3);
  });

  it.skipIf(!hasRedis)('count a client together', async () => {
    const servers = await two(randomUUID());
    const replies = await Promise.all(
      Array.from({ length: 16 }, async (_, at) => (await fetch(`${servers[at % 2]}/limited`)).status),
    );
    expect(replies.filter((status) => status === 200)).toHaveLength(10);
    expect(replies.filter((status) => status === 429)).toHaveLength(6);
  });
}, 30_000);
