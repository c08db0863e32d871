/** This project beside the same API written by hand: requests per second of each operation, and their ratio. */
import { cpus } from 'node:os';
import { placement, start } from '../process.ts';
import type { Ground } from './ground.ts';
import { measure, median, type Operation } from './measure.ts';
import { postgresGround } from './postgres.ts';
import { sqliteGround } from './sqlite.ts';

const rows = 10_000;
const servers = ['raw', 'lightapi'] as const;
const operations = ['getOne', 'list', 'create', 'patch'] as const;
const names = { getOne: 'get one', list: 'list 20', create: 'create', patch: 'patch' } as const;

type Server = (typeof servers)[number];

/** One round of one server, started anew on a database of its own. */
async function round(server: Server, ground: Ground, seconds: number): Promise<Record<Operation, number>> {
  const name = server === 'raw' ? ground.raw : 'lightapi.ts';
  const program = await start(new URL(`./${name}`, import.meta.url), [await ground.fresh()], 0);
  const results: Partial<Record<Operation, number>> = {};
  for (const operation of operations) {
    const load = { port: program.ready, operation, rows };
    await measure(load, Math.min(1, seconds));
    results[operation] = await measure(load, seconds);
  }
  await program.stop();
  return results as Record<Operation, number>;
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly postgres: boolean;
}

/** Runs the rounds, the two servers in turn, and prints the medians. */
export async function benchCrud({ rounds, seconds, postgres }: Options): Promise<void> {
  const ground = await (postgres ? postgresGround : sqliteGround)(rows);
  const results: Record<Server, Record<Operation, number>[]> = { raw: [], lightapi: [] };
  try {
    for (let at = 0; at < rounds; at += 1) {
      for (const server of at % 2 === 0 ? servers : servers.toReversed()) {
        results[server].push(await round(server, ground, seconds));
      }
    }
  } finally {
    await ground.close();
  }
  console.log(`crud: ${ground.label}, ${rows} rows, 32 connections, ${rounds} rounds of ${seconds} s, ${placement}`);
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
