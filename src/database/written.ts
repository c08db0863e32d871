/** Conditions and queries that users write with Kysely, joined to our own statements: a shape, and values for it. */
import {
  type CompiledQuery,
  type Expression,
  ExpressionWrapper,
  type OperationNode,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  ValueListNode,
  type ValueNode,
} from 'kysely';
import { finish, place } from './statements.ts';

/** Anything of Kysely's that stands for SQL: a condition, a query. */
export interface Source {
  toOperationNode(): OperationNode;
}

/** What a user wrote, apart from its values: `shape` is the SQL that it becomes and which value stands where, whatever they are. */
export interface Written {
  readonly node: OperationNode;
  readonly shape: string;
  readonly values: readonly unknown[];
}

/** Puts something else in the place of each value, always in the same order. */
class Replacing extends OperationNodeTransformer {
  readonly #replace: (value: unknown) => OperationNode;

  constructor(replace: (value: unknown) => OperationNode) {
    super();
    this.#replace = replace;
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return node.immediate === true ? node : (this.#replace(node.value) as ValueNode);
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return ValueListNode.create(node.values.map(this.#replace)) as unknown as PrimitiveValueListNode;
  }
}

/** Takes what a user wrote apart. */
export function readWritten(node: OperationNode, compile: (node: OperationNode) => CompiledQuery): Written {
  const values: unknown[] = [];
  const apart = new Replacing((value) => {
    values.push(value);
    return place(String(values.length)).toOperationNode();
  });
  // Values are met in another order than they are written in, and which depends on how the SQL came about.
  const { sql, order } = finish(compile(apart.transformNode(node)));
  return { node, shape: `${sql} ${order.join()}`, values };
}

/** What a user wrote with places for its values: `take` is asked for each of them, in their order. */
export function withPlaces<T>({ node }: Written, take: () => Expression<unknown>): ExpressionWrapper<never, never, T> {
  const replacing = new Replacing(() => take().toOperationNode());
  return new ExpressionWrapper(replacing.transformNode(node));
}
