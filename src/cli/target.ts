/** The tables of an app as its owner works on them: whole but for secrets, past scopes, permissions and hooks. */

import type { Opened, Table } from '../database/database.ts';
import type { Column, Model } from '../model.ts';
import { type BodySchema, compileSchema } from '../schema/schema.ts';
import type { OpenedApp } from '../tools.ts';
import { Fault } from './fault.ts';

/** One table, by its route. */
export interface Target {
  readonly route: string;
  readonly model: Model;
  readonly table: Table;
  /** What a row may say. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly schema: BodySchema;
}

export interface Targets {
  readonly all: readonly Target[];
  /** Throws `Fault` where no route has this name. */
  readonly at: (route: string, line?: number) => Target;
  readonly session: Opened['session'];
}

/** Milliseconds that a session may take: as long as a timer of Node's can count. */
export const noLimit = 2 ** 31 - 1;

/** What the database or the app says where nobody does: the key, `created_at`, `updated_at`, `version`. */
const automatic = (column: Column): Column => ({
  ...column,
  input: 'optional',
  nullable: true,
  constraints: column.name === 'version' ? { ge: 1 } : column.constraints,
});

/** The owner gives what clients may not: columns that are `readOnly`, and the automatic ones. */
const givable = (column: Column): Column =>
  column.input === 'none' ? automatic(column) : { ...column, readOnly: false };

const owned = (model: Model): Model => {
  const visible = model.columns.filter(({ writeOnly }) => !writeOnly);
  return { ...model, shown: { read: visible, write: visible } };
};

export function openTargets({ database, resources }: OpenedApp): Targets {
  const models = resources.map(({ model }) => owned(model));
  const { tables, session } = database.open(models);
  const all = tables.flatMap((table, at): Target[] => {
    const [resource, model] = [resources[at], models[at]];
    if (resource === undefined || model === undefined) return [];
    const columns = model.columns.map(givable);
    return [
      {
        route: resource.route,
        model,
        table,
        columns: new Map(columns.map((column) => [column.name, column])),
        schema: compileSchema({ ...model, columns }),
      },
    ];
  });
  const at: Targets['at'] = (route, line) => {
    const target = all.find((each) => each.route === route);
    if (target !== undefined) return target;
    const routes = all.map((each) => each.route).join(', ');
    throw new Fault(`${JSON.stringify(route)} is no route. Routes: ${routes}.`, line);
  };
  return { all, at, session };
}
