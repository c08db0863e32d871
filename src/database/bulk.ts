/** Many rows of a table in one statement. */
import { type Awaitable, whenReady } from '../awaitable.ts';
import type { Values } from '../model.ts';
import type { Run } from './access.ts';
import type { Compiled } from './compiled.ts';
import type { Statement } from './statements.ts';

/** Runs a write; says what its refusal means. */
type Attempt = (
  run: Run,
  write: readonly [Statement, readonly unknown[]],
  about: { readonly values?: Values },
) => Awaitable<unknown>;

/** Compiles the insertion of rows of which some columns are said; one statement for each number of rows is kept. */
export const bulkInsert =
  ({ engine, model, statements, keep, encode }: Compiled, attempt: Attempt) =>
  (run: Run, names: readonly string[], rows: readonly Values[]): Awaitable<void> => {
    const [values = {}] = rows;
    const statement = keep(`insert ${rows.length} ${names.join()}`, () => statements.insertAll(names, rows.length));
    const bound = rows.flatMap((row) => names.map((name) => encode(name, row[name])));
    // Of several rows, it is not known which one is refused.
    return whenReady(attempt(run, [statement, bound], rows.length === 1 ? { values } : {}), () => {
      const { table, primaryKey } = model;
      const isGiven = primaryKey.generated === true && names.includes(primaryKey.name);
      const pass = isGiven ? engine.passKeys?.(table, primaryKey.name) : undefined;
      return pass === undefined ? undefined : whenReady(run(pass, []), () => undefined);
    });
  };
