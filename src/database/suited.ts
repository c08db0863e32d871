/** Makes queries that users write with Kysely fit a database: values as it holds them, comparisons as our own make them. */
import {
  AliasNode,
  AndNode,
  type BinaryOperationNode,
  type DeleteQueryNode,
  ExpressionWrapper,
  type FromNode,
  IdentifierNode,
  type InsertQueryNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  type OrderByItemNode,
  PrimitiveValueListNode,
  ReferenceNode,
  type SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
  ValueListNode,
  ValueNode,
} from 'kysely';
import type { Column, Model } from '../model.ts';
import type { Engine } from './access.ts';

/** What makes queries fit one database. */
type Suit = Pick<Engine, 'spelling' | 'bindable'>;

/** Comparisons that go by the order of values. */
const comparisons: ReadonlySet<string> = new Set([
  ...['=', '==', '!=', '<>', '<', '<=', '>', '>=', 'in', 'not in', 'between', 'between symmetric'],
]);

/** A column of a table that may be one of the original's. */
interface Known {
  readonly column: Column;
  readonly isLegacy: boolean;
}

type Compare = (operand: OperationNode) => OperationNode;

const tableName = (node: OperationNode | undefined): string | undefined =>
  node !== undefined && TableNode.is(node) ? node.table.identifier.name : undefined;

/** The tables that a query is of, by the names that they have in it. */
type Names = ReadonlyMap<string, string>;

function namesOf(sources: readonly OperationNode[]): Names {
  const names = sources.map((source) => {
    const table = tableName(AliasNode.is(source) ? source.node : source);
    const isNamed = AliasNode.is(source) && IdentifierNode.is(source.alias);
    return [isNamed ? source.alias.name : table, table] as const;
  });
  return new Map(names.filter((named): named is [string, string] => named[1] !== undefined));
}

/** What the clauses of a query are of. */
interface Sources {
  readonly from?: FromNode;
  readonly joins?: readonly JoinNode[];
}

const sourcesOf = ({ from, joins = [] }: Sources): OperationNode[] => [
  ...(from?.froms ?? []),
  ...joins.map(({ table }) => table),
];

/** A column without its table is looked for in the tables of the innermost query. */
class Suiting extends OperationNodeTransformer {
  readonly #columns: ReadonlyMap<string, Known>;
  readonly #suit: Suit;
  readonly #names: Names[] = [];

  constructor(models: readonly Model[], suit: Suit) {
    super();
    this.#suit = suit;
    this.#columns = new Map(
      models.flatMap(({ table, columns, isLegacy = false }) =>
        columns.map((column) => [`${table}.${column.name}`, { column, isLegacy }] as const),
      ),
    );
  }

  /** The same of a condition on a table. */
  on(table: string, node: OperationNode): OperationNode {
    return this.#in([TableNode.create(table)], () => this.transformNode(node));
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    return this.#in(sourcesOf(node), () => super.transformSelectQuery(node));
  }

  protected override transformInsertQuery(node: InsertQueryNode): InsertQueryNode {
    return this.#in(node.into === undefined ? [] : [node.into], () => super.transformInsertQuery(node));
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    const changed = node.table === undefined ? [] : [node.table];
    return this.#in([...changed, ...sourcesOf(node)], () => super.transformUpdateQuery(node));
  }

  protected override transformDeleteQuery(node: DeleteQueryNode): DeleteQueryNode {
    return this.#in(sourcesOf(node), () => super.transformDeleteQuery(node));
  }

  #in<T>(sources: readonly OperationNode[], transform: () => T): T {
    this.#names.push(namesOf(sources));
    try {
      return transform();
    } finally {
      this.#names.pop();
    }
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return node.immediate === true ? node : ValueNode.create(this.#suit.bindable(node.value));
  }

  protected override transformPrimitiveValueList({ values }: PrimitiveValueListNode): PrimitiveValueListNode {
    return PrimitiveValueListNode.create(values.map(this.#suit.bindable));
  }

  protected override transformBinaryOperation(node: BinaryOperationNode): BinaryOperationNode {
    const { operator, leftOperand, rightOperand } = node;
    const isComparison = OperatorNode.is(operator) && comparisons.has(operator.operator);
    const compare = isComparison ? (this.#compareAs(leftOperand) ?? this.#compareAs(rightOperand)) : undefined;
    if (compare === undefined) return super.transformBinaryOperation(node);
    return {
      ...node,
      leftOperand: this.#operand(leftOperand, compare),
      rightOperand: this.#operand(rightOperand, compare),
    };
  }

  protected override transformOrderByItem(node: OrderByItemNode): OrderByItemNode {
    const compare = this.#compareAs(node.orderBy);
    const item = super.transformOrderByItem(node);
    return compare === undefined ? item : { ...item, orderBy: compare(item.orderBy) };
  }

  /** How what is compared with this column is written; `undefined` where that is no column, or needs nothing. */
  #compareAs(node: OperationNode): Compare | undefined {
    if (!ReferenceNode.is(node) || node.column.kind !== 'ColumnNode') return undefined;
    const found = this.#find(tableName(node.table), node.column.column.name);
    if (found === undefined) return undefined;
    const { spelling } = this.#suit;
    const compare = (operand: OperationNode) =>
      spelling.comparable(found.column, new ExpressionWrapper(operand), found.isLegacy).toOperationNode();
    return compare(node) === node ? undefined : compare;
  }

  #find(named: string | undefined, column: string): Known | undefined {
    if (named === undefined) {
      const tables = [...(this.#names.at(-1)?.values() ?? [])];
      return tables.map((table) => this.#columns.get(`${table}.${column}`)).find((known) => known !== undefined);
    }
    const table = this.#names.findLast((names) => names.has(named))?.get(named);
    return this.#columns.get(`${table}.${column}`) ?? this.#columns.get(`${named}.${column}`);
  }

  #operand(node: OperationNode, compare: Compare): OperationNode {
    if (AndNode.is(node)) return AndNode.create(this.#operand(node.left, compare), this.#operand(node.right, compare));
    if (PrimitiveValueListNode.is(node)) {
      return ValueListNode.create(node.values.map((value) => compare(ValueNode.create(this.#suit.bindable(value)))));
    }
    if (ValueListNode.is(node)) return ValueListNode.create(node.values.map((item) => this.#operand(item, compare)));
    const operand = this.transformNode(node);
    return node.kind === 'SelectQueryNode' ? operand : compare(operand);
  }
}

/** Makes what a user wrote about a table fit the database. */
export type SuitNode = (node: OperationNode, table: string) => OperationNode;

/** Compiles the plugin that every query of a user goes through. */
export function suiting(models: readonly Model[], suit: Suit): KyselyPlugin & { readonly suit: SuitNode } {
  const transformer = new Suiting(models, suit);
  return {
    suit: (node, table) => transformer.on(table, node),
    transformQuery: ({ node }) => transformer.transformNode(node),
    transformResult: async ({ result }) => result,
  };
}
