/** What was answered is on disk: a server under load is killed at random moments, and nothing it said is lost. */
import { copyFileSync, existsSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { seeded } from '../random.ts';
import { temporaryFolder } from '../serve.ts';
import { type Child, startServer } from '../server/child.ts';

const connections = 32;
const rounds = 16;

interface Entry {
  readonly id: number;
  readonly key: string;
  readonly text: string;
  readonly length: number;
  readonly version: number;
}

/** What an entry holds at a version: any other text is half a write, or that of another. */
function contentOf(key: string, version: number): Pick<Entry, 'text' | 'length'> {
  const text = `${key}#${version} `.repeat(1 + ((key.length * 7 + version * 13) % 60));
  return { text, length: text.length };
}

const isWhole = ({ key, text, length, version }: Entry): boolean => {
  const expected = contentOf(key, version);
  return text === expected.text && length === expected.length;
};

/** Sends JSON on a connection of the agent; the row of the reply, once all of it is there. */
async function send(agent: Agent, [method, url]: readonly [string, string], body: object): Promise<Entry> {
  const headers = { 'content-type': 'application/json' };
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent, method, headers }, resolve).once('error', reject).end(JSON.stringify(body));
  });
  const text = Buffer.concat(await reply.toArray()).toString('utf8');
  if (reply.statusCode !== 200 && reply.statusCode !== 201) throw new Error(`${reply.statusCode}: ${text}`);
  return JSON.parse(text);
}

/** The versions that the server acknowledged, and how many acknowledgements are left until it is killed. */
class Acknowledged extends Map<string, number> {
  left = Number.POSITIVE_INFINITY;
  kill: () => void = () => {};

  note(key: string, version: number): void {
    this.set(key, version);
    this.left -= 1;
    if (this.left === 0) this.kill();
  }
}

/** Creates and changes entries, and notes each version that was acknowledged, until the server is gone. */
async function client(server: Child, agent: Agent, name: string, acknowledged: Acknowledged): Promise<number> {
  for (let at = 0; ; at += 1) {
    const key = `${name} ${at}`;
    try {
      const created = await send(agent, ['POST', `${server.url}/entries`], { key, ...contentOf(key, 1) });
      acknowledged.note(key, 1);
      const path = `${server.url}/entries/${created.id}`;
      await send(agent, ['PATCH', path], { version: 1, ...contentOf(key, 2) });
      acknowledged.note(key, 2);
    } catch (error) {
      // A connection that broke is what the test is about; an answer of another kind is not.
      if (!(error instanceof Error && 'code' in error)) throw error;
      return at;
    }
  }
}

/** Reads a copy of the file and its log, so that the server itself must recover the original. */
function readCopy(file: string): readonly Entry[] {
  const copy = join(temporaryFolder(), 'copy.db');
  for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
  const db = new Sqlite(copy);
  try {
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    return db.prepare('select * from entries').all() as Entry[];
  } finally {
    db.close();
  }
}

/** Every entry is whole, and every acknowledged version is there, or one more that was not acknowledged any more. */
function check(entries: readonly Entry[], acknowledged: ReadonlyMap<string, number>): void {
  expect(entries.filter((entry) => !isWhole(entry))).toEqual([]);
  const versions = new Map(entries.map(({ key, version }) => [key, version]));
  expect(versions.size).toBe(entries.length);
  const lost = [...acknowledged].filter(([key, version]) => (versions.get(key) ?? 0) < version);
  expect(lost).toEqual([]);
}

async function readAll(url: string): Promise<Entry[]> {
  const { results, next } = (await (await fetch(url)).json()) as { results: Entry[]; next?: string };
  return next === undefined ? results : [...results, ...(await readAll(next))];
}

describe('a server that is killed under load', () => {
  it(`has lost nothing that it acknowledged, over ${rounds} rounds`, async () => {
    const random = seeded();
    console.info(`durability: seed ${random.seed}`);
    const file = join(temporaryFolder(), 'entries.db');
    const acknowledged = new Acknowledged();
    for (let round = 0; round < rounds; round += 1) {
      const server = await startServer(`sqlite:///${file}`);
      const agent = new Agent({ keepAlive: true, maxSockets: connections });
      // A number of answers, not a time: a slow machine must not kill a server that has said nothing yet.
      acknowledged.left = random.between(1, 1_000);
      acknowledged.kill = () => server.signal('SIGKILL');
      const clients = Array.from({ length: connections }, (_, at) =>
        client(server, agent, `${round} ${at}`, acknowledged),
      );
      expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
      await Promise.all(clients);
      agent.destroy();
      expect(acknowledged.left).toBeLessThanOrEqual(0);
      check(readCopy(file), acknowledged);
    }
    const server = await startServer(`sqlite:///${file}`);
    check(await readAll(`${server.url}/entries`), acknowledged);
  }, 60_000);
});
