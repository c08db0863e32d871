/** Which rows, in which order, from where: said as data, compiled once for each shape. */
import type { CompiledQuery, Kysely, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Column, Model, StoredRow, Values } from '../model.ts';
import { type Condition, compileConditions, shapeOf, takePlaces } from './conditions.ts';
import { finish, keepStatements, place, type Spelling, type Statement, type Tables } from './statements.ts';
import { type Written, withPlaces } from './written.ts';

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** NULL is the least of all values, in every database: first in ascending order, last in descending. */
export interface Selection {
  /** A query that gives rows of the table; absent: all there are. */
  readonly from?: Written;
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

/** SQL with the values that a selection gives it. */
interface Bound {
  readonly statement: Statement;
  readonly values: Values;
}

/** Compiles selections of one table: `rows` with the columns that are shown, `count` of all that match. */
export interface Selections {
  readonly rows: (selection: Selection) => Bound;
  readonly count: (rows: Rows) => Bound;
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

/** The rows that a selection is of. */
type Rows = Pick<Selection, 'from' | 'where'>;

const keyOf = ({ from, where }: Rows): string => `${from === undefined ? '' : `${from.shape} `}${shapeOf(where)}`;

/** All that gives values, in the order in which it is written. */
const valued = ({ from, where }: Rows): readonly Condition[] =>
  from === undefined ? where : [{ written: from }, ...where];

export function compileSelections({ db, model, columns, encode }: Source, spelling: Spelling): Selections {
  const keep = keepStatements();
  const { table } = model;
  const { comparable, write, values } = compileConditions({ model, encode }, spelling);
  const selected = columns.map((column) => spelling.read(column)?.as(column.name) ?? column.name);
  const matching = ({ from, where }: Rows): Query => {
    const take = takePlaces();
    const rows = from === undefined ? db.selectFrom(table) : db.selectFrom(withPlaces<Tables>(from, take).as(table));
    return where.length === 0 ? rows : rows.where(write(where, take));
  };
  const compileRows = (selection: Selection): CompiledQuery => {
    const ordered = selection.order.reduce<Query>((query, { column, descending }) => {
      return query.orderBy(spelling.ordered(comparable(column), column, descending));
    }, matching(selection).select(selected));
    const limited = ordered.limit(spelling.limit(place('limit')) as never);
    const { offset } = selection;
    return (offset === undefined ? limited : limited.offset(spelling.limit(place('offset')) as never)).compile();
  };
  const compileCount = (rows: Rows): CompiledQuery => matching(rows).select(sql`count(*)`.as('count')).compile();

  return {
    rows: (selection) => {
      const { order, limit, offset } = selection;
      const ordering = order.map(({ column, descending }) => `${column.name}${descending ? '-' : '+'}`).join();
      const key = `${keyOf(selection)} ${ordering} ${offset === undefined ? '' : 'offset'}`;
      return {
        statement: keep(key, () => finish(compileRows(selection))),
        values: { ...values(valued(selection)), limit, offset },
      };
    },
    count: (rows) => ({
      statement: keep(`count ${keyOf(rows)}`, () => finish(compileCount(rows))),
      values: values(valued(rows)),
    }),
  };
}
