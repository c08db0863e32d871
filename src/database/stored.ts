/** The forms of values: the program's, the database's, and JSON's, compiled from what a dialect says of each type. */
import type { Column, ColumnType, StoredRow } from '../model.ts';
import type { Encode, Engine } from './access.ts';
import type { Load, Show } from './database.ts';

/** One type's form in a database. Absent functions mean that the value needs nothing. */
interface StoredType {
  /** The declared type. */
  readonly sqlType: (column: Column) => string;
  readonly encode?: (value: unknown) => unknown;
  readonly toJson?: (stored: unknown, column: Column) => unknown;
  /** The program's value, where it is another than JSON's. */
  readonly toProgram?: (stored: unknown) => unknown;
}

export type StoredTypes = Readonly<Record<ColumnType, StoredType>>;

/** Compiles the change from the program's value to the one that is bound. */
const compileEncode =
  (types: StoredTypes) =>
  (columns: readonly Column[]): Encode => {
    const encoders = new Map(columns.flatMap(({ name, type }) => [[name, types[type].encode] as const]));
    return (name, value) => (value === null ? null : (encoders.get(name)?.(value) ?? value));
  };

/**
 * Compiles the change from the driver's rows to JSON, in place: columns that need nothing cost nothing. Where `id` or
 * `version` was read only to know the row by, the rest is copied out.
 */
const compileShow =
  (types: StoredTypes) =>
  (shown: readonly Column[], read: readonly Column[]): Show => {
    const changes = shown.flatMap((column) => {
      const { toJson } = types[column.type];
      return toJson === undefined ? [] : [{ column, name: column.name, toJson }];
    });
    const show: Show = (rows) => {
      for (const row of rows) {
        for (const { column, name, toJson } of changes) {
          const stored = row[name];
          if (stored !== null) row[name] = toJson(stored, column);
        }
      }
      return rows;
    };
    if (shown.length === read.length) return show;
    return (rows) => show(rows).map((row) => Object.fromEntries(shown.map(({ name }) => [name, row[name]])));
  };

/**
 * Compiles the change from a row to the program's values. Columns that replies don't show are there by their names, but
 * not enumerable: to spread a row, or to print it, leaves them out.
 */
const compileLoad =
  (types: StoredTypes) =>
  (columns: readonly Column[], shown: readonly Column[]): Load => {
    const known = new Map(columns.map((column) => [column.name, column] as const));
    const hidden = new Set(columns.filter((column) => !shown.includes(column)).map(({ name }) => name));
    const load = (name: string, stored: unknown): unknown => {
      const column = known.get(name);
      if (column === undefined || stored === null) return stored;
      const { toProgram, toJson } = types[column.type];
      return toProgram === undefined ? (toJson?.(stored, column) ?? stored) : toProgram(stored);
    };
    return (row) => {
      const loaded: StoredRow = {};
      for (const [name, stored] of Object.entries(row)) {
        const value = load(name, stored);
        if (!hidden.has(name)) loaded[name] = value;
        else Object.defineProperty(loaded, name, { value, writable: true, configurable: true, enumerable: false });
      }
      return loaded;
    };
  };

/** Compiles the changes of all types. */
export const compileStored = (types: StoredTypes): Pick<Engine, 'encode' | 'show' | 'load'> => ({
  encode: compileEncode(types),
  show: compileShow(types),
  load: compileLoad(types),
});
