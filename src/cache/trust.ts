/** Whether what is in Redis can be believed: that all that made it worthless has been told. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from '../redis.ts';

/** How long until it is tried again to tell what others must know, in milliseconds. */
const retryAfter = 1_000;
/** So long a write waits for a Redis that was lost just now, trying again at every step, in milliseconds. */
const grace = 500;
const graceStep = 20;

interface TrustOptions {
  /** Makes worthless all that is kept. */
  readonly distrustAll: () => Promise<unknown>;
  /** So long nothing is used of a Redis that was found again, in milliseconds. */
  readonly settling: number;
}

/**
 * After a failure, and on each new connection, Redis may hold what a write has made worthless in the meantime: all of it
 * is made worthless before any is used, and none is used until the other processes have had the time to be there again,
 * too, and to tell what they missed.
 */
export class Trust {
  readonly #redis: Redis;
  readonly #distrustAll: TrustOptions['distrustAll'];
  readonly #settling: number;
  /** The connection on which all has been told; 0: none. */
  #connection = 0;
  /** When it may be used. */
  #from = 0;
  /** Writes that could not be told at their time, and how many of these are told by now. */
  #missed = 0;
  #told = 0;
  #lostAt = Number.NEGATIVE_INFINITY;
  #isBeginning = false;
  #telling: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Redis, { distrustAll, settling }: TrustOptions) {
    this.#redis = redis;
    this.#distrustAll = distrustAll;
    this.#settling = settling;
    redis.onReady(() => void this.restore());
  }

  /** A Redis that is there at the start of a process was not lost by others: it is used at once. */
  async begin(): Promise<void> {
    this.#isBeginning = true;
    await this.restore();
    this.#isBeginning = false;
  }

  /** Whether others know of all writes of this process. */
  get isTold(): boolean {
    return this.#connection > 0 && this.#connection === this.#redis.connection && this.#told === this.#missed;
  }

  /** Whether what is kept may be used, and added to. */
  get isThere(): boolean {
    return this.isTold && performance.now() >= this.#from;
  }

  get isTelling(): boolean {
    return this.#telling !== undefined;
  }

  /** Something went wrong. */
  lose(): void {
    if (this.#connection > 0) this.#lostAt = performance.now();
    this.#connection = 0;
  }

  /** Tells what was missed before it was called; says whether that came through. */
  async restore(): Promise<boolean> {
    const all = this.#missed;
    while (this.#told < all || this.#connection === 0 || this.#connection !== this.#redis.connection) {
      this.#telling ??= this.#tell().finally(() => {
        this.#telling = undefined;
      });
      if (!(await this.#telling)) return false;
    }
    return true;
  }

  /** Others could not be told of a write: while Redis is gone for a moment only, that waits until they are. */
  async miss(): Promise<void> {
    this.lose();
    this.#missed += 1;
    const until = this.#lostAt + grace;
    while (!(await this.restore()) && performance.now() < until) await wait(graceStep);
  }

  async close(): Promise<void> {
    if (this.#told !== this.#missed) await this.restore();
    clearTimeout(this.#timer);
  }

  async #tell(): Promise<boolean> {
    const { connection } = this.#redis;
    const all = this.#missed;
    try {
      if (connection === 0) throw new Error('not connected');
      await this.#distrustAll();
    } catch {
      clearTimeout(this.#timer);
      if (this.#told !== this.#missed) this.#timer = setTimeout(() => void this.restore(), retryAfter).unref();
      return false;
    }
    this.#told = all;
    this.#connection = connection;
    this.#from = this.#isBeginning ? 0 : performance.now() + this.#settling;
    return true;
  }
}
