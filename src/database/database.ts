/** The only way to SQL: what every dialect offers to the rest. */
import type { Awaitable } from '../awaitable.ts';
import type { Model, StoredRow, Values } from '../model.ts';

/** The tables that a database has, each with the columns that a foreign key may lead to. */
export type TableKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** Which rows a list shows: those behind `after` in the order of the primary key, `limit` at most. */
interface Range {
  readonly after: number | undefined;
  readonly limit: number;
}

/** Whose row at which version a write changes, and when. */
export interface Target {
  readonly id: number;
  readonly version: number;
}

/** The five verbs on one table, compiled at start. Writes resolve when they are durable; each throws `RequestError`. */
export interface Table {
  list(range: Range): Awaitable<StoredRow[]>;
  get(id: number): Awaitable<StoredRow | undefined>;
  insert(values: Values): Promise<StoredRow>;
  /** Throws `not_found` or `version_conflict`; the version is compared inside the UPDATE. */
  update(target: Target, values: Values): Promise<StoredRow>;
  delete(id: number): Promise<void>;
  /** Makes rows fit for JSON, in place: what the driver gives is what JSON says but for a few types. */
  readonly toJson: (rows: StoredRow[]) => StoredRow[];
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
