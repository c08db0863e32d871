/** The only way to SQL: what every dialect offers to the rest. */
import type { Kysely } from 'kysely';
import type { Awaitable } from '../awaitable.ts';
import type { Key, Model, StoredRow, Values } from '../model.ts';
import type { Changed } from './changes.ts';
import type { Condition } from './conditions.ts';
import type { CreateTables } from './create-tables.ts';
import type { DatabaseOptions } from './options.ts';
import type { Reflected } from './reflect.ts';
import type { Order, Selection } from './selection.ts';
import type { Session, SessionSettings } from './session.ts';
import type { Tables } from './statements.ts';
import type { Source } from './written.ts';

/** The tables that a database has, each with the columns that a foreign key may lead to. */
export type TableKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** What a database holds before anything is made. */
export interface Existing {
  readonly keys: TableKeys;
  /** The tables that are to be reflected, of those that there are. */
  readonly tables: ReadonlyMap<string, Reflected>;
}

/** The names of tables that are to be reflected, or every table and view. */
export type Wanted = readonly string[] | 'all';

/** A row in the state in which it was read; without one, in whatever state it is. */
export interface State {
  readonly version?: number;
  /** Of these, one; each names a state of the row. */
  readonly tags?: readonly string[];
}

/** Which row a write changes, in which state it must be, and when. */
export interface Target extends State {
  readonly id: Key;
  readonly at: Date;
}

/** Makes rows fit for JSON, in place where it can: what the driver gives is what JSON says but for a few types. */
export type Show = (rows: StoredRow[]) => StoredRow[];

/** Makes a row what the program sees: `Date`, `bigint`; what replies don't show is not enumerable. */
export type Load = (row: StoredRow) => Record<string, unknown>;

/** What a caller sees of a table. */
export interface View {
  /** A condition: rows that don't satisfy it are not there. */
  readonly scope?: Source;
  /** A query that gives rows of this table, for lists; its order is theirs where none is asked for. */
  readonly queryset?: Source;
  /** Whether rows are read whole, for the program, rather than only what replies show of them. */
  readonly whole?: boolean;
}

/** What the sight of a table depends on: for whoever keeps what was seen. */
export interface Sight {
  /** Plain data; two that see the same have the same. */
  readonly key: readonly unknown[];
  /** The tables that it reads besides its own; `undefined`: that can't be told. */
  readonly tables: readonly string[] | undefined;
}

/** The five verbs on one table, compiled at start. Writes resolve when they are durable; each throws `RequestError`. */
export interface Table {
  select(selection: Omit<Selection, 'from'>): Awaitable<StoredRow[]>;
  count(where: readonly Condition[]): Awaitable<number>;
  get(id: Key): Awaitable<StoredRow | undefined>;
  /** Throws `permission_denied` where the row would be outside of the scope. */
  insert(values: Values): Promise<StoredRow>;
  /**
   * Rows in one statement, all or none, of which these columns are said: their key may be among them. Scopes don't apply.
   * Throws as `insert` does; of several rows, it is not known which was refused.
   */
  insertAll(columns: readonly string[], rows: readonly Values[]): Promise<void>;
  /**
   * The row at its next version; where there are no values, as it is. Throws `not_found` or `version_conflict`, which is
   * compared inside the UPDATE; and as `insert` does.
   */
  update(target: Target, values: Values): Promise<StoredRow>;
  /** Throws `not_found`; where a state is said, `version_conflict`. */
  delete(id: Key, state?: State): Promise<void>;
  /** Names the state of a row that was read: its version, or a digest of all its values. */
  readonly tag: (row: StoredRow) => string;
  /** The primary key of a row that was read. */
  readonly keyOf: (row: StoredRow) => Key;
  /** Whether a row that was read is in a state. */
  readonly isIn: (row: StoredRow, state: State) => boolean;
  /** The order of lists where none is asked for, as the queryset says. */
  readonly order: readonly Order[];
  /** Makes rows what replies show of them: to reads, and to writes. */
  readonly show: { readonly read: Show; readonly write: Show };
  /** Makes rows that were read whole what the program sees. */
  readonly load: { readonly read: Load; readonly write: Load };
  /** What the sight of it depends on, where it is the table as a caller sees it. */
  readonly sight: () => Sight;
  /** The table as a caller sees it. */
  readonly view: (view: View) => Table;
}

