/** This project beside the same API written by hand: requests per second of each operation, and their ratio. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { LoadResult } from '../load.ts';
import { placement, start } from '../process.ts';

const rows = 10_000;
const servers = ['raw', 'lightapi'] as const;
const operations = ['getOne', 'list', 'create', 'patch'] as const;
const names = { getOne: 'get one', list: 'list 20', create: 'create', patch: 'patch' } as const;
const expected = { getOne: 200, list: 200, create: 201, patch: 200 } as const;

type Server = (typeof servers)[number];
type Operation = (typeof operations)[number];

/** A database with the table as this project makes it, and its rows: both servers get a copy. */
async function seed(folder: string): Promise<string> {
  const file = join(folder, 'seed.db');
  const maker = await start(new URL('./lightapi.ts', import.meta.url), [file], 0);
  await maker.stop();
  const db = new Sqlite(file);
  const now = '2026-11-22T05:15:20.291Z';
  const insert = db.prepare(
    'insert into books (id, title, author, created_at, updated_at, version) values (?, ?, ?, ?, ?, 1)',
  );
  db.transaction(() => {
    for (let id = 1; id <= rows; id += 1)
      insert.run(id, `The title of book ${id}`, `Author number ${id % 100}`, now, now);
  })();
  db.close();
  return file;
}

async function measure(port: string, operation: Operation, seconds: number): Promise<number> {
  const client = new URL('./client.ts', import.meta.url);
  const { ready } = await start(client, [port, operation, String(seconds), String(rows)], 1);
  const { requests, seconds: took, statuses } = JSON.parse(ready) as LoadResult;
  const wrong = Object.entries(statuses).filter(([status]) => Number(status) !== expected[operation]);
  if (wrong.length > 0) throw new Error(`${operation} was answered with ${JSON.stringify(statuses)}`);
  return requests / took;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** One round of one server, started anew on its own copy of the database. */
async function round(server: Server, source: string, seconds: number): Promise<Record<Operation, number>> {
  const file = source.replace('seed.db', `${server}-${performance.now()}.db`);
  copyFileSync(source, file);
  const program = await start(new URL(`./${server}.ts`, import.meta.url), [file], 0);
  const results: Partial<Record<Operation, number>> = {};
  for (const operation of operations) {
    await measure(program.ready, operation, Math.min(1, seconds));
    results[operation] = await measure(program.ready, operation, seconds);
  }
  await program.stop();
  return results as Record<Operation, number>;
}

/** Runs the rounds, the two servers in turn, and prints the medians. */
export async function benchCrud({ rounds, seconds }: { rounds: number; seconds: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-bench-'));
  const results: Record<Server, Record<Operation, number>[]> = { raw: [], lightapi: [] };
  try {
    const source = await seed(folder);
    for (let at = 0; at < rounds; at += 1) {
      for (const server of at % 2 === 0 ? servers : servers.toReversed()) {
        results[server].push(await round(server, source, seconds));
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(
    `crud: SQLite at synchronous=FULL, ${rows} rows, 32 connections, ${rounds} rounds of ${seconds} s, ${placement}`,
  );
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model}. Requests per second, medians; ratios are those of the medians.`,
  );
  console.log('             by hand   lightapi   ratio   (least to most over the rounds)');
  for (const operation of operations) {
    const [raw, own] = servers.map((server) => results[server].map((result) => result[operation])) as [
      number[],
      number[],
    ];
    const ratios = own.map((value, at) => value / (raw[at] ?? Number.NaN));
    const cells = [median(raw), median(own)].map((value) => Math.round(value).toLocaleString('en').padStart(8));
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `  ${names[operation].padEnd(9)} ${cells.join('   ')}   ${(median(own) / median(raw)).toFixed(2)}    (${range})`,
    );
  }
}
