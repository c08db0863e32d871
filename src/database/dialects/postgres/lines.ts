/** A few connections on which the statements of all requests are pipelined: sent without waiting for those before. */
import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Usage } from '../../database.ts';
import { isConnectionLoss } from './errors.ts';

/**
 * So many statements may wait on one connection before another is used: reads cost least where many are sent at once;
 * a write holds up those behind it until its commit is on disk, which the server does for several connections together.
 */
const depths = { read: 16, write: 4 } as const;

/** So long the server may take to end a connection that is closed, in milliseconds. */
const farewellLimit = 2_000;

const streamOf = (client: pg.Client): Duplex =>
  (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection.stream;

/** A connection that is opened when it is needed, and anew where it was lost. */
class Line {
  readonly #config: pg.ClientConfig;
  /** So long a server may say nothing while statements wait, in milliseconds. */
  readonly #silence: number;
  #client: Promise<pg.Client> | undefined;
  #answered = 0;
  #watch: NodeJS.Timeout | undefined;
  waiting = 0;

  constructor(config: pg.ClientConfig, silence: number) {
    this.#config = config;
    this.#silence = silence;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  async use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    this.waiting += 1;
    if (this.#watch === undefined) this.#listen();
    try {
      return await work(await (this.#client ?? this.#open()));
    } finally {
      this.waiting -= 1;
      this.#answered += 1;
    }
  }

  /** One timer for all statements that wait, rather than one for each. */
  #listen(): void {
    const { waiting } = this;
    const heard = this.#answered;
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      if (this.waiting === 0) return;
      if (waiting > 0 && this.#answered === heard) this.#lose();
      this.#listen();
    }, this.#silence).unref();
  }

  /** All that waits on it is lost with it. */
  #lose(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.then(
      (lost) => streamOf(lost).destroy(),
      () => undefined,
    );
  }

  #open(): Promise<pg.Client> {
    const opened = this.#connect(() => {
      // Another may stand in its place already.
      if (this.#client === opened) this.#client = undefined;
    });
    this.#client = opened;
    return opened;
  }

  async #connect(lost: () => void): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, pipeline: true });
    // Without a listener, the loss of an idle connection would end the process.
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      return client;
    } catch (error) {
      lost();
      throw error;
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#watch);
    const client = await this.#client?.catch(() => undefined);
    if (client === undefined) return;
    const late = setTimeout(() => streamOf(client).destroy(), farewellLimit);
    await client.end().catch(() => undefined);
    clearTimeout(late);
  }
}

export class Lines {
  readonly #lines: readonly Line[];

  constructor(config: pg.ClientConfig, { count, silence }: { readonly count: number; readonly silence: number }) {
    this.#lines = Array.from({ length: count }, () => new Line(config, silence));
  }

  get usage(): Usage {
    const open = this.#lines.filter((line) => line.isOpen);
    return {
      open: open.length,
      idle: open.filter(({ waiting }) => waiting === 0).length,
      // One is answered at a time on each.
      waiting: this.#lines.reduce((sum, { waiting }) => sum + Math.max(0, waiting - 1), 0),
    };
  }

  /** Runs work on the first connection that has little to do, or on that which has least. */
  use<T>(work: (client: pg.Client) => Promise<T>, kind: keyof typeof depths): Promise<T> {
    let best: Line | undefined;
    for (const line of this.#lines) {
      if (line.waiting < depths[kind]) return line.use(work);
      if (best === undefined || line.waiting < best.waiting) best = line;
    }
    if (best === undefined) throw new Error('there is no connection');
    return best.use(work);
  }

  /** The same for what changes nothing: tried once more where the connection was lost. */
  async read<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    try {
      return await this.use(work, 'read');
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      return this.use(work, 'read');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()));
  }
}
