/** The types and expressions of Kysely that the methods of an endpoint work with. */
import {
  ColumnNode,
  type Expression,
  type ExpressionBuilder,
  expressionBuilder,
  type Kysely,
  type OperationNode,
  OperationNodeTransformer,
  ReferenceNode,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
  TableNode,
} from 'kysely';
import type { StoredRow } from '../model.ts';
import type { Load } from './database.ts';
import type { Session } from './session.ts';
import type { Tables } from './statements.ts';

/** A query that gives rows of this form. */
export type Rows<Row> = SelectQueryBuilder<Tables, string, Row>;

/** A condition on rows. */
export type RowCondition = Expression<SqlBool>;

/** Writes conditions: `eb(this.owner, '=', 'ann')`, `eb.or([…])`. */
export type Conditions = ExpressionBuilder<Tables, string>;

export const conditions: Conditions = expressionBuilder<Tables, string>();

/** The condition that no row satisfies. */
export const nothing: RowCondition = sql<SqlBool>`1 = 0`;

/** A column of a table, for Kysely. */
export const columnReference = (table: string, column: string): OperationNode =>
  ReferenceNode.create(ColumnNode.create(column), TableNode.create(table));

/** Tables under other names. */
class Renaming extends OperationNodeTransformer {
  readonly #names: ReadonlyMap<string, string>;

  constructor(names: ReadonlyMap<string, string>) {
    super();
    this.#names = names;
  }

  protected override transformTable(node: TableNode): TableNode {
    const { schema, identifier } = node.table;
    const name = schema === undefined ? this.#names.get(identifier.name) : undefined;
    return name === undefined ? node : TableNode.create(name);
  }
}

/** A session that knows tables under other names, too. */
export function underNames(session: Session, names: ReadonlyMap<string, string>): Session {
  if (names.size === 0) return session;
  const renaming = new Renaming(names);
  return session.withPlugin({
    transformQuery: ({ node }) => renaming.transformNode(node),
    transformResult: async ({ result }) => result,
  });
}

/** All rows of a table, as the program sees them. */
export const selectRows = (query: Kysely<Tables>, table: string, load: Load): Rows<StoredRow> =>
  query
    .withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(load) }),
    })
    .selectFrom(table)
    .selectAll(table) as unknown as Rows<StoredRow>;
