/** Says of a write that MySQL refused which field it was. */
import type { RequestError } from '../../../errors.ts';
import type { Column } from '../../../model.ts';
import type { Refused } from '../../access.ts';
import { missingReferences, remainingReferences, sayable } from '../../refusals.ts';
import { isDuplicate, isForeignKeyViolation, type MysqlError, translate } from './errors.ts';
import { columnsOf } from './keys.ts';

/** What the message names: `test`.`books`, CONSTRAINT … FOREIGN KEY (`author_id`) REFERENCES `authors` (`id`). */
function foreignKeyIn({ message }: MysqlError) {
  const found = /`([^`]+)`, CONSTRAINT .* FOREIGN KEY \((.+?)\) REFERENCES [^(]*\((.+?)\)/.exec(message);
  const [, table = '', columns = '', referenced = ''] = found ?? [];
  const names = (list: string): readonly string[] => [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return { table, columns: names(columns), referenced: names(referenced) };
}

/** The field of this row whose value stands nowhere in the table that it refers to. */
function missingReference({ model, values = {} }: Refused, error: MysqlError): RequestError | undefined {
  const { table, columns } = foreignKeyIn(error);
  if (table !== model.table) return undefined;
  const missing = model.columns.filter(
    ({ name, references }) => references !== undefined && columns.includes(name) && values[name] != null,
  );
  return missingReferences(missing, values, error);
}

/** The fields of another table that still refer to the row. */
function remainingReference({ model, all }: Refused, error: MysqlError): RequestError | undefined {
  const { table, columns } = foreignKeyIn(error);
  const refers = ({ name, references }: Column): boolean => references?.table === model.table && columns.includes(name);
  const remaining = all
    .filter((other) => other.table === table)
    .flatMap((other) => other.columns.filter(refers).map(({ name }) => ({ table, name })));
  return remainingReferences(remaining, error);
}

/** What it means for the request; an error that isn't its fault comes back as it was. */
export async function explain(refused: Refused): Promise<unknown> {
  const { error, model, values = {}, run } = refused;
  if (isForeignKeyViolation(error)) {
    // A row that refers to its own table is of both kinds by its tables.
    const isMissing = error.errno === 1452;
    return (isMissing ? missingReference(refused, error) : remainingReference(refused, error)) ?? translate(error);
  }
  if (!isDuplicate(error)) return translate(error, { values: sayable(values, model) });
  const ask = async (sql: string, bound: readonly unknown[]) => run({ sql, order: [] }, bound);
  return translate(error, { values: sayable(values, model), fields: await columnsOf(error, ask, model.table) });
}
