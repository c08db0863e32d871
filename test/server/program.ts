/** A server for tests to start, signal and kill: `node --conditions=lightapi-source program.ts DATABASE_URL [DRAIN_TIMEOUT [DRAIN_DELAY]]`. */
import { flushCompileCache } from 'node:module';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { field, LightApi, RestEndpoint } from 'lightapi';

class EntryEndpoint extends RestEndpoint {
  key = field.string({ unique: true });
  text = field.string();
  length = field.integer({ ge: 0 });
}

/** Says that it waits, then waits: `forever`, or until a little after SIGTERM. */
const waiting = (value: unknown): Promise<StandardSchemaV1.Result<string>> => {
  console.info('waiting');
  return new Promise((resolve) => {
    const accept = (): void => resolve({ value: String(value) });
    if (value !== 'forever') process.once('SIGTERM', () => setTimeout(accept, 100));
  });
};

class SlowEndpoint extends RestEndpoint {
  name = field.string({ schema: { '~standard': { version: 1, vendor: 'test', validate: waiting } } });
}

const [database = 'sqlite:///:memory:', drainTimeout = '10000', drainDelay = '0'] = process.argv.slice(2);
const app = new LightApi({ database }).register({ '/entries': EntryEndpoint, '/slow': SlowEndpoint });
await app.run({ port: 0, drainTimeout: Number(drainTimeout), drainDelay: Number(drainDelay) });
// What is killed writes no cache at its end.
flushCompileCache();
