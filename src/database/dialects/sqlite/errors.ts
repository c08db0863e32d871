/** SQLite's errors, translated once: what the request did wrong gets a status, the rest stays what it is. */
import { ConfigurationError, problem, RequestError } from '../../../errors.ts';
import type { Values } from '../../../model.ts';
import { databaseBusy } from '../../refusals.ts';

interface SqliteError extends Error {
  readonly code: string;
}

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && error.name === 'SqliteError' && 'code' in error;

export const isBusy = (error: unknown): boolean =>
  isSqliteError(error) && (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED'));

export const isForeignKeyViolation = (error: unknown): boolean =>
  isSqliteError(error) && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';

/** 409 with one entry for each field that holds a value which is already taken. */
function uniqueViolation(fields: readonly string[], values: Values, cause: unknown): RequestError {
  const refusal = { type: 'unique_violation', msg: `A row with this ${fields.join(' and ')} already exists` };
  const problems = fields.map((field) => problem(refusal, [field], values[field]));
  return new RequestError('unique_violation', problems, { cause });
}

/** 409: a check, a foreign key or a trigger that the database has and no class declares; its text may tell too much. */
const constraintViolation = (cause: unknown): RequestError =>
  new RequestError(
    'constraint_violation',
    [{ type: 'constraint_violation', loc: [], msg: 'A rule of the database refuses this change' }],
    { cause },
  );

/** What a failed write means for the request; an error that isn't its fault comes back as it was. */
export function translate(error: unknown, values: Values): unknown {
  if (!isSqliteError(error)) return error;
  if (isBusy(error)) return databaseBusy(error);
  const named = /(?:UNIQUE|PRIMARY KEY) constraint failed: (.+)$/.exec(error.message)?.[1];
  if (named !== undefined && !named.startsWith('index ')) {
    const fields = named.split(', ').map((name) => name.slice(name.indexOf('.') + 1));
    return uniqueViolation(fields, values, error);
  }
  return error.code.startsWith('SQLITE_CONSTRAINT') ? constraintViolation(error) : error;
}

/**
 * The same for a query that a user wrote: a value that is taken, or a row that is not there, may be the request's fault;
 * a column that was forgotten is the program's.
 */
export function translateQuery(error: unknown): unknown {
  const translated = translate(error, {});
  const isRule = translated instanceof RequestError && translated.code === 'constraint_violation';
  return isRule && !isForeignKeyViolation(error) ? error : translated;
}

/** The file can't be used as a database; the program names another. */
export const cannotOpen = (file: string, cause: unknown): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'database_url',
      where: 'database',
      problem: `SQLite can't open "${file}": ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Check that the folder exists, that it may be written, and that the file is a SQLite database.',
    },
  ]);
