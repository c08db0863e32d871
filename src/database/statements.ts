/** The SQL of the five verbs, written once per Model at start by Kysely's compiler, with named places for values. */
import type { CompiledQuery, Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Column, Model } from '../model.ts';

/** SQL and the order in which it takes its values. */
export interface Statement {
  readonly sql: string;
  readonly order: readonly string[];
}

/** Any table: the models are known at run time only. */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's way to say that tables are not known to the compiler
export type Tables = any;

interface Statements {
  readonly list: Statement;
  readonly listAfter: Statement;
  readonly get: Statement;
  readonly exists: Statement;
  readonly insert: Statement;
  /** One shape for each set of columns. */
  readonly update: (columns: readonly string[]) => Statement;
  readonly delete: Statement;
}

/** A place in a statement that takes the value of this name. */
class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const place = (name: string) => sql<unknown>`${new Place(name)}`;

function finish({ sql: text, parameters }: CompiledQuery): Statement {
  return { sql: text, order: parameters.map((parameter) => (parameter as Place).name) };
}

/** A place's name for the new value of a column, apart from those of the row that is looked for. */
export const newValue = (column: string): string => `set ${column}`;

/** What a dialect writes in its own way. */
export interface Spelling {
  /** How a column is selected, where that is more than its name. */
  readonly read: (column: Column) => RawBuilder<unknown> | undefined;
  readonly limit: (count: RawBuilder<unknown>) => RawBuilder<unknown>;
}

/** Compiles the verbs of one Model. */
export function compileStatements(
  db: Kysely<Tables>,
  { table, columns }: Model,
  { read, limit }: Spelling,
): Statements {
  const selection = columns.map((column) => read(column)?.as(column.name) ?? column.name);
  const select = db.selectFrom(table).select(selection);
  const compiled = (query: { compile(): CompiledQuery }): Statement => finish(query.compile());
  const list = select.orderBy('id').limit(limit(place('limit')) as never);
  const writable = columns.filter(({ name }) => name !== 'id');
  const insert = db
    .insertInto(table)
    .values(Object.fromEntries(writable.map(({ name }) => [name, place(newValue(name))])))
    .returning(selection);
  const update = (names: readonly string[]): Statement =>
    compiled(
      db
        .updateTable(table)
        .set(Object.fromEntries(names.map((name) => [name, place(newValue(name))])))
        .set({ version: sql`version + 1` })
        .where('id', '=', place('id'))
        .where('version', '=', place('version'))
        .returning(selection),
    );
  return {
    list: compiled(list),
    listAfter: compiled(list.where('id', '>', place('after'))),
    get: compiled(select.where('id', '=', place('id'))),
    exists: compiled(db.selectFrom(table).select(sql`1`.as('found')).where('id', '=', place('id'))),
    insert: compiled(insert),
    update,
    delete: compiled(db.deleteFrom(table).where('id', '=', place('id'))),
  };
}
