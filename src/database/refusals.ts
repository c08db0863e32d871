/** What is said where a database refuses, or can't answer now, whichever it is. */
import { ConfigurationError, type Problem, problem, RequestError } from '../errors.ts';
import type { Column, Model, Values } from '../model.ts';
import { isTlsFailure } from './tls.ts';

const soon = { 'retry-after': '1' };

/** 503: others hold what a request needs. */
export const databaseBusy = (cause?: unknown): RequestError =>
  new RequestError('database_busy', 'the database is busy, try again', { headers: soon, cause });

/** 503: the server of the database can't be reached. */
export const databaseUnavailable = (cause?: unknown): RequestError =>
  new RequestError('database_unavailable', 'the database is unavailable, try again', { headers: soon, cause });

/** 409: a rule that the database has and no class declares; its text may tell too much. */
export const constraintViolation = (cause: unknown): RequestError =>
  new RequestError(
    'constraint_violation',
    [{ type: 'constraint_violation', loc: [], msg: 'A rule of the database refuses this change' }],
    { cause },
  );

/** 409 with one entry for each field that holds a value which is already taken. */
export function uniqueViolation(fields: readonly string[], values: Values, cause: unknown): RequestError {
  if (fields.length === 0) return constraintViolation(cause);
  const refusal = { type: 'unique_violation', msg: `A row with this ${fields.join(' and ')} already exists` };
  const problems = fields.map((field) => problem(refusal, [field], values[field]));
  return new RequestError('unique_violation', problems, { cause });
}

/** 422: a value that its type in the database can't hold, as a NUL in a text. */
export function unstorable(column: string | undefined, cause: unknown): RequestError {
  const msg = 'The database can not hold this value';
  return new RequestError('validation_failed', [{ type: 'value_error', loc: column ? [column] : [], msg }], { cause });
}

const foreignKeyViolation = (problems: readonly Problem[], cause?: unknown): RequestError | undefined =>
  problems.length === 0 ? undefined : new RequestError('foreign_key_violation', problems, { cause });

/** 409 with one entry for each of these fields: its value stands nowhere in the table that it refers to. */
export const missingReferences = (
  columns: readonly Column[],
  values: Values,
  cause?: unknown,
): RequestError | undefined =>
  foreignKeyViolation(
    columns.flatMap(({ name, writeOnly, references }) => {
      if (references === undefined) return [];
      const { table, column } = references;
      const refusal = { type: 'foreign_key_violation', msg: `No row of ${table} has this ${column}` };
      return [problem(refusal, [name], writeOnly ? undefined : values[name])];
    }),
    cause,
  );

/** 409 with one entry for each of these fields of other tables: it still refers to the row. */
export const remainingReferences = (
  fields: readonly { readonly table: string; readonly name: string }[],
  cause?: unknown,
): RequestError | undefined =>
  foreignKeyViolation(
    fields.map(({ table, name }) => ({
      type: 'foreign_key_violation',
      loc: [table, name],
      msg: `Rows of ${table} refer to this row in ${name}`,
    })),
    cause,
  );

/** The values of a row that may be said back. */
export function sayable(values: Values, { columns }: Pick<Model, 'columns'>): Values {
  const secrets = new Set(columns.filter(({ writeOnly }) => writeOnly).map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)));
}

/** The server of a database can't be used; the program names another. */
export const cannotOpenServer = (label: string, cause: unknown): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'database_url',
      where: 'database',
      problem: `${label} can't be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: isTlsFailure(cause)
        ? "Give the CA of the server's certificate, by sslrootcert=… in the URL or databaseOptions.tls.ca, and the host by the name in it."
        : 'Check host, port, user, password and the name of the database, and that the server runs.',
    },
  ]);
