/** PostgreSQL's errors, translated once: what the request did wrong gets a status, the rest stays what it is. */
import type { Values } from '../../../model.ts';
import { constraintViolation, databaseBusy, databaseUnavailable, uniqueViolation, unstorable } from '../../refusals.ts';
import { isTlsFailure } from '../../tls.ts';

/** What PostgreSQL says of an error (https://www.postgresql.org/docs/current/protocol-error-fields.html). */
export interface PostgresError extends Error {
  readonly code: string;
  readonly detail?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly column?: string;
}

const isCoded = (error: unknown): error is PostgresError =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string';

/** Of the server, or of the network between. */
const lossCodes: ReadonlySet<string> = new Set([
  ...['57P01', '57P02', '57P03', '08000', '08001', '08003', '08004', '08006', '53300'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const lossMessages =
  /^(?:Connection terminated|timeout e?xpired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** The connection is gone: what was asked may have been done, or not. */
export const isConnectionLoss = (error: unknown): boolean =>
  error instanceof Error &&
  ((isCoded(error) && lossCodes.has(error.code)) || lossMessages.test(error.message) || isTlsFailure(error));

/** A statement that was prepared before its table changed (0A000), or that the connection has lost (26000). */
export const isOutdated = (error: unknown): boolean => {
  const { code, routine } = error as { readonly code?: unknown; readonly routine?: unknown };
  return code === '26000' || (code === '0A000' && routine === 'RevalidateCachedQuery');
};

/** The transaction lost against another, or its statement is outdated: it may be tried again. CockroachDB says the first too. */
export const mayTryAgain = (error: unknown): boolean =>
  isCoded(error) && (error.code === '40001' || error.code === '40P01' || isOutdated(error));

const isTimeout = ({ code }: PostgresError): boolean => code === '57014' || code === '55P03' || code === '25P03';

/** The columns of a violated key, as `Key (a, b)=(1, 2) already exists.` names them in every language. */
export const keyColumns = ({ detail = '' }: PostgresError): readonly string[] =>
  (/\((.+?)\)=\(/.exec(detail)?.[1] ?? '').split(', ').map((name) => name.replace(/^"(.*)"$/, '$1'));

/** An index on an expression has no columns. */
const isColumn = (field: string): boolean => /^\w+$/.test(field);

const unstorableCodes: ReadonlySet<string> = new Set([
  ...['22001', '22003', '22007', '22008', '22021', '22P02', '22P05', '2200M', '2200N'],
]);

/** What an error means for the request; one that isn't its fault comes back as it was. */
export function translate(error: unknown, values: Values = {}): unknown {
  if (isConnectionLoss(error)) return databaseUnavailable(error);
  if (!isCoded(error)) return error;
  if (mayTryAgain(error) || isTimeout(error)) return databaseBusy(error);
  if (error.code === '23505') return uniqueViolation(keyColumns(error).filter(isColumn), values, error);
  if (unstorableCodes.has(error.code)) return unstorable(error.column, error);
  return error.code.startsWith('23') ? constraintViolation(error) : error;
}

/**
 * The same for a query that a user wrote: a value that is taken, or a row that is not there, may be the request's fault;
 * a column that was forgotten is the program's.
 */
export function translateQuery(error: unknown): unknown {
  const isOwn = isCoded(error) && (error.code === '23502' || error.code === '23514' || unstorableCodes.has(error.code));
  return isOwn ? error : translate(error);
}
