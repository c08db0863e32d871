/** An app with a cache beside the same one without: requests per second, and their ratio. */
import { cpus } from 'node:os';
import { measure, median, type Operation } from '../crud/measure.ts';
import { sqliteGround } from '../crud/sqlite.ts';
import { placement, start } from '../process.ts';

const rows = 10_000;
const places = ['none', 'elsewhere', 'memory', 'redis'] as const;
const loads = [
  { name: 'list 20', lists: 'plain', operation: 'list' },
  { name: 'list 20 and count', lists: 'counted', operation: 'list' },
  { name: 'get one', lists: 'plain', operation: 'getOne' },
  { name: 'create', lists: 'plain', operation: 'create' },
] as const satisfies readonly { name: string; lists: string; operation: Operation }[];

/** Runs the rounds, the places in turn, and prints the medians. */
export async function benchCache({ rounds, seconds }: { rounds: number; seconds: number }): Promise<void> {
  const ground = await sqliteGround(rows);
  const results = new Map<string, number[]>();
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const place of round % 2 === 0 ? places : places.toReversed()) {
        for (const { name, lists, operation } of loads) {
          const server = await start(
            new URL('./lightapi.ts', import.meta.url),
            [await ground.fresh(), place, lists],
            0,
          );
          const load = { port: server.ready, operation, rows };
          await measure(load, Math.min(1, seconds));
          const key = `${name} ${place}`;
          results.set(key, [...(results.get(key) ?? []), await measure(load, seconds)]);
          await server.stop();
        }
      }
    }
  } finally {
    await ground.close();
  }
  console.log(`cache: ${ground.label}, ${rows} rows, 32 connections, ${rounds} rounds of ${seconds} s, ${placement}`);
  console.log(`Node ${process.version}, ${cpus()[0]?.model}. Requests per second, medians, and their ratio to none.`);
  console.log('                         none            elsewhere               memory                redis');
  for (const { name } of loads) {
    const medians = places.map((place) => median(results.get(`${name} ${place}`) ?? []));
    const cells = medians.map((value) => {
      const ratio = (value / (medians[0] ?? Number.NaN)).toFixed(2);
      return `${Math.round(value).toLocaleString('en')} (${ratio})`.padStart(18);
    });
    console.log(`  ${name.padEnd(18)} ${cells.join('   ')}`);
  }
}
