/** One model, compiled: its statements, its conditions, what its rows are known by. */
import { ExpressionWrapper, type Kysely, sql } from 'kysely';
import type { Key, Model, Values } from '../model.ts';
import type { Engine } from './access.ts';
import { compileConditions } from './conditions.ts';
import type { View } from './database.ts';
import { readView, type Seen } from './seen.ts';
import { compileSelections } from './selection.ts';
import { compileStatements, keepStatements, keyed, newValue, type Statement, type Tables } from './statements.ts';
import type { SuitNode } from './suited.ts';
import { compileTags } from './tags.ts';

/** What tables are compiled with. */
export interface TableSource {
  readonly engine: Engine;
  readonly model: Model;
  /** All of the app: a row may be held by others. */
  readonly all: readonly Model[];
  readonly kysely: Kysely<Tables>;
  /** Makes a user's query fit the database. */
  readonly suit: SuitNode;
}

export const bind = ({ order }: Statement, values: Values): unknown[] => order.map((name) => values[name]);
/** The statements of one model. */
export function compileTable({ engine, model, all, kysely, suit }: TableSource) {
  const { columns, shown, primaryKey } = model;
  const { spelling } = engine;
  const encode = engine.encode(columns);
  return {
    engine,
    model,
    all,
    encode,
    statements: compileStatements(kysely, model, spelling),
    keep: keepStatements(),
    conditions: compileConditions({ model, encode }, spelling),
    selections: compileSelections({ db: kysely, model, columns: keyed(shown.read, model), encode }, spelling),
    read: (view: View): Seen =>
      readView(view, { model, suit, compile: (node) => sql`${new ExpressionWrapper(node)}`.compile(kysely) }),
    idIs: (id: Key) => ({ column: primaryKey, is: 'eq', value: id }) as const,
    ...compileTags(model),
    /** New values as they are bound. */
    encoded: (values: Values): Record<string, unknown> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [newValue(name), encode(name, value)])),
  };
}

export type Compiled = ReturnType<typeof compileTable>;
