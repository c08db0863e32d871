/** The waist: what every part knows of an endpoint's table, as frozen plain data. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Awaitable } from './awaitable.ts';

export type ColumnType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'decimal'
  | 'uuid'
  | 'json'
  | 'enum'
  | 'bigint';

/** How a column takes part in input: it must be given, may be given, or never is (`id`, `version`, timestamps). */
export type Input = 'required' | 'optional' | 'none';

/** The limits of a value, whatever its type; each type uses those that it knows. */
export interface Constraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly gt?: number | string | bigint;
  readonly ge?: number | string | bigint;
  readonly lt?: number | string | bigint;
  readonly le?: number | string | bigint;
  readonly multipleOf?: number;
  readonly decimalPlaces?: number;
  readonly maxDigits?: number;
  readonly values?: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly input: Input;
  /** The value, or the function that makes it, when the input leaves it out; absent: `null` where nullable. */
  readonly default?: unknown;
  readonly unique: boolean;
  readonly index: boolean;
  readonly references?: { readonly table: string; readonly column: string };
  /** The name that the column had: a migration renames it. */
  readonly renamedFrom?: string;
  readonly constraints: Constraints;
  /** The user's own validator, run after the column's. */
  readonly schema?: StandardSchemaV1;
  readonly description?: string;
  /** The database gives it where a row is made. */
  readonly generated?: boolean;
  /** It was found in the database, which says how it is. */
  readonly isReflected?: boolean;
  /** A text that its database compares in any case. */
  readonly ignoresCase?: boolean;
  /** It is the primary key. */
  readonly isKey?: boolean;
  /** The database gives it where the input does not. */
  readonly hasDatabaseDefault?: boolean;
  /** Never taken from input: defaults, hooks and the database fill it. */
  readonly readOnly: boolean;
  /** Taken, but never shown, filtered, searched or sorted by. */
  readonly writeOnly: boolean;
  /** Taken on create alone. */
  readonly immutable: boolean;
  /** Changes a value that passed its checks into the one that is stored: the hash of a password. */
  readonly set?: (value: unknown) => Awaitable<unknown>;
}

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export const verbs: readonly Verb[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The value of a primary key in the program: of an integer, a bigint, a text or a UUID. */
export type Key = number | bigint | string;

/** By what an update knows that the row is as it was read: its `version`, a tag of all its values, or not at all. */
export type Locking = 'version' | 'row' | 'none';

/** One endpoint's table. Columns stand in the order of a reply: the declared ones, then the automatic ones. */
export interface Model {
  /** The name of the class: `BookEndpoint`. */
  readonly name: string;
  readonly table: string;
  /** Whether the table was made by the Python original, whose times and UUIDs are written in another way. */
  readonly isLegacy?: boolean;
  /** A view, which is only read. */
  readonly isView?: boolean;
  /** The table's name in a database made by the Python original: `bookendpoints`; absent where `meta.table` says it. */
  readonly legacyTable?: string;
  /** The name that the table had: a migration renames it. */
  readonly renamedFrom?: string;
  readonly columns: readonly Column[];
  readonly primaryKey: Column;
  readonly locking: Locking;
  readonly verbs: readonly Verb[];
  /** The columns that replies show: to reads, and to writes. */
  readonly shown: { readonly read: readonly Column[]; readonly write: readonly Column[] };
}

/** Whether a table has a column that counts the changes of a row. */
export const isVersioned = ({ columns }: Pick<Model, 'columns'>): boolean =>
  columns.some(({ name }) => name === 'version');

/** Values of columns as the program sees them: `Date`, `bigint`, decimal strings. */
export type Values = Readonly<Record<string, unknown>>;

/** The parameters of an address, each with its values in the order in which they came. */
export type Query = ReadonlyMap<string, readonly string[]>;

/** A row as it comes from the driver. */
export type StoredRow = Record<string, unknown>;

/** A form of JSON, as JSON Schema says it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter of an address, as it is told to machines. */
export interface QueryParameter {
  readonly name: string;
  readonly description?: string;
  /** Default: any text. An array is a comma list. */
  readonly schema?: JsonSchema;
}
