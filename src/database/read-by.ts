/** Which tables a query of a user reads, as far as it can be told. */
import type { OperationNode } from 'kysely';

const isNode = (value: unknown): value is OperationNode =>
  typeof (value as { kind?: unknown } | null | undefined)?.kind === 'string';

/** Values, and columns: their tables are named elsewhere, if only by another name here. */
const leaves: ReadonlySet<string> = new Set(['ValueNode', 'PrimitiveValueListNode', 'ReferenceNode']);

/** A node and all that it is made of. */
export function* nodesIn(value: unknown): Generator<OperationNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesIn(item);
  } else if (isNode(value)) {
    yield value;
    if (leaves.has(value.kind)) return;
    for (const part of Object.values(value)) if (typeof part === 'object') yield* nodesIn(part);
  }
}

/** The tables that are named in a part of a query. */
export const tablesIn = (part: unknown): readonly string[] =>
  [...nodesIn(part)].flatMap((node) => {
    const { table } = node as { readonly table?: { readonly identifier?: { readonly name?: string } } };
    return node.kind === 'TableNode' && table?.identifier?.name !== undefined ? [table.identifier.name] : [];
  });

/** Whether SQL certainly does nothing but read: a false alarm costs what is kept, and no more. */
export function isReading(sql: string): boolean {
  if (/;\s*\S/.test(sql)) return false;
  if (/^[\s(]*(?:select|values|show)\b/i.test(sql)) return true;
  return /^\s*with\b/i.test(sql) && !/\b(?:insert|update|delete|merge|replace|truncate)\b/i.test(sql);
}

/** Functions that read no tables. */
const pure: ReadonlySet<string> = new Set([
  ...['lower', 'upper', 'length', 'trim', 'coalesce', 'nullif', 'abs', 'round', 'cast', 'date', 'now', 'in', 'exists'],
  ...['count', 'sum', 'min', 'max', 'avg', 'and', 'or', 'not'],
]);

/** Whether SQL of the user's own may read more than its parameters say: a query, or a function that may be one. */
function mayRead(sql: string): boolean {
  if (/\b(?:select|from|join|table|with)\b/i.test(sql)) return true;
  const called = [...sql.matchAll(/([\w"`\].]+)\s*\(/g)].map(([, name = '']) => name.toLowerCase());
  return called.some((name) => !pure.has(name));
}

function isUnknown(node: OperationNode): boolean {
  if (node.kind === 'RawNode') {
    return mayRead((node as unknown as { readonly sqlFragments: readonly string[] }).sqlFragments.join(' ? '));
  }
  if (node.kind !== 'FunctionNode' && node.kind !== 'AggregateFunctionNode') return false;
  return !pure.has((node as unknown as { readonly func: string }).func.toLowerCase());
}

/** The tables that a condition or query reads; `undefined` where its own SQL, or a function, may read others. */
export function readBy(query: OperationNode): readonly string[] | undefined {
  const nodes = [...nodesIn(query)];
  return nodes.some(isUnknown) ? undefined : [...new Set(tablesIn(nodes))];
}
