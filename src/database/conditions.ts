/** Conditions on rows: said as data, written as SQL once for each shape. */
import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Column, Model } from '../model.ts';
import { place, type Spelling, type Tables } from './statements.ts';
import { type Written, withPlaces } from './written.ts';

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
  | { readonly any: readonly Condition[] }
  | { readonly written: Written };

const eb = expressionBuilder<Tables, string>();
type Bool = Expression<SqlBool>;

const valueName = (at: number): string => `value ${at}`;

const operators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** What compares as a column does: the column itself, or a value. */
type Comparable = (column: Column, value?: Expression<unknown>) => Expression<unknown>;

/** Gives the place of each value, in the order in which they are met. */
type Take = () => RawBuilder<unknown>;

export function takePlaces(): Take {
  let count = 0;
  return () => {
    count += 1;
    return place(valueName(count - 1));
  };
}

/** How conditions are written. */
interface Writing {
  readonly comparable: Comparable;
  readonly spelling: Spelling;
  readonly take: Take;
}

/** Writes conditions as SQL. */
class ConditionWriter {
  readonly #spelling: Spelling;
  readonly #comparable: Comparable;
  readonly #take: Take;

  constructor({ comparable, spelling, take }: Writing) {
    this.#comparable = comparable;
    this.#spelling = spelling;
    this.#take = take;
  }

  write(condition: Condition): Bool {
    if ('all' in condition) return eb.and(condition.all.map((each) => this.write(each)));
    if ('any' in condition) return eb.or(condition.any.map((each) => this.write(each)));
    if ('written' in condition) return sql<SqlBool>`(${withPlaces(condition.written, this.#take)})`;
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
}

/** The values of conditions, in the order in which they are written; those without a column are bound as they are. */
function* valuesOf(conditions: readonly Condition[]): Iterable<readonly [Column | undefined, unknown]> {
  for (const condition of conditions) {
    if ('all' in condition) yield* valuesOf(condition.all);
    else if ('any' in condition) yield* valuesOf(condition.any);
    else if ('written' in condition) for (const value of condition.written.values) yield [undefined, value];
    else if ('values' in condition) for (const value of condition.values) yield [condition.column, value];
    else if ('value' in condition) yield [condition.column, condition.value];
  }
}

/** The shape of conditions as text: what SQL they are, without their values. */
export function shapeOf(conditions: readonly Condition[]): string {
  return conditions
    .map((condition) => {
      if ('all' in condition) return `(${shapeOf(condition.all)})`;
      if ('any' in condition) return `[${shapeOf(condition.any)}]`;
      if ('written' in condition) return `{${condition.written.shape}}`;
      const count = 'values' in condition ? condition.values.length : '';
      return `${condition.column.name}:${condition.is}${count}`;
    })
    .join();
}

/** The table that conditions are on. */
interface On {
  readonly model: Pick<Model, 'table' | 'isLegacy'>;
  readonly encode: (name: string, value: unknown) => unknown;
}

/** Conditions on one table. */
export interface Conditions {
  /** What compares and sorts as a column does. */
  readonly comparable: Comparable;
  /** All of them as SQL; at least one. */
  readonly write: (where: readonly Condition[], take: Take) => Expression<SqlBool>;
  /** The values that the places take. */
  readonly values: (where: readonly Condition[]) => Record<string, unknown>;
}

export function compileConditions({ model, encode }: On, spelling: Spelling): Conditions {
  const { table, isLegacy = false } = model;
  const comparable: Comparable = (column, value = sql.ref(`${table}.${column.name}`)) =>
    spelling.comparable(column, value, isLegacy);
  return {
    comparable,
    write: (where, take) => new ConditionWriter({ comparable, spelling, take }).write({ all: where }),
    values: (where) =>
      Object.fromEntries(
        [...valuesOf(where)].map(([column, value], at) => [
          valueName(at),
          value instanceof StoredValue ? value.value : column === undefined ? value : encode(column.name, value),
        ]),
      ),
  };
}