/** Kysely on a database: any tables, values as the program has them. */
export type Query = Kysely<Tables>;

/** What an app declares, and for which database. */
export interface Declaration {
  readonly url: string;
  readonly options: DatabaseOptions;
  /** Looks at the database for what foreign keys lead to. Throws `ConfigurationError` with every mistake. */
  readonly models: () => Promise<readonly Model[]>;
}

/** What the tables of a database turned out to be: names that differ from the models', and what is worth telling. */
export interface SyncReport {
  /** The models, under the names that their tables have. */
  readonly models: readonly Model[];
  readonly notices: readonly string[];
}

/** The tables of models, ready for use. */
export interface Opened {
  /** In the order of the models. */
  readonly tables: readonly Table[];
  readonly query: Query;
  /** Runs work in a transaction, as `transact` does, and gives it Kysely on that. */
  readonly session: <T>(work: (session: Session) => Promise<T>, settings?: SessionSettings) => Promise<T>;
  /**
   * Runs work in a transaction, which ends with it: committed, or undone where it throws. What the work calls, of these
   * tables and queries, is inside; a transaction that it begins is a savepoint.
   */
  readonly transact: <T>(work: () => Awaitable<T>) => Promise<T>;
  /** Calls back once what is done here is durable; never where it is undone. At once where no transaction is open. */
  readonly committed: (call: () => void) => void;
  /** Runs work outside of the transaction that it would be in. */
  readonly leave: <T>(work: () => T) => T;
  /** Runs work that the transaction waits for, should nobody else. */
  readonly begin: <T>(work: () => Promise<T>) => Promise<T>;
  /** Asks the database for an answer, whatever it is. Throws where there is none. */
  readonly ping: () => Awaitable<unknown>;
}

/** How a statement went. */
interface Outcome {
  /** Milliseconds that it took. */
  readonly took: number;
  /** What it threw. */
  readonly error?: unknown;
}

/** What is told of one piece of work that the database is given. */
export interface Watching {
  /** A statement begins; what is returned is called when it ends. Its values are not told. */
  readonly statement: (sql: string) => (outcome: Outcome) => void;
  /** All of the work is done, and has waited so many milliseconds for the database. */
  readonly waited: (milliseconds: number) => void;
}

/**
 * Called whenever the database is given work, by whoever gives it: its statements may run in the turn of somebody else,
 * as those of a group commit do.
 */
export type Watch = () => Watching;

/** Who is told of what is done with a database. */
export interface Observers {
  /** Of every statement. */
  readonly watch?: Watch | undefined;
  /** Of the tables that writes changed. */
  readonly changed?: Changed | undefined;
}

/** Connections that are open, those of them that have nothing to do, and work that waits for one. */
export interface Usage {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
}

/** A statement as it would be run. */
export interface Explained {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Whether it would write, and was not run. */
  readonly isWrite: boolean;
  /** What the database would do, as it says it. */
  readonly plan: string;
}

/** Tables whose statements are written down; what would write is an error instead. */
export interface Explaining {
  readonly opened: Opened;
  /** What was asked of them, in its order. */
  readonly explained: () => Promise<readonly Explained[]>;
}

export interface Database {
  /** As OpenTelemetry names it: `sqlite`, `postgresql`, `mysql`, `mariadb`. */
  readonly system: string;
  /** For people: `SQLite books.db`. */
  readonly label: string;
  /** Makes what is missing, as far as it may: tables, indexes, nullable columns. Throws `ConfigurationError` with every other difference. */
  readonly sync: (models: readonly Model[], createTables?: CreateTables) => Promise<SyncReport>;
  /** Lets the reads of work go to replicas, which may be behind; absent where there are none. */
  readonly anywhere?: <T>(work: () => T) => T;
  /** Runs work whose reads see all that is committed by now: on the primary, and in no snapshot that others began. */
  readonly latest: <T>(work: () => T) => T;
  /** Compiles the statements of all models. */
  readonly open: (models: readonly Model[], observers?: Observers) => Opened;
  /** The same, for looking at what they would run. */
  readonly explain: (models: readonly Model[]) => Explaining;
  /** How many connections there are; absent where nobody counts them. */
  readonly usage?: () => Usage;
  /** Finishes the writes that were accepted, then closes. */
  readonly close: () => Promise<void>;
}
