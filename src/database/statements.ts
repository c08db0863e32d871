/** The SQL of the verbs on one row, written once per Model at start by Kysely's compiler, with named places for values. */
import type { CompiledQuery, Expression, Kysely, RawBuilder, SelectQueryBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { type Column, isVersioned, type Model } from '../model.ts';

/** SQL and the order in which it takes its values. */
export interface Statement {
  readonly sql: string;
  readonly order: readonly string[];
  /** Reads the row that this wrote, where the database does not give it back; a place without a value is the new id's. */
  readonly readBack?: Statement;
}

/** Any table: the models are known at run time only. */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's way to say that tables are not known to the compiler
export type Tables = any;

export interface Statements {
  readonly get: Statement;
  readonly exists: Statement;
  readonly insert: Statement;
  /** Leaves columns to the database. */
  readonly insertWithout: (columns: readonly string[]) => Statement;
  /** So many rows, which say these columns. */
  readonly insertAll: (names: readonly string[], count: number) => Statement;
  /** One shape for each set of columns, and for what the row must satisfy besides; none leaves the version as it is. */
  readonly update: (columns: readonly string[], which: Which) => Statement;
  /** The row as it is, held until the transaction ends. */
  readonly hold: Statement;
  readonly delete: (which: Which) => Statement;
}

/** What a row that is written must be, besides the one that its key names. */
interface Which {
  readonly hasVersion: boolean;
  readonly also: Expression<SqlBool> | undefined;
}

/** A place in a statement that takes the value of this name. */
class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Where a statement takes the value of this name. */
export const place = (name: string): RawBuilder<unknown> => sql`${new Place(name)}`;

/** A compiled query as a statement: each of its parameters is a place. */
export function finish({ sql: text, parameters }: CompiledQuery): Statement {
  return { sql: text, order: parameters.map((parameter) => (parameter as Place).name) };
}

/** Statements that are kept for each table; a client could ask for any shape. */
const keptLimit = 500;

/** Keeps what is compiled under a key, up to a number of keys; others are compiled each time. */
export function keepStatements(): (key: string, compile: () => Statement) => Statement {
  const kept = new Map<string, Statement>();
  return (key, compile) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const statement = compile();
    if (kept.size < keptLimit) kept.set(key, statement);
    return statement;
  };
}

/** A place's name for the new value of a column, apart from those of the row that is looked for. */
export const newValue = (column: string): string => `set ${column}`;

/** What a dialect writes in its own way. */
export interface Spelling {
  /** How a column is selected, where that is more than its name. */
  readonly read: (column: Column) => RawBuilder<unknown> | undefined;
  readonly limit: (count: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Whether others may change a row between a SELECT and an UPDATE of one transaction, unless it says FOR UPDATE. */
  readonly hold: boolean;
  /** Which writes give their row back; of others it is read after them. */
  readonly returns: { readonly insert: boolean; readonly update: boolean };
  /** What compares and sorts as the values of a column do, of the column and of what it is compared with. */
  readonly comparable: (column: Column, reference: Expression<unknown>, isLegacy: boolean) => Expression<unknown>;
  /** Whether a text holds another, or starts with it. */
  readonly matches: (how: Matching, text: Expression<unknown>, part: Expression<unknown>) => Expression<SqlBool>;
  /** NULL stands before all values in ascending order, behind them in descending, where the column may have it. */
  readonly ordered: (expression: Expression<unknown>, column: Column, descending: boolean) => Expression<unknown>;
}

/** How text is looked for. */
type Matching = 'contains' | 'icontains' | 'startswith';

/** The columns that are read of a row: those that are shown, and those by which it is known; without a version, all. */
export function keyed(shown: readonly Column[], model: Model): readonly Column[] {
  const { columns, primaryKey } = model;
  if (!isVersioned(model)) return columns;
  const names = new Set([...shown, primaryKey].map(({ name }) => name)).add('version');
  return columns.filter(({ name }) => names.has(name));
}

/** A write that may give its row back. */
interface Write {
  compile(): CompiledQuery;
  returning(selection: readonly unknown[]): { compile(): CompiledQuery };
}

/** Compiles the verbs of one Model. */
export function compileStatements(db: Kysely<Tables>, model: Model, { read, hold, returns }: Spelling): Statements {
  const { table, columns, shown, primaryKey } = model;
  const key = primaryKey.name;
  const hasVersions = isVersioned(model);
  const selection = (of: readonly Column[]) =>
    keyed(of, model).map((column) => read(column)?.as(column.name) ?? column.name);
  const held = (query: SelectQueryBuilder<Tables, string, object>) => (hold ? query.forUpdate() : query);
  const compiled = (query: { compile(): CompiledQuery }): Statement => finish(query.compile());
  const writtenAt = (id: string): Statement =>
    compiled(db.selectFrom(table).select(selection(shown.write)).where(key, '=', place(id)));
  const returning = (query: Write, isReturned: boolean, id: string): Statement =>
    isReturned ? compiled(query.returning(selection(shown.write))) : { ...compiled(query), readBack: writtenAt(id) };
  const writable = columns.filter(({ generated }) => generated !== true).map(({ name }) => name);
  const places = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, place(newValue(name))]));
  const insert = (names: readonly string[]): Statement => {
    const into = db.insertInto(table);
    const row = names.length === 0 ? into.defaultValues() : into.values(places(names));
    return returning(row, returns.insert, names.includes(key) ? newValue(key) : 'id');
  };
  const remove = db.deleteFrom(table).where(key, '=', place('id'));
  const update: Statements['update'] = (names, { hasVersion, also }) => {
    const changed = db
      .updateTable(table)
      .set(places(names))
      .set(hasVersions ? { version: names.length === 0 ? sql`version` : sql`version + 1` } : {})
      // A change of nothing is still a statement.
      .$if(!hasVersions && names.length === 0, (same) => same.set(key, sql.ref(key)))
      .where(key, '=', place('id'));
    const locked = hasVersion ? changed.where('version', '=', place('version')) : changed;
    return returning(also === undefined ? locked : locked.where(also), returns.update, 'id');
  };
  return {
    hold: compiled(held(db.selectFrom(table).select(selection(columns)).where(key, '=', place('id')))),
    get: compiled(db.selectFrom(table).select(selection(shown.read)).where(key, '=', place('id'))),
    exists: compiled(db.selectFrom(table).select(sql`1`.as('found')).where(key, '=', place('id'))),
    insert: insert(writable),
    insertWithout: (left) => insert(writable.filter((name) => !left.includes(name))),
    insertAll: (names, count) =>
      compiled(db.insertInto(table).values(Array.from({ length: count }, () => places(names)))),
    update,
    delete: ({ hasVersion, also }) => {
      const locked = hasVersion ? remove.where('version', '=', place('version')) : remove;
      return compiled(also === undefined ? locked : locked.where(also));
    },
  };
}
