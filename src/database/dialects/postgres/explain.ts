/** Says of a write that PostgreSQL refused which field it was. */
import type { RequestError } from '../../../errors.ts';
import type { Column, Model } from '../../../model.ts';
import type { Refused } from '../../access.ts';
import { missingReferences, remainingReferences, sayable } from '../../refusals.ts';
import { keyColumns, type PostgresError, translate } from './errors.ts';

const isForeignKeyViolation = (error: unknown): error is PostgresError =>
  (error as Partial<PostgresError> | null)?.code === '23503';

/** The field of this row whose value stands nowhere in the table that it refers to. */
function missingReference({ model, values = {} }: Refused, error: PostgresError): RequestError | undefined {
  if (error.table !== model.table) return undefined;
  const keys = keyColumns(error);
  const missing = model.columns.filter(
    ({ name, references }) => references !== undefined && keys.includes(name) && values[name] != null,
  );
  return missingReferences(missing, values, error);
}

/** The fields of another table that still refer to the row. */
function remainingReference({ model, all }: Refused, error: PostgresError): RequestError | undefined {
  const keys = keyColumns(error);
  const refers = ({ references }: Column): boolean =>
    references?.table === model.table && keys.includes(references.column);
  const remaining = all
    .filter(({ table }: Model) => table === error.table)
    .flatMap(({ table, columns }) => columns.filter(refers).map(({ name }) => ({ table, name })));
  return remainingReferences(remaining, error);
}

/** What it means for the request; an error that isn't its fault comes back as it was. */
export function explain(refused: Refused): unknown {
  const { error, model, values = {} } = refused;
  if (isForeignKeyViolation(error))
    return missingReference(refused, error) ?? remainingReference(refused, error) ?? translate(error);
  return translate(error, sayable(values, model));
}
