/** What a session is: its type, its options, and the types of its tables. */
import type { ColumnType, Generated, TransactionSettings as KyselySettings, Transaction } from 'kysely';

/** How a session is run. */
export interface SessionSettings {
  /** Milliseconds until it is undone, since others wait for it. Default 5,000. */
  readonly timeout?: number;
  /** Default: the database's own. SQLite's are serializable, whatever is asked. */
  readonly isolationLevel?: NonNullable<KyselySettings['isolationLevel']>;
  /** `'read only'`: what it reads is of one moment, and no write waits for it. Default `'read write'`. */
  readonly accessMode?: NonNullable<KyselySettings['accessMode']>;
}

/** An open transaction: Kysely, with the tables of an app as its types. */
// biome-ignore lint/suspicious/noExplicitAny: tables that no app says are known at run time only
export type Session<Known = any> = Transaction<Known>;

/** What the columns of a row are to SELECT, INSERT and UPDATE: what may be NULL may be left out. */
export type TableTypes<Row> = { [Name in keyof Row]: ColumnTypes<Name, Row[Name]> };
type ColumnTypes<Name, Type> = Name extends 'id'
  ? Generated<Type>
  : null extends Type
    ? ColumnType<Type, Type | undefined, Type>
    : Type;
