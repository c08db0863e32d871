/** Says of a write that SQLite refused which field it was. */
import type { Refused } from '../../access.ts';
import { sayable } from '../../refusals.ts';
import { isForeignKeyViolation, translate } from './errors.ts';
import { missingReference, remainingReference } from './references.ts';
import type { Run } from './run.ts';

/** What it means for the request; an error that isn't its fault comes back as it was. */
export function explain({ error, model, all, values, id, encode, ...rest }: Refused): unknown {
  // Here, statements run at once.
  const run = rest.run as unknown as Run;
  if (!isForeignKeyViolation(error)) return translate(error, sayable(values ?? {}, model));
  const missing = values && missingReference(run, model, { values, encode });
  const changed = values && { columns: Object.keys(values) };
  const remaining = (): unknown => id !== undefined && remainingReference(run, { model, all, id, ...changed });
  return missing ?? (remaining() || translate(error, {}));
}
