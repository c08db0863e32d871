/** What a typed client costs the compiler: an app of a thousand routes, with and without calls of each. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeManyRoutes } from '../test/client/many-routes.ts';
import { pathOf } from '../test/house/repository.ts';

const routes = 1000;

function seconds(folder: string): number {
  const started = performance.now();
  execFileSync(pathOf('node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Prints the median of all rounds. */
export async function benchClientTypes({ rounds }: { readonly rounds: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-types-'));
  try {
    const programs = [
      { name: 'the app alone', path: join(folder, 'app'), client: false },
      { name: 'with two calls of each route', path: join(folder, 'client'), client: true },
    ];
    for (const { path, client } of programs) writeManyRoutes(path, routes, client);
    const times = programs.map(() => [] as number[]);
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, { path }] of programs.entries()) times[at]?.push(seconds(path));
    }
    const [alone = 0, called = 0] = times.map(median);
    console.log(`tsc, ${routes} routes, median of ${rounds} rounds:`);
    console.log(`  ${programs[0]?.name}: ${alone.toFixed(2)} s`);
    console.log(`  ${programs[1]?.name}: ${called.toFixed(2)} s, ${(called / alone).toFixed(2)} times as long`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
