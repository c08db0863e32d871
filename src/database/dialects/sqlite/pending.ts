/** Writes that wait for their group, and how they end. */
import type Sqlite from 'better-sqlite3';

/** One write: its statements, run in the order of arrival. */
export interface Pending {
  readonly work: () => unknown;
  /** When it came. */
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How a write ended. An error with `endsGroup` has undone the whole transaction; a `refusal` is of its commit. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: unknown; readonly endsGroup?: true; readonly refusal?: true };

/** Answers writes. */
export function settle(group: readonly Pending[], outcomes: readonly Outcome[]): void {
  group.forEach(({ resolve, reject }, at) => {
    const outcome = outcomes[at];
    if (outcome !== undefined && 'value' in outcome) resolve(outcome.value);
    else reject(outcome?.error);
  });
}

/** Runs several statements as one: all of them are undone where one fails. */
export interface Savepoint {
  <T>(work: () => T): T;
  /** The same in two steps, for work that takes its time. */
  readonly begin: () => void;
  readonly end: (failed: boolean) => void;
}

export function savepoints(db: Sqlite.Database): Savepoint {
  const set = db.prepare('SAVEPOINT several');
  const release = db.prepare('RELEASE several');
  const undo = db.prepare('ROLLBACK TO several');
  const end = (failed: boolean): void => {
    // Some errors end the whole transaction, and with it the savepoint.
    if (!db.inTransaction) return;
    if (failed) undo.run();
    release.run();
  };
  const run = <T>(work: () => T): T => {
    set.run();
    let failed = true;
    try {
      const value = work();
      failed = false;
      return value;
    } finally {
      end(failed);
    }
  };
  return Object.assign(run, { begin: () => void set.run(), end });
}

/** `INSERT OR ROLLBACK`, a full disk or a `ROLLBACK` of the user's end all that is open, and the work goes on. */
export const endedInside = (): Error =>
  new Error('the transaction was ended by one of its statements and is undone: nothing more can be done in it.');
