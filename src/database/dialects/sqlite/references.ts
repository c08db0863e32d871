/** SQLite says that some foreign key failed, not which: this finds the field. */
import type { RequestError } from '../../../errors.ts';
import type { Column, Key, Model, Values } from '../../../model.ts';
import { missingReferences, remainingReferences } from '../../refusals.ts';
import type { Run } from './run.ts';

type Reference = Column & { readonly references: NonNullable<Column['references']> };

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const holds = (run: Run, at: { table: string; column: string }, value: unknown): boolean =>
  run({ sql: `select 1 from ${quote(at.table)} where ${quote(at.column)} = ? limit 1` }, [value]).length > 0;

const referencing = (model: Model): readonly Reference[] =>
  model.columns.filter((column): column is Reference => column.references !== undefined);

/** Values that a write was refused with, and how they are bound. */
interface Refused {
  readonly values: Values;
  readonly encode: (name: string, value: unknown) => unknown;
}

/** 409 with one entry for each field whose value stands nowhere in the table that it refers to. */
export function missingReference(run: Run, model: Model, { values, encode }: Refused): RequestError | undefined {
  const missing = referencing(model).filter(({ name, references }) => {
    const value = values[name];
    return value !== undefined && value !== null && !holds(run, references, encode(name, value));
  });
  return missingReferences(missing, values);
}

/** A row that is changed or deleted: which, of which model, and in which columns; absent: it goes whole. */
interface Referenced {
  readonly model: Model;
  readonly all: readonly Model[];
  readonly id: Key;
  readonly columns?: readonly string[];
}

/** 409 with one entry for each field of another table that still refers to the row. */
export function remainingReference(run: Run, { model, all, id, columns }: Referenced): RequestError | undefined {
  const value = (column: string): unknown =>
    run(
      { sql: `select ${quote(column)} as value from ${quote(model.table)} where ${quote(model.primaryKey.name)} = ?` },
      [id],
    )[0]?.value;
  const remaining = all.flatMap((other) =>
    referencing(other)
      .filter(({ references }) => references.table === model.table)
      .filter(({ references }) => columns === undefined || columns.includes(references.column))
      .filter(({ name, references }) => holds(run, { table: other.table, column: name }, value(references.column)))
      .map(({ name }) => ({ table: other.table, name })),
  );
  return remainingReferences(remaining);
}
