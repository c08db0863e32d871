/** The transaction that a piece of work is in: whatever it calls, however deep, joins it without being told. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Awaitable } from '../awaitable.ts';
import type { Access, Transact, TransactionSettings } from './access.ts';
import { type Changed, type Changing, everyTable, isRefusal, telling } from './changes.ts';

interface Entered {
  readonly access: Access;
  /** How many transactions this one is inside of. */
  readonly depth: number;
  /** What was begun inside and has not ended: without its `await`, it would come too late. */
  readonly begun: Set<Promise<unknown>>;
  readonly commit: Commit;
  /** The nested transaction that the rest waits for, or none: what it undoes would not be its own alone. */
  nested: Promise<unknown> | undefined;
}

/** What waits for a transaction to be durable; one that is undone keeps it. */
interface Commit {
  readonly calls: (() => void)[];
  /** The tables that it changes, also where a savepoint was undone. */
  readonly changes: Set<string>;
  /** Where to call back instead, once this is over. */
  next: ((call: () => void) => void) | undefined;
}

/** Hands on what has waited, and what still comes. */
function settle(commit: Commit, next: (call: () => void) => void): void {
  commit.next = next;
  for (const call of commit.calls.splice(0)) next(call);
}

const whenCommitted = ({ calls, next }: Commit, call: () => void): void => {
  if (next === undefined) calls.push(call);
  else next(call);
};

/** Where a statement runs, and after what. */
type Place = Pick<Entered, 'access'> & Partial<Pick<Entered, 'nested'>>;

/** Runs each statement where it belongs by the time that it is asked for, when that has its turn. */
function inTurn(here: () => Place): Access {
  const write: Access['write'] = (work, several) => {
    const { access, nested } = here();
    return nested === undefined ? access.write(work, several) : nested.then(() => write(work, several));
  };
  const run = <T>(statement: (access: Access) => Awaitable<T>): Awaitable<T> => {
    const { access, nested } = here();
    return nested === undefined ? statement(access) : nested.then(() => run(statement));
  };
  return {
    read: (statement, values, byteLimit) => run((access) => access.read(statement, values, byteLimit)),
    write,
    query: (sql, values) => run((access) => access.query(sql, values)),
  };
}

/** Each depth has its own: MySQL forgets a savepoint for another of its name. */
const savepointAt = (depth: number): string => `lightapi_nested_${depth}`;

/** Undoes what a nested transaction did; where the database ended the whole of it, there is nothing left to undo. */
async function undo({ query }: Access, savepoint: string): Promise<void> {
  try {
    await query(`rollback to savepoint ${savepoint}`, []);
    await query(`release savepoint ${savepoint}`, []);
  } catch {
    // The outer transaction tells with its next statement.
  }
}

/** The connections of a database, as work sees them that may be inside a transaction. */
export class Ambient {
  readonly #storage = new AsyncLocalStorage<Entered | undefined>();
  readonly #transact: Transact;
  readonly #changed: Changed | undefined;
  /** Runs statements in the transaction of the work that asks for them, otherwise outside of any. */
  readonly access: Access;

