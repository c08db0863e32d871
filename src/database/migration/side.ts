/** What a dialect gives for migrations. */
import type { DatabaseTable } from '@mikro-orm/sql';
import type { Model, StoredRow } from '../../model.ts';
import type { Orm } from '../tables.ts';
import type { Change } from './change.ts';
import type { MigrationTypes } from './difference.ts';
import type { Details, Existing } from './found.ts';

/** A table that changes, as it is and as it is to be. */
export interface Altered extends Existing {
  readonly changes: readonly Change[];
  /** As MikroORM makes it. */
  readonly target: DatabaseTable;
  readonly quote: (name: string) => string;
  /** The statement that makes a table, without its indexes. */
  readonly create: (table: DatabaseTable) => string;
}

/** A table, and what becomes of it. */
export interface Changing {
  readonly existing: Existing;
  readonly changes: readonly Change[];
}

/** One database, for as long as migrations work with it. */
export interface Side {
  /** As the files name it: `postgres`. */
  readonly dialect: string;
  /** For people. */
  readonly label: string;
  readonly types: MigrationTypes;
  /** MikroORM on the connection, and the schema that tables are in. */
  readonly orm: (models: readonly Model[]) => Promise<{ readonly orm: Orm; readonly schema?: string }>;
  readonly tables: () => Promise<ReadonlySet<string>>;
  /** What MikroORM reads wrongly of a table. */
  readonly details?: (table: string) => Promise<Details>;
  readonly rows: (sql: string) => Promise<readonly StoredRow[]>;
  /** Runs a script of several statements. */
  readonly run: (script: string) => Promise<void>;
  /** Runs a file from where it stopped, where what a statement did can't be undone. */
  readonly resume?: (name: string, script: string) => Promise<void>;
  /** How many statements are done of files that stopped on the way. */
  readonly stopped?: () => Promise<ReadonlyMap<string, number>>;
  /** The same as `locked` without a transaction, and a statement in it; absent where files are always in one. */
  readonly alone?: {
    readonly locked: Side['locked'];
    readonly run: (statement: string) => Promise<void>;
  };
  /**
   * Runs work while no other process migrates or makes tables; in a transaction, undone by what it throws, where the
   * database can undo changes of tables.
   */
  readonly locked: <T>(work: () => Promise<T>) => Promise<T>;
  /** The changes of all tables, with those that the dialect asks for besides. */
  readonly completed?: (all: readonly Changing[]) => readonly Changing[];
  /** A change in the dialect's own words; `undefined`: as all others say it. */
  readonly spell?: (change: Change, quote: (name: string) => string) => readonly string[] | undefined;
  /** Whether foreign keys are part of a table's own statement. */
  readonly hasInlineKeys?: boolean;
  /** All changes of a table at once, where the dialect can't make them one by one. */
  readonly rebuild?: (altered: Altered) => Promise<readonly string[] | undefined>;
  readonly close: () => Promise<void>;
}
