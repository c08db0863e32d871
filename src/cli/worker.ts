/** A process that serves for another, which says when it is to stop. */
import type { LightApi } from '../app.ts';

/** What a worker is told. */
export type Order =
  /** Finish what was accepted, and end. */
  | 'drain'
  /** Another worker has taken over: nobody is to be cut off. */
  | 'retire';

/** What a worker says: that it serves, or which file it is made of. */
export type Report = 'ready' | { readonly file: string };

export const report = (what: Report): void => void process.send?.(what);

/** Longer than clients keep connections to servers of Node's: nobody sends on one that is being closed. */
const lingerTimeout = 6_000;

/** Serves, and does as it is told. */
export async function serveAsWorker(serve: () => Promise<LightApi>): Promise<void> {
  // A terminal, or a supervisor, signals all processes at once: who is draining must not die of the second time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const { promise: serving, resolve } = Promise.withResolvers<LightApi>();
  let isRetiring = false;
  process.on('message', async (order: Order) => {
    const app = await serving;
    // As if it had been signalled itself.
    if (order === 'drain' && !isRetiring) process.emit('SIGTERM', 'SIGTERM');
    else if (order === 'drain') process.exit(0);
    else {
      isRetiring = true;
      await app.close({ lingerTimeout });
      process.exit(0);
    }
  });
  resolve(await serve());
  report('ready');
}
