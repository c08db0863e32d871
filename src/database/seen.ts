/** What a caller sees of a table: a scope as a condition, a queryset as the source and order of lists. */
import {
  type CompiledQuery,
  type OperationNode,
  type OrderByItemNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely';
import type { Column, Model } from '../model.ts';
import type { Condition } from './conditions.ts';
import type { View } from './database.ts';
import type { Order } from './selection.ts';
import type { SuitNode } from './suited.ts';
import { readWritten, type Source, type Written } from './written.ts';

/** A view as our statements take it. */
export interface Seen {
  readonly where: readonly Condition[];
  readonly from?: Written;
  readonly order: readonly Order[];
}

/** All rows, in any order. */
export const everything: Seen = { where: [], order: [] };

/** What views of one table are read with. */
interface Reading {
  readonly model: Model;
  readonly compile: (node: OperationNode) => CompiledQuery;
  /** Makes a user's query fit the database. */
  readonly suit: SuitNode;
}

/** Reads a view. Throws `TypeError` where a queryset is no query, or its order is none of columns that are shown. */
export function readView({ scope, queryset }: View, reading: Reading): Seen {
  const where = scope === undefined ? [] : [{ written: readSource(scope, reading) }];
  if (queryset === undefined) return { where, order: [] };
  const node = reading.suit(queryset.toOperationNode(), reading.model.table);
  if (!SelectQueryNode.is(node))
    throw new TypeError(`${reading.model.name}.queryset gave no query: return this.select().`);
  const order = (node.orderBy?.items ?? []).map((item) => readOrder(item, reading.model));
  // A limit is of the rows in their order, so that this stays with it.
  const rows = node.limit === undefined ? SelectQueryNode.cloneWithoutOrderBy(node) : node;
  return { where, from: readWritten(rows, reading.compile), order };
}

const readSource = (source: Source, { compile, suit, model }: Reading): Written =>
  readWritten(suit(source.toOperationNode(), model.table), compile);

function readOrder({ orderBy, direction, nulls, collation }: OrderByItemNode, { name, table, shown }: Model): Order {
  const column = columnIn(orderBy, table, shown.read);
  if (column === undefined || nulls !== undefined || collation !== undefined) {
    throw new TypeError(`${name}.queryset is ordered by what is no column that replies show: order by columns alone.`);
  }
  const isRaw = direction !== undefined && RawNode.is(direction);
  return { column, descending: isRaw && direction.sqlFragments.join('').trim().toLowerCase() === 'desc' };
}

/** The column of this table that is ordered by; one that compares by a key is inside that key's function. */
function columnIn(node: OperationNode, table: string, columns: readonly Column[]): Column | undefined {
  if (RawNode.is(node)) {
    const [only, ...more] = node.parameters.filter((parameter) => !ValueNode.is(parameter));
    return only === undefined || more.length > 0 ? undefined : columnIn(only, table, columns);
  }
  if (!ReferenceNode.is(node) || node.column.kind !== 'ColumnNode') return undefined;
  if (node.table !== undefined && node.table.table.identifier.name !== table) return undefined;
  const { name } = node.column.column;
  return columns.find((column) => column.name === name);
}
