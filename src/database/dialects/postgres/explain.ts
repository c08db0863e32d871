/** Says of a write that PostgreSQL refused which field it was. */
import { problem, RequestError } from '../../../errors.ts';
import type { Column, Model, Values } from '../../../model.ts';
import type { Refused } from '../../access.ts';
import { keyColumns, type PostgresError, translate } from './errors.ts';

const isForeignKeyViolation = (error: unknown): error is PostgresError =>
  (error as Partial<PostgresError> | null)?.code === '23503';

const violation = (
  problems: ConstructorParameters<typeof RequestError>[1],
  cause: unknown,
): RequestError | undefined =>
  problems.length === 0 ? undefined : new RequestError('foreign_key_violation', problems, { cause });

/** The field of this row whose value stands nowhere in the table that it refers to. */
function missingReference({ model, values = {} }: Refused, error: PostgresError): RequestError | undefined {
  if (error.table !== model.table) return undefined;
  const keys = keyColumns(error);
  const missing = model.columns.filter(
    ({ name, references }) => references !== undefined && keys.includes(name) && values[name] != null,
  );
  return violation(
    missing.map(({ name, writeOnly, references }) => {
      const refusal = {
        type: 'foreign_key_violation',
        msg: `No row of ${references?.table} has this ${references?.column}`,
      };
      return problem(refusal, [name], writeOnly ? undefined : values[name]);
    }),
    error,
  );
}

/** The fields of another table that still refer to the row. */
function remainingReference({ model, all }: Refused, error: PostgresError): RequestError | undefined {
  const keys = keyColumns(error);
  const refers = ({ references }: Column): boolean =>
    references?.table === model.table && keys.includes(references.column);
  const remaining = all
    .filter(({ table }: Model) => table === error.table)
    .flatMap(({ table, columns }) => columns.filter(refers).map(({ name }) => ({ table, name })));
  return violation(
    remaining.map(({ table, name }) => ({
      type: 'foreign_key_violation',
      loc: [table, name],
      msg: `Rows of ${table} refer to this row in ${name}`,
    })),
    error,
  );
}

/** What it means for the request; an error that isn't its fault comes back as it was. */
export function explain(refused: Refused): unknown {
  const { error, model, values = {} } = refused;
  if (isForeignKeyViolation(error))
    return missingReference(refused, error) ?? remainingReference(refused, error) ?? translate(error);
  const secrets = new Set(model.columns.filter(({ writeOnly }) => writeOnly).map(({ name }) => name));
  const sayable: Values = Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)));
  return translate(error, sayable);
}
