/** The only way to SQL: what every dialect offers to the rest. */
import type { Awaitable } from '../awaitable.ts';
import type { Model, StoredRow, Values } from '../model.ts';
import type { Condition, Selection } from './selection.ts';

/** The tables that a database has, each with the columns that a foreign key may lead to. */
export type TableKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** Whose row at which version a write changes, and when. */
export interface Target {
  readonly id: number;
  readonly version: number;
}

/** Makes rows fit for JSON, in place where it can: what the driver gives is what JSON says but for a few types. */
export type Show = (rows: StoredRow[]) => StoredRow[];

/** The five verbs on one table, compiled at start. Writes resolve when they are durable; each throws `RequestError`. */
export interface Table {
  select(selection: Selection): Awaitable<StoredRow[]>;
  count(where: readonly Condition[]): Awaitable<number>;
  get(id: number): Awaitable<StoredRow | undefined>;
  insert(values: Values): Promise<StoredRow>;
  /** Throws `not_found` or `version_conflict`; the version is compared inside the UPDATE. */
  update(target: Target, values: Values): Promise<StoredRow>;
  /** Throws `not_found`; where a version is said, `version_conflict`. */
  delete(id: number, version?: number): Promise<void>;
  /** Makes rows what replies show of them: to reads, and to writes. */
  readonly show: { readonly read: Show; readonly write: Show };
}

/** What the tables of a database turned out to be: names that differ from the models', and what is worth telling. */
export interface SyncReport {
  /** The models, under the names that their tables have. */
  readonly models: readonly Model[];
  readonly notices: readonly string[];
}

export interface Database {
  /** For people: `SQLite books.db`. */
  readonly label: string;
  /** Makes what is missing: tables, indexes, nullable columns. Throws `ConfigurationError` with every other difference. */
  readonly sync: (models: readonly Model[]) => Promise<SyncReport>;
  readonly table: (model: Model, all: readonly Model[]) => Table;
  /** Finishes the writes that were accepted, then closes. */
  readonly close: () => Promise<void>;
}
