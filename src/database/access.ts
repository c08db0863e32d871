/** What a dialect gives to the rest of this folder: where statements run, and how it holds values. */
import type { TransactionSettings as KyselySettings, QueryResult } from 'kysely';
import type { Awaitable } from '../awaitable.ts';
import type { Column, Key, Model, StoredRow, Values } from '../model.ts';
import type { Load, Show } from './database.ts';
import type { SessionSettings } from './session.ts';
import type { Spelling, Statement } from './statements.ts';

/** Runs a statement with its values in order; what returns no rows gives one empty row for each that it changed. */
export type Run = (statement: Statement, values: readonly unknown[]) => Awaitable<StoredRow[]>;

/** Where statements run: on the connections of a database, or inside one transaction. */
export interface Access {
  /** Reading stops at the row with which the rows hold more than so many bytes. */
  readonly read: (statement: Statement, values: readonly unknown[], byteLimit?: number) => Awaitable<StoredRow[]>;
  /**
   * Resolves when what `work` did is durable, or as good as the transaction that it is in. Work of `several` statements
   * is done whole or not at all.
   */
  readonly write: <T>(work: (run: Run) => Awaitable<T>, several?: boolean) => Promise<T>;
  /** What a user wrote. */
  readonly query: (sql: string, values: readonly unknown[]) => Awaitable<QueryResult<StoredRow>>;
}

/** What a transaction may ask for. */
export type TransactionSettings = Pick<SessionSettings, 'timeout'> & KyselySettings;

/** Runs work inside a transaction that is its own: committed where it ends well, undone where it throws. */
export type Transact = <T>(work: (access: Access) => Awaitable<T>, settings?: TransactionSettings) => Promise<T>;

/** A write that a database refused: new values, of a row that is there, or a row that goes. */
export interface Refused {
  readonly error: unknown;
  readonly model: Model;
  /** All of the app: a row may be held by others. */
  readonly all: readonly Model[];
  readonly values?: Values;
  readonly id?: Key;
  readonly run: Run;
  readonly encode: Encode;
}

/** The value that is bound for one of the program's, by the name of its column. */
export type Encode = (name: string, value: unknown) => unknown;

/** How a database holds values and says what is wrong. */
export interface Engine {
  readonly spelling: Spelling;
  readonly encode: (columns: readonly Column[]) => Encode;
  readonly show: (shown: readonly Column[], read: readonly Column[]) => Show;
  readonly load: (columns: readonly Column[], shown: readonly Column[]) => Load;
  /** What is bound for a value that a user gives a query. */
  readonly bindable: (value: unknown) => unknown;
  /** What a refused write means for the request; an error that isn't its fault comes back as it was. */
  readonly explain: (refused: Refused) => Awaitable<unknown>;
  /** Keeps keys that rows of a table gave from being given again; absent where the database itself does. */
  readonly passKeys?: (table: string, key: string) => Statement;
}
