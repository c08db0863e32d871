/** A database made by the Python original is used as it is: its tables are found under the names that it gave them. */
import type { Model } from '../model.ts';

/** The models under the names that their tables have in this database, and a notice for each that differs. */
export function adoptLegacyTables(
  models: readonly Model[],
  tables: ReadonlySet<string>,
): { models: readonly Model[]; notices: readonly string[] } {
  const renamed = new Map<string, string>();
  for (const { table, legacyTable } of models) {
    if (legacyTable !== undefined && !tables.has(table) && tables.has(legacyTable)) renamed.set(table, legacyTable);
  }
  if (renamed.size === 0) return { models, notices: [] };
  const nameOf = (table: string): string => renamed.get(table) ?? table;
  return {
    models: models.map((model) => ({
      ...model,
      table: nameOf(model.table),
      isLegacy: renamed.has(model.table),
      columns: model.columns.map((column) => ({
        ...column,
        // The original declares its times nullable, and some rows may have none.
        nullable:
          column.nullable || (renamed.has(model.table) && column.input === 'none' && column.type === 'datetime'),
        ...(column.references && {
          references: { ...column.references, table: nameOf(column.references.table) },
        }),
      })),
    })),
    notices: [...renamed].map(([name, legacy]) => `table ${legacy}, made by the Python original, is used for ${name}.`),
  };
}
