/** Which rows, in which order, from where: said as data, compiled once for each shape. */
import type {
  CompiledQuery,
  Expression,
  ExpressionBuilder,
  Kysely,
  RawBuilder,
  SelectQueryBuilder,
  SqlBool,
} from 'kysely';
import { sql } from 'kysely';
import type { Column, Model, StoredRow, Values } from '../model.ts';
import { finish, keepStatements, place, type Spelling, type Statement, type Tables } from './statements.ts';

/** A value as the database holds it already, to be bound as it is. */
export class StoredValue {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** What a value is compared by. `contains` and `startswith` take text literally; `icontains` folds its case. */
type Comparison = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'icontains' | 'startswith';

/** A condition on a row. Values are the program's, as a column's own checks give them, or a `StoredValue`. */
export type Condition =
  | { readonly column: Column; readonly is: Comparison; readonly value: unknown }
  | { readonly column: Column; readonly is: 'in' | 'nin'; readonly values: readonly unknown[] }
  | { readonly column: Column; readonly is: 'null' | 'notnull' }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** NULL is the least of all values, in every database: first in ascending order, last in descending. */
export interface Selection {
  readonly where: readonly Condition[];
  /** Ends with the primary key, so that no two rows stand in the same place. */
  readonly order: readonly Order[];
  readonly limit: number;
  readonly offset?: number;
  /** Reading stops at the row with which the rows hold more than so many bytes of text. */
  readonly byteLimit?: number;
}

/** The text that rows hold, in UTF-16 units; what is no text counts little. */
export function sizeOf(rows: readonly StoredRow[]): number {
  let size = 0;
  for (const row of rows) {
    for (const name in row) {
      const value = row[name];
      size += typeof value === 'string' ? value.length : 8;
    }
  }
  return size;
}

type Builder = ExpressionBuilder<Tables, string>;
type Bool = Expression<SqlBool>;

const valueName = (at: number): string => `value ${at}`;

const operators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** What compares as a column does: the column itself, or a value. */
type Comparable = (column: Column, value?: RawBuilder<unknown>) => RawBuilder<unknown>;

/** Writes conditions as SQL; `take` gives the place of each value, in the order in which they are met. */
class ConditionWriter {
  readonly #eb: Builder;
  readonly #spelling: Spelling;
  readonly #comparable: Comparable;
  #count = 0;

  constructor(eb: Builder, comparable: Comparable, spelling: Spelling) {
    this.#eb = eb;
    this.#comparable = comparable;
    this.#spelling = spelling;
  }

  write(condition: Condition): Bool {
    if ('all' in condition) return this.#eb.and(condition.all.map((each) => this.write(each)));
    if ('any' in condition) return this.#eb.or(condition.any.map((each) => this.write(each)));
    const column = this.#comparable(condition.column);
    if (condition.is === 'null') return sql<SqlBool>`${column} is null`;
    if (condition.is === 'notnull') return sql<SqlBool>`${column} is not null`;
    if ('values' in condition) return this.#among(condition.column, condition.is, condition.values.length);
    return this.#compare(condition.column, condition.is);
  }

  #among(column: Column, is: 'in' | 'nin', count: number): Bool {
    const left = this.#comparable(column);
    const places = sql.join(Array.from({ length: count }, () => this.#comparable(column, this.#take())));
    if (is === 'in') return sql<SqlBool>`${left} in (${places})`;
    // A row without a value is not among the values.
    return sql<SqlBool>`(${left} not in (${places}) or ${left} is null)`;
  }

  #compare(column: Column, is: Comparison): Bool {
    const left = this.#comparable(column);
    if (is === 'contains' || is === 'icontains' || is === 'startswith') {
      return this.#spelling.matches(is, sql.ref(column.name), this.#take());
    }
    const right = this.#comparable(column, this.#take());
    if (is === 'ne') return sql<SqlBool>`(${left} <> ${right} or ${left} is null)`;
    return sql<SqlBool>`${left} ${sql.raw(operators[is])} ${right}`;
  }