  constructor(outside: Access, transact: Transact, changed?: Changed) {
    this.#transact = transact;
    this.#changed = changed;
    const nowhere = { access: outside };
    this.access = inTurn(() => this.#storage.getStore() ?? nowhere);
  }

  /** Runs statements in the transaction that has this access, from wherever they are asked for. */
  inside(access: Access): Access {
    return inTurn(() => {
      const entered = this.#storage.getStore();
      return entered?.access === access ? entered : { access };
    });
  }

  /** Runs work in a transaction of its own; inside of another, in a savepoint of that. */
  async transact<T>(work: (access: Access) => Awaitable<T>, settings?: TransactionSettings): Promise<T> {
    const outer = this.#storage.getStore();
    if (outer !== undefined) return this.#nest(outer, work);
    // A database may call the work from wherever it has its turn.
    const resume = AsyncLocalStorage.snapshot();
    const commit: Commit = { calls: [], changes: new Set(), next: undefined };
    const changed = this.#changed;
    let isUndone = false;
    const undone = (error: unknown): never => {
      isUndone = true;
      throw error;
    };
    const run = (): Promise<T> =>
      this.#transact((access) => resume(() => this.#enter({ access, commit, depth: 0 }, work)).catch(undone), settings);
    // A COMMIT that failed may have come through; some statements are kept whatever becomes of the rest.
    const isWithout = (): boolean => isUndone && !commit.changes.has(everyTable);
    const tell =
      changed && ((): Awaitable<void> => (commit.changes.size > 0 ? changed([...commit.changes]) : undefined));
    const value = await (tell === undefined ? run() : telling(run, { tell, isWithout }));
    settle(commit, (call) => call());
    return value;
  }

  /**
   * Runs a write of these tables, and resolves when whoever wants to know of it has been told: where it is in a
   * transaction, that is told once it is durable.
   */
  readonly changing: Changing = (tables, work) => this.#changing(this.#storage.getStore(), tables, work);

  /** The same for the transaction that is open here, from wherever it is called. */
  changingHere(): Changing {
    const entered = this.#storage.getStore();
    return (tables, work) => this.#changing(entered, tables, work);
  }

  #changing<T>(entered: Entered | undefined, tables: readonly string[], work: () => Promise<T>): Promise<T> {
    const changed = this.#changed;
    if (changed === undefined || tables.length === 0) return work();
    if (entered === undefined) return telling(work, { tell: () => changed(tables), isWithout: isRefusal });
    for (const table of tables) entered.commit.changes.add(table);
    return work();
  }

  /** Calls back once what is done here is durable, at once where it isn't in a transaction; never where it is undone. */
  committed(call: () => void): void {
    const entered = this.#storage.getStore();
    if (entered === undefined) call();
    else whenCommitted(entered.commit, call);
  }

  /** Runs work outside of any transaction. */
  leave<T>(work: () => T): T {
    return this.#storage.run(undefined, work);
  }

  /** Has the transaction wait for what is begun in it. */
  begin<T>(work: () => Promise<T>): Promise<T> {
    const begun = this.#storage.getStore()?.begun;
    const ending = work();
    if (begun === undefined) return ending;
    const over: Promise<unknown> = ending.then(
      () => begun.delete(over),
      () => begun.delete(over),
    );
    begun.add(over);
    return ending;
  }

  #enter<T>(place: Pick<Entered, 'access' | 'commit' | 'depth'>, work: (access: Access) => Awaitable<T>): Promise<T> {
    const entered: Entered = { ...place, begun: new Set(), nested: undefined };
    return this.#storage.run(entered, async () => {
      try {
        return await work(place.access);
      } finally {
        while (entered.begun.size > 0) await Promise.all(entered.begun);
      }
    });
  }

  /** Savepoints end in the order in which they began, so that those of one transaction take turns. */
  #nest<T>(outer: Entered, work: (access: Access) => Awaitable<T>): Promise<T> {
    const { access } = outer;
    const depth = outer.depth + 1;
    const savepoint = savepointAt(depth);
    const run = async (): Promise<T> => {
      const commit: Commit = { calls: [], changes: outer.commit.changes, next: undefined };
      await access.query(`savepoint ${savepoint}`, []);
      try {
        const value = await this.#enter({ access, commit, depth }, work);
        await access.query(`release savepoint ${savepoint}`, []);
        settle(commit, (call) => whenCommitted(outer.commit, call));
        return value;
      } catch (error) {
        await undo(access, savepoint);
        throw error;
      }
    };
    const turn = this.begin(() => (outer.nested ?? Promise.resolve()).then(run));
    const end = (): void => {
      if (outer.nested === ended) outer.nested = undefined;
    };
    const ended = turn.then(end, end);
    outer.nested = ended;
    return turn;
  }
}
