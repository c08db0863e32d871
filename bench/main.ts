/** Runs one benchmark by name: `npm run bench -- crud`, `cache`, `client-types`. Options: `--rounds 5`, `--seconds 2`, `--postgres`. */
import { parseArgs } from 'node:util';
import { benchCache } from './cache/cache.ts';
import { benchClientTypes } from './client-types.ts';
import { benchCrud } from './crud/crud.ts';

const benchmarks: Readonly<
  Record<string, (options: { rounds: number; seconds: number; postgres: boolean }) => Promise<void>>
> = {
  cache: benchCache,
  crud: benchCrud,
  'client-types': benchClientTypes,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    postgres: { type: 'boolean', default: false },
  },
});
const run = benchmarks[positionals[0] ?? ''];
if (run === undefined) {
  console.error(`Which benchmark? One of: ${Object.keys(benchmarks).join(', ')}`);
  process.exit(2);
}
await run({ rounds: Number(values.rounds), seconds: Number(values.seconds), postgres: values.postgres });
