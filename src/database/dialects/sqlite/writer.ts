/** Group commit: writes that arrive in one turn of the event loop share a transaction, and are answered after it. */
import type Sqlite from 'better-sqlite3';
import type { Awaitable } from '../../../awaitable.ts';
import { type Ending, type Lease, lent } from '../../lease.ts';
import { databaseBusy } from '../../refusals.ts';
import { isBusy, isForeignKeyViolation, translate } from './errors.ts';
import { endedInside, type Outcome, type Pending, type Savepoint, savepoints, settle } from './pending.ts';

/** So many writes may wait; the next is refused with 503 rather than held in memory. */
const queueLimit = 10_000;
/** So many share one transaction, so that a flood does not hold up the event loop. */
const groupLimit = 1_000;
/** So long a write waits for another process that holds the file, in milliseconds, trying again at every step. */
export const busyLimit = 5_000;
const busyStep = 10;
/** So long turns are added to a transaction, in milliseconds: those before wait for those behind. */
const turnsTime = 2;

/**
 * The one writer of a file. `synchronous=FULL` makes each commit wait for the disk; 32 writes that share one cost
 * little more than one alone (283 µs against 6 µs each, measured on the machine of the first design).
 */
export class Writer {
  readonly #db: Sqlite.Database;
  readonly #beforeGroup: () => void;
  readonly #begin: Sqlite.Statement;
  readonly #commit: Sqlite.Statement;
  readonly #rollback: Sqlite.Statement;
  readonly #savepoint: Savepoint;
  #queue: Pending[] = [];
  /** Work that may take its time, with the transaction held for it. */
  readonly #turns: Pending[] = [];
  #open: Promise<void> | undefined;
  #scheduled = false;
  #busySince: number | undefined;
  #idle: (() => void)[] = [];

  /** `beforeGroup` ends what would hold up the log, or show reads that follow an answer what was before it. */
  constructor(db: Sqlite.Database, beforeGroup: () => void) {
    this.#db = db;
    this.#beforeGroup = beforeGroup;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#rollback = db.prepare('ROLLBACK');
    this.#savepoint = savepoints(db);
  }

  /**
   * Runs `work` inside the next group; resolves with its result once that is on disk. A statement that fails undoes
   * itself; of work with `several`, all are undone.
   */
  write<T>(work: () => T, several = false): Promise<T> {
    return this.#enqueue(this.#queue, several ? () => this.#savepoint(work) : work);
  }

  /**
   * Runs work that may wait for something, with a transaction of its own as far as it can tell, which ends with it or
   * after `limit` milliseconds; resolves once it is on disk. Other writes wait meanwhile.
   */
  transact<T>(work: (lease: Lease) => Awaitable<T>, limit = busyLimit): Promise<T> {
    const { begin, end } = this.#savepoint;
    const lending = { begin, end: (outcome: Ending) => end(outcome !== 'kept'), limit };
    return this.#enqueue(this.#turns, lent(work, lending)) as Promise<T>;
  }

  /** Resolves when what is written now is committed; `undefined` where nothing is. */
  get open(): Promise<void> | undefined {
    return this.#open;
  }

