/** SQLite's errors, translated once: what the request did wrong gets a status, the rest stays what it is. */
import { ConfigurationError, RequestError } from '../../../errors.ts';
import type { Values } from '../../../model.ts';
import { constraintViolation, databaseBusy, uniqueViolation } from '../../refusals.ts';

interface SqliteError extends Error {
  readonly code: string;
}

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && error.name === 'SqliteError' && 'code' in error;

export const isBusy = (error: unknown): boolean =>
  isSqliteError(error) && (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED'));

export const isForeignKeyViolation = (error: unknown): boolean =>
  isSqliteError(error) && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';

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
