/** Tables that others made, as columns: what a class says that reflects them. */
import type { DatabaseTable } from '@mikro-orm/sql';
import type { Column, ColumnType, Constraints } from '../model.ts';

/** A column as the catalogue of a database has it. */
export interface FoundColumn {
  readonly name: string;
  readonly declared: string;
  readonly nullable: boolean;
  readonly primary: boolean;
  /** The database gives it always, or where nothing else does. */
  readonly given: 'always' | 'otherwise' | 'never';
  readonly unique?: boolean;
  readonly values?: readonly string[];
  readonly references?: Column['references'];
  /** SQL that gives it where nothing else does. */
  readonly default?: string;
  /** An index of its own that is not unique. */
  readonly index?: boolean;
}

/** A table or view as the catalogue of a database has it. */
export interface Found {
  readonly isView: boolean;
  readonly columns: readonly FoundColumn[];
  /** The conditions that rows must satisfy, as the database says them. */
  readonly checks?: readonly string[];
}

/** What a declared type holds; `undefined`: nothing that JSON has a form for. */
export type ReadType = (
  declared: string,
) => { readonly type: ColumnType; readonly constraints?: Constraints; readonly ignoresCase?: boolean } | undefined;

/** What an integer of so many bits holds, where that is less than a number of JSON does. */
export function boundsOf(bits: number, isUnsigned = false): Constraints {
  if (bits > 53) return isUnsigned ? { ge: 0 } : {};
  return isUnsigned ? { ge: 0, le: 2 ** bits - 1 } : { ge: -(2 ** (bits - 1)), le: 2 ** (bits - 1) - 1 };
}

/** What a class can make of a table: its columns, and those that it can't serve, with their types. */
export interface Reflected {
  readonly isView: boolean;
  readonly columns: readonly Column[];
  readonly unmapped: ReadonlyMap<string, string>;
  /** All that the catalogue says. */
  readonly found: Found;
}

type Catalogued = ReturnType<DatabaseTable['getColumns']>[number];

/** No default, in the words of each database. */
const isNull = (value: unknown): boolean => value == null || /^null$/i.test(String(value));

/** By whom a value is given: an identity, a computed column, a default. */
function givenBy({ autoincrement, generated, default: value }: Catalogued, isRowId: boolean): FoundColumn['given'] {
  const isIdentity = generated === 'by default as identity' || autoincrement || isRowId;
  if (generated !== undefined && !isIdentity) return 'always';
  if (isIdentity) return 'always';
  return isNull(value) ? 'never' : 'otherwise';
}

/** A table as MikroORM reads it; `isRowId` says whether a primary key is given without saying so, as SQLite's are. */
export function foundTable(table: DatabaseTable, isRowId: (declared: string) => boolean): Found {
  const columns = table.getColumns();
  const keys = columns.filter(({ primary }) => primary);
  const unique = new Set(
    table.getIndexes().flatMap((index) => (index.unique && index.columnNames.length === 1 ? index.columnNames : [])),
  );
  const indexed = new Set(
    table.getIndexes().flatMap((index) => (!index.unique && index.columnNames.length === 1 ? index.columnNames : [])),
  );
  const foreign = Object.values(table.getForeignKeys()).filter(({ columnNames }) => columnNames.length === 1);
  return {
    isView: false,
    checks: table.getChecks().map(({ expression }) => String(expression)),
    columns: columns.map((column) => {
      const { name, type, nullable, primary, enumItems, default: given } = column;
      const key = foreign.find(({ columnNames }) => columnNames[0] === name);
      const to = {
        table: key?.referencedTableName.split('.').at(-1) ?? '',
        column: key?.referencedColumnNames[0] ?? '',
      };
      return {
        name,
        declared: type,
        nullable: nullable === true && !primary,
        primary: primary === true,
        given: givenBy(column, primary === true && keys.length === 1 && isRowId(type)),
        ...(unique.has(name) && !primary && { unique: true }),
        ...(enumItems !== undefined && enumItems.length > 0 && { values: enumItems }),
        ...(key !== undefined && { references: to }),
        ...(!isNull(given) && { default: String(given) }),
        ...(indexed.has(name) && { index: true }),
      };
    }),
  };
}

const stamps: Readonly<Record<string, ColumnType>> = {
  created_at: 'datetime',
  updated_at: 'datetime',
  version: 'integer',
};

function columnOf(found: FoundColumn, read: NonNullable<ReturnType<ReadType>>): Column {
  const { name, nullable, primary, given, values, references } = found;
  const type = values === undefined ? read.type : 'enum';
  const isStamp = stamps[name] === type;
  const constraints = values === undefined ? (read.constraints ?? {}) : { values };
  const isGiven = isStamp || given === 'always';
  const input = isGiven ? 'none' : nullable || given === 'otherwise' ? 'optional' : 'required';
  return Object.freeze({
    name,
    type,
    nullable,
    input,
    unique: found.unique === true,
    index: false,
    readOnly: false,
    writeOnly: false,
    immutable: primary,
    constraints: Object.freeze(constraints),
    isReflected: true,
    ...(read.ignoresCase && { ignoresCase: true }),
    ...(given === 'always' && { generated: true }),
    ...(given === 'otherwise' && !isStamp && { hasDatabaseDefault: true }),
    ...(references !== undefined && { references }),
    ...(primary && { isKey: true }),
  } satisfies Column);
}

/** Reads the columns of a table. */
export function reflect(all: Found, readType: ReadType): Reflected {
  const { isView, columns } = all;
  const unmapped = new Map<string, string>();
  const mapped = columns.flatMap((found) => {
    const read = readType(found.declared);
    if (read !== undefined || found.values !== undefined) return [columnOf(found, read ?? { type: 'enum' })];
    unmapped.set(found.name, found.declared);
    return [];
  });
  return { isView, columns: mapped, unmapped, found: all };
}