  #take() {
    this.#count += 1;
    return place(valueName(this.#count - 1));
  }
}

/** The values of conditions, in the order in which they are written. */
function* valuesOf(conditions: readonly Condition[]): Iterable<readonly [Column, unknown]> {
  for (const condition of conditions) {
    if ('all' in condition) yield* valuesOf(condition.all);
    else if ('any' in condition) yield* valuesOf(condition.any);
    else if ('values' in condition) for (const value of condition.values) yield [condition.column, value];
    else if ('value' in condition) yield [condition.column, condition.value];
  }
}

/** The shape of conditions as text: what SQL they are, without their values. */
function shapeOf(conditions: readonly Condition[]): string {
  return conditions
    .map((condition) => {
      if ('all' in condition) return `(${shapeOf(condition.all)})`;
      if ('any' in condition) return `[${shapeOf(condition.any)}]`;
      const count = 'values' in condition ? condition.values.length : '';
      return `${condition.column.name}:${condition.is}${count}`;
    })
    .join();
}

/** SQL with the values that a selection gives it. */
interface Bound {
  readonly statement: Statement;
  readonly values: Values;
}

/** Compiles selections of one table: `rows` with the columns that are shown, `count` of all that match. */
interface Selections {
  readonly rows: (selection: Selection) => Bound;
  readonly count: (where: readonly Condition[]) => Bound;
}

/** What selections of one table are compiled with. */
interface Source {
  readonly db: Kysely<Tables>;
  readonly model: Pick<Model, 'table' | 'isLegacy'>;
  /** The columns that are read. */
  readonly columns: readonly Column[];
  readonly encode: (name: string, value: unknown) => unknown;
}

type Query = SelectQueryBuilder<Tables, string, object>;

export function compileSelections({ db, model, columns, encode }: Source, spelling: Spelling): Selections {
  const keep = keepStatements();
  const { table, isLegacy = false } = model;
  const comparable: Comparable = (column, value = sql.ref(`${table}.${column.name}`)) =>
    spelling.comparable(column, value, isLegacy);
  const selected = columns.map((column) => spelling.read(column)?.as(column.name) ?? column.name);
  const filtered = (query: Query, where: readonly Condition[]): Query =>
    where.length === 0
      ? query
      : query.where((eb) => new ConditionWriter(eb, comparable, spelling).write({ all: where }));
  const values = (where: readonly Condition[]): Record<string, unknown> =>
    Object.fromEntries(
      [...valuesOf(where)].map(([{ name }, value], at) => [
        valueName(at),
        value instanceof StoredValue ? value.value : encode(name, value),
      ]),
    );

  const compileRows = ({ where, order, offset }: Selection): CompiledQuery => {
    const rows = filtered(db.selectFrom(table).select(selected), where);
    const ordered = order.reduce<Query>((query, { column, descending }) => {
      return query.orderBy(spelling.ordered(comparable(column), descending));
    }, rows);
    const limited = ordered.limit(spelling.limit(place('limit')) as never);
    return (offset === undefined ? limited : limited.offset(spelling.limit(place('offset')) as never)).compile();
  };
  const compileCount = (where: readonly Condition[]): CompiledQuery =>
    filtered(db.selectFrom(table).select(sql`count(*)`.as('count')), where).compile();

  return {
    rows: (selection) => {
      const { where, order, limit, offset } = selection;
      const ordering = order.map(({ column, descending }) => `${column.name}${descending ? '-' : '+'}`).join();
      const key = `${shapeOf(where)} ${ordering} ${offset === undefined ? '' : 'offset'}`;
      return {
        statement: keep(key, () => finish(compileRows(selection))),
        values: { ...values(where), limit, offset },
      };
    },
    count: (where) => ({
      statement: keep(`count ${shapeOf(where)}`, () => finish(compileCount(where))),
      values: values(where),
    }),
  };
}