  #enqueue<T>(queue: Pending[], work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (queue.length >= queueLimit) return reject(databaseBusy());
      queue.push({ work, since: performance.now(), resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves when every write that was accepted has been answered. */
  drained(): Promise<void> {
    const isIdle = this.#queue.length === 0 && this.#turns.length === 0 && this.#open === undefined;
    return isIdle ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled || this.#open !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    // Scheduled by what a turn called before it first waited: there is a transaction now.
    if (this.#open !== undefined) return;
    try {
      if (this.#queue.length > 0) this.#commitGroup();
      if (this.#turns.length > 0) this.#openTurns();
    } catch (error) {
      this.#wait(error);
      return;
    }
    this.#goOn();
  }

  #goOn(): void {
    if (this.#queue.length > 0 || this.#turns.length > 0) this.#schedule();
    else if (this.#open === undefined) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #beginGroup(): void {
    this.#beforeGroup();
    this.#begin.run();
    this.#busySince = undefined;
  }

  #commitGroup(): void {
    this.#beginGroup();
    const group = this.#queue.splice(0, groupLimit);
    const outcomes = this.#end(group.map(({ work }) => this.#attempt(work)));
    // A deferred foreign key is looked at by the commit, which does not say of whom it is.
    const isRefused = group.length > 1 && outcomes.every((outcome) => 'refusal' in outcome);
    settle(group, isRefused ? group.map(({ work }) => this.#alone(work)) : outcomes);
  }

  /** Runs a write in a transaction of its own. */
  #alone(work: () => unknown): Outcome {
    try {
      this.#beginGroup();
    } catch (error) {
      return { error: isBusy(error) ? databaseBusy(error) : error };
    }
    const [outcome] = this.#end([this.#attempt(work)]);
    return outcome ?? lost();
  }

  #openTurns(): void {
    this.#beginGroup();
    this.#open = this.#takeTurns().finally(() => {
      this.#open = undefined;
      this.#goOn();
    });
  }

  async #takeTurns(): Promise<void> {
    const started = performance.now();
    const group: Pending[] = [];
    const outcomes: Outcome[] = [];
    do {
      const turn = this.#turns.shift();
      if (turn === undefined) break;
      group.push(turn);
      const hasWaited = started - turn.since > busyLimit;
      outcomes.push(hasWaited ? lost() : await this.#attemptTurn(turn.work));
    } while (this.#db.inTransaction && performance.now() - started < turnsTime);
    this.#beforeGroup();
    const ended = this.#end(outcomes);
    // They can't be done again one by one, as their work has been done.
    const isShared = ended.length > 1;
    settle(
      group,
      ended.map((outcome) => (isShared && 'refusal' in outcome ? lost(outcome) : outcome)),
    );
  }

  /** Another process holds the file: the event loop goes on, and the group is tried again until its time is over. */
  #wait(error: unknown): void {
    this.#busySince ??= performance.now();
    if (isBusy(error) && performance.now() - this.#busySince < busyLimit) {
      this.#scheduled = true;
      setTimeout(() => this.#flush(), busyStep);
      return;
    }
    this.#busySince = undefined;
    const outcome = { error: isBusy(error) ? databaseBusy(error) : error };
    const group = [...this.#queue.splice(0), ...this.#turns.splice(0)];
    settle(
      group,
      group.map(() => outcome),
    );
    this.#goOn();
  }

  /** Commits what succeeded: a failing statement undid only itself; a failing commit fails all, as a `refusal` of it. */
  #end(outcomes: readonly Outcome[]): readonly Outcome[] {
    const ender = outcomes.find((outcome) => 'endsGroup' in outcome);
    if (ender !== undefined) return outcomes.map((outcome) => (outcome === ender ? outcome : lost(ender)));
    try {
      this.#commit.run();
      return outcomes;
    } catch (error) {
      if (this.#db.inTransaction) this.#rollback.run();
      const outcome = { error: translate(error, {}), ...(isForeignKeyViolation(error) && { refusal: true as const }) };
      return outcomes.map(() => outcome);
    }
  }

  /** An error that ends the transaction (a full disk, `RAISE(ROLLBACK)`) undoes the others: they may try again. */
  #attempt(work: () => unknown): Outcome {
    if (!this.#db.inTransaction) return lost();
    try {
      return { value: work() };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #attemptTurn(work: () => unknown): Promise<Outcome> {
    if (!this.#db.inTransaction) return lost();
    try {
      const value = await work();
      return this.#db.inTransaction ? { value } : { error: endedInside(), endsGroup: true };
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): Outcome {
    return this.#db.inTransaction ? { error } : { error, endsGroup: true };
  }
}

const lost = (ender?: Outcome): Outcome => ({
  error: databaseBusy(ender && 'error' in ender ? ender.error : undefined),
});
