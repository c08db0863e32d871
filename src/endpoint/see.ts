/** What the caller of a request sees of an endpoint: its scope, its queryset, its defaults, its hooks. */
import type { Context } from 'hono';
import type { ActionContext } from '../action/action.ts';
import { type Hooks, hooked } from '../action/hooked.ts';
import type { Opened, View } from '../database/database.ts';
import { nothing } from '../database/kysely.ts';
import type { Source } from '../database/written.ts';
import type { Values } from '../model.ts';
import type { RestEndpoint } from './endpoint.ts';
import type { Overridable } from './overrides.ts';
import type { Resource } from './resource.ts';

export type Action = 'list' | 'retrieve' | 'create' | 'replace' | 'change' | 'destroy';

/** What of an endpoint shapes an action. */
const shaping: Readonly<Record<Action, readonly Overridable[]>> = {
  list: ['scope', 'queryset'],
  retrieve: ['scope'],
  create: ['scope', 'scopeDefaults', 'beforeCreate', 'afterCreate'],
  replace: ['scope', 'scopeDefaults', 'beforeUpdate', 'afterUpdate'],
  change: ['scope', 'beforeUpdate', 'afterUpdate'],
  destroy: ['scope', 'beforeDelete', 'afterDelete'],
};

/** The action as the caller sees it; `whole` rows are for the program. */
export type See = (c: Context, action: Action, whole: boolean) => Promise<ActionContext>;

/** What a condition can be; a query, or a column alone, would be one only by how a database takes it for true. */
const conditionKinds: ReadonlySet<string> = new Set([
  ...['AndNode', 'OrNode', 'ParensNode', 'BinaryOperationNode', 'UnaryOperationNode', 'RawNode', 'FunctionNode'],
  ...['CaseNode', 'CastNode'],
]);

const isSource = (value: unknown): value is Source =>
  typeof (value as { toOperationNode?: unknown } | null | undefined)?.toOperationNode === 'function';

/** What a scope gave, as a condition; `undefined`: all rows. Anything but a clear answer is a mistake, never access. */
function readScope(given: unknown, source: string): Source | undefined {
  if (given === true) return undefined;
  if (given === false) return nothing;
  if (isSource(given) && conditionKinds.has(given.toOperationNode().kind)) return given;
  throw new TypeError(`${source} gave no condition: return this.eb(…), true for all rows or false for none.`);
}

async function viewOf(endpoint: RestEndpoint, c: Context, names: readonly Overridable[]): Promise<View> {
  const source = endpoint.constructor.name;
  const scope = names.includes('scope') ? readScope(await endpoint.scope(c), `${source}.scope`) : undefined;
  if (!names.includes('queryset')) return { ...(scope && { scope }) };
  const queryset: unknown = await endpoint.queryset(c);
  if (!isSource(queryset)) throw new TypeError(`${source}.queryset gave no query: return this.select().`);
  return { ...(scope && { scope }), queryset };
}

/** The hooks of an endpoint, as far as it has any. */
function hooksOf(endpoint: RestEndpoint, c: Context, names: readonly Overridable[]): Hooks | undefined {
  const hooks = names.filter((name) => name.startsWith('before') || name.startsWith('after'));
  if (hooks.length === 0) return undefined;
  return Object.fromEntries(
    hooks.map((name) => [name, (...args: [never, never]) => endpoint[name as 'beforeUpdate'](c, ...args)]),
  );
}

/** Which of an endpoint's methods shape an action; none: the action is the same for everybody. */
export const shapedBy = ({ overrides }: Resource, action: Action): readonly Overridable[] =>
  shaping[action].filter((name) => overrides.has(name));

export function compileSee(resource: Resource, action: ActionContext, opened: Opened): See {
  const { endpoint } = resource;
  const shapes = new Map(Object.keys(shaping).map((name) => [name, shapedBy(resource, name as Action)] as const));
  const filledIn = async (c: Context): Promise<Values> => {
    const given: unknown = await endpoint.scopeDefaults(c);
    if (typeof given === 'object' && given !== null) return action.schema.own({ ...given }, 'scopeDefaults');
    throw new TypeError(`${endpoint.constructor.name}.scopeDefaults gave no values: return {} where there are none.`);
  };
  return async (c, name, whole) => {
    const names = shapes.get(name) ?? [];
    const hooks = hooksOf(endpoint, c, names);
    const view = await viewOf(endpoint, c, names);
    const isWhole = whole || hooks !== undefined;
    const isPlain = !isWhole && view.scope === undefined && view.queryset === undefined;
    const table = isPlain ? action.table : action.table.view({ ...view, whole: isWhole });
    return {
      ...action,
      table: hooks === undefined ? table : hooked(table, { hooks, transact: opened.transact, own: action.schema.own }),
      ...(names.includes('scopeDefaults') && { filled: await filledIn(c) }),
    };
  };
}
