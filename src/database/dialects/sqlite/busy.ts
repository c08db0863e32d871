/** Waiting for another process that holds the file, without holding up this one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './errors.ts';

/** So often a start tries again, and so long it waits in between, in milliseconds: five seconds in all. */
const attempts = 500;
const pause = 10;

/** Runs what may find the file held, until it doesn't. Throws what it threw last. */
export async function whileBusy(work: () => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === attempts) throw error;
      await sleep(pause);
    }
  }
}
