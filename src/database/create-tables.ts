/** What a start may make: all that can be added, the tables that are missing, or nothing. */
import type { ConfigurationProblem } from '../errors.ts';
import type { Model } from '../model.ts';
import type { Comparison } from './compare.ts';

export const createTablesChoices = ['never', 'missing', 'sync'] as const;
export type CreateTables = (typeof createTablesChoices)[number];

/** Where the migrations stand that a database has. */
export const migrationsTable = 'lightapi_migrations';

/** A database that migrations have changed is changed by migrations alone, where nothing else is said. */
export const createTablesOf = (said: CreateTables | undefined, tables: ReadonlySet<string>): CreateTables =>
  said ?? (tables.has(migrationsTable) ? 'never' : 'sync');

const remedy = 'Run "lightapi migrate diff", then "lightapi migrate up".';

/** What would be made, and may not. `comparison` is absent where the table is. */
export function* withheld(
  model: Model,
  comparison: Comparison | undefined,
  createTables: CreateTables,
): Iterable<ConfigurationProblem> {
  const lacks = (where: string, problem: string): ConfigurationProblem => ({
    code: 'table_differs',
    where: `${model.name}, ${where}`,
    problem,
    remedy,
  });
  if (createTables === 'sync') return;
  if (comparison === undefined) {
    if (createTables === 'never') yield lacks(model.table, 'is not in the database.');
    return;
  }
  const { missingColumns, missingIndexes } = comparison;
  for (const { name } of missingColumns) yield lacks(`${model.table}.${name}`, 'is not in the database.');
  for (const { name, unique } of missingIndexes.filter((column) => !missingColumns.includes(column))) {
    yield lacks(`${model.table}.${name}`, `has no ${unique ? 'unique ' : ''}index in the database.`);
  }
}
