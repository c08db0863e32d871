/** Makes queries that users write with Kysely fit a database: values as it holds them, comparisons as our own make them. */
import {
  AndNode,
  type BinaryOperationNode,
  type DeleteQueryNode,
  ExpressionWrapper,
  type FromNode,
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

type Compare = (operand: OperationNode) => OperationNode;

const tableName = (node: OperationNode | undefined): string | undefined =>
  node !== undefined && TableNode.is(node) ? node.table.identifier.name : undefined;

const onlyTable = (from: FromNode | undefined): string | undefined =>
  from?.froms.length === 1 ? tableName(from.froms[0]) : undefined;

/** A column without its table is looked for in the table of the innermost query that has one alone. */
class Suiting extends OperationNodeTransformer {
  readonly #columns: ReadonlyMap<string, { readonly column: Column; readonly isLegacy: boolean }>;
  readonly #suit: Suit;
  readonly #tables: (string | undefined)[] = [];

  constructor(models: readonly Model[], suit: Suit) {
    super();
    this.#suit = suit;
    this.#columns = new Map(
      models.flatMap(({ table, columns, isLegacy = false }) =>
        columns.map((column) => [`${table}.${column.name}`, { column, isLegacy }] as const),
      ),
    );
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    return this.#in(onlyTable(node.from), () => super.transformSelectQuery(node));
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    return this.#in(tableName(node.table), () => super.transformUpdateQuery(node));
  }

  protected override transformDeleteQuery(node: DeleteQueryNode): DeleteQueryNode {
    return this.#in(onlyTable(node.from), () => super.transformDeleteQuery(node));
  }

  #in<T>(table: string | undefined, transform: () => T): T {
    this.#tables.push(table);
    try {
      return transform();
    } finally {
      this.#tables.pop();
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
    const table = node.table === undefined ? this.#tables.at(-1) : tableName(node.table);
    const found = this.#columns.get(`${table}.${node.column.column.name}`);
    if (found === undefined) return undefined;
    const { spelling } = this.#suit;
    const compare = (operand: OperationNode) =>
      spelling.comparable(found.column, new ExpressionWrapper(operand), found.isLegacy).toOperationNode();
    return compare(node) === node ? undefined : compare;
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

/** Compiles the plugin that every query of a user goes through. */
export function suiting(models: readonly Model[], suit: Suit): KyselyPlugin & { readonly suit: Compare } {
  const transformer = new Suiting(models, suit);
  return {
    suit: (node) => transformer.transformNode(node),
    transformQuery: ({ node }) => transformer.transformNode(node),
    transformResult: async ({ result }) => result,
  };
}
