/** Reads on replicas, in turns; one that is gone is passed over for a while, and the primary is always there. */
import type pg from 'pg';
import { isConnectionLoss } from './errors.ts';
import type { Lines } from './lines.ts';

/** So long a replica that was lost is left alone, in milliseconds. */
const pause = 1_000;

/** A replica cancels reads that hold up what it replays; and it may not have replayed a new table, or column, yet. */
const passing: ReadonlySet<unknown> = new Set(['40001', '42P01', '42703']);

interface Replica {
  readonly lines: Lines;
  /** When it may be tried again. */
  from: number;
}

type Work<T> = (client: pg.Client) => Promise<T>;

export class Replicas {
  readonly #replicas: readonly Replica[];
  readonly #primary: Lines;
  #turn = 0;

  constructor(replicas: readonly Lines[], primary: Lines) {
    this.#replicas = replicas.map((lines) => ({ lines, from: 0 }));
    this.#primary = primary;
  }

  /** Runs a read on the replica whose turn it is; on the primary where none answers. */
  async read<T>(work: Work<T>): Promise<T> {
    const now = performance.now();
    const there = this.#replicas.filter(({ from }) => from <= now);
    this.#turn += 1;
    const replica = there[this.#turn % Math.max(there.length, 1)];
    if (replica === undefined) return this.#primary.read(work);
    try {
      return await replica.lines.use(work, 'read');
    } catch (error) {
      const isPassing = passing.has((error as { code?: unknown }).code);
      if (!isPassing && !isConnectionLoss(error)) throw error;
      if (!isPassing) replica.from = performance.now() + pause;
      return this.#primary.read(work);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#replicas.map(({ lines }) => lines.close()));
  }
}
