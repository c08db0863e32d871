/** One model, compiled: its statements, its conditions, what its rows are known by. */
import { ExpressionWrapper, type Kysely, sql } from 'kysely';
import type { Column, Key, Model, Values } from '../model.ts';
import type { Encode, Engine } from './access.ts';
import { type Condition, type Conditions, compileConditions } from './conditions.ts';
import type { View } from './database.ts';
import { readView, type Seen } from './seen.ts';
import { compileSelections, type Selections } from './selection.ts';
import {
  compileStatements,
  keepStatements,
  keyed,
  newValue,
  type Statement,
  type Statements,
  type Tables,
} from './statements.ts';
import type { SuitNode } from './suited.ts';
import { compileTags, type Tags } from './tags.ts';

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

/** The statements of one model. */
export interface Compiled extends Omit<TableSource, 'kysely' | 'suit'>, Tags {
  readonly encode: Encode;
  readonly statements: Statements;
  readonly keep: ReturnType<typeof keepStatements>;
  readonly conditions: Conditions;
  readonly selections: Selections;
  readonly read: (view: View) => Seen;
  readonly idIs: (id: Key) => Condition;
  /** New values as they are bound. */
  readonly encoded: (values: Values) => Record<string, unknown>;
}

export const bind = ({ order }: Statement, values: Values): unknown[] => order.map((name) => values[name]);

/** `tagged` are the columns that name a state of a row, where it has no version. */
export function compileTable(source: TableSource, tagged: readonly Column[]): Compiled {
  const { engine, model, all, kysely, suit } = source;
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
    read: (view) =>
      readView(view, { model, suit, compile: (node) => sql`${new ExpressionWrapper(node)}`.compile(kysely) }),
    idIs: (id) => ({ column: primaryKey, is: 'eq', value: id }),
    ...compileTags(model, tagged),
    encoded: (values) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [newValue(name), encode(name, value)])),
  };
}
