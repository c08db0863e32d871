/** Several processes on one port: started, started again where one dies, and drained together. */
import cluster, { type Worker } from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { exitCodes } from './exit.ts';
import type { Order, Report } from './worker.ts';

/** Milliseconds until a worker that died is replaced; twice as long each time, as long as they die at once. */
const pauses = { first: 50, longest: 5_000 };
/** A worker that serves for so many milliseconds did not die at once. */
const settled = 1_000;
/** So many that die at once, one after the other, are the end, where no other serves. */
const deathLimit = 5;
/** Milliseconds that workers have beyond the time that requests have to finish. */
const drainLimit = 20_000;

/** What is the same for all workers of one API: cursors that one signed are read by the others. */
export const sharedEnv = (): Readonly<Record<string, string>> => ({
  LIGHTAPI_SECRET: process.env.LIGHTAPI_SECRET || randomBytes(32).toString('hex'),
});

export const order = (worker: Worker, what: Order): void => {
  // One that has just died can't be told any more.
  if (worker.isConnected()) worker.send(what);
};

/** Has workers finish when the process is told to stop; a second time, they are cut off. */
export function onStop(stop: () => void): void {
  let isStopping = false;
  const end = (): void => {
    if (isStopping) for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    else {
      isStopping = true;
      stop();
      setTimeout(end, drainLimit).unref();
    }
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}

/** The workers of one port, and how it ends with them. */
class Crew {
  readonly #count: number;
  readonly #env = sharedEnv();
  readonly #ended = Promise.withResolvers<number>();
  readonly #ready = new Set<Worker>();
  readonly #waiting = new Set<NodeJS.Timeout>();
  #alive = 0;
  #deaths = 0;
  #hasServed = false;
  /** The exit code, once it is over. */
  #code: number | undefined;

  constructor(count: number) {
    this.#count = count;
  }

  /** Starts one, which makes tables; the others once it serves. Resolves with the exit code. */
  run(): Promise<number> {
    this.#start();
    onStop(() => this.#stop(exitCodes.done));
    return this.#ended.promise;
  }

  #start(): void {
    const worker = cluster.fork(this.#env);
    this.#alive += 1;
    let servedFrom: number | undefined;
    worker.on('message', (what: Report) => {
      if (what !== 'ready') return;
      servedFrom = performance.now();
      this.#serves(worker);
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.#ready.delete(worker);
      this.#alive -= 1;
      const isQuick = servedFrom === undefined || performance.now() - servedFrom < settled;
      this.#died(worker, { ending: code ?? signal, isQuick });
    });
  }

  #serves(worker: Worker): void {
    this.#ready.add(worker);
    if (this.#code !== undefined) order(worker, 'drain');
    else if (!this.#hasServed) for (let more = 1; more < this.#count; more += 1) this.#start();
    this.#hasServed = true;
    if (this.#ready.size === this.#count) console.error(`${this.#count} workers serve.`);
  }

  #died(
    worker: Worker,
    { ending, isQuick }: { readonly ending: number | string | null; readonly isQuick: boolean },
  ): void {
    if (this.#code !== undefined) {
      if (ending !== 0) this.#code ||= exitCodes.failed;
      this.#finish();
      return;
    }
    // What keeps the first one from serving is a mistake that stays.
    if (!this.#hasServed) {
      this.#stop(typeof ending === 'number' && ending > 0 ? ending : exitCodes.failed);
      return;
    }
    this.#deaths = isQuick ? this.#deaths + 1 : 0;
    const whose = `worker ${worker.id} (process ${worker.process.pid}) ended with ${ending}`;
    if (this.#deaths >= deathLimit && this.#ready.size === 0) {
      console.error(`${whose}; ${this.#deaths} in a row died at once: given up.`);
      this.#stop(exitCodes.workers);
      return;
    }
    console.error(`${whose}: another is started.`);
    this.#startLater();
  }

  /** The longer, the more have died at once. */
  #startLater(): void {
    const pause = Math.min(pauses.first * 2 ** Math.max(this.#deaths - 1, 0), pauses.longest);
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#start();
    }, pause);
    this.#waiting.add(timer);
  }

  #stop(code: number): void {
    this.#code ??= code;
    for (const timer of this.#waiting) clearTimeout(timer);
    for (const worker of Object.values(cluster.workers ?? {})) if (worker !== undefined) order(worker, 'drain');
    this.#finish();
  }

  #finish(): void {
    if (this.#alive === 0 && this.#code !== undefined) this.#ended.resolve(this.#code);
  }
}

/** Serves with so many processes, until it is told to stop or they die again and again. Gives the exit code. */
export const runWorkers = (count: number): Promise<number> => new Crew(count).run();
