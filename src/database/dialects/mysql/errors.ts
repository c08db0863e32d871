/** MySQL's errors, translated once: what the request did wrong gets a status, the rest stays what it is. */
import type { Values } from '../../../model.ts';
import { constraintViolation, databaseBusy, databaseUnavailable, uniqueViolation, unstorable } from '../../refusals.ts';
import { isTlsFailure } from '../../tls.ts';

/** What MySQL says of an error; those of MySQL and MariaDB have the same numbers, but for a few. */
export interface MysqlError extends Error {
  /** The driver knows no names for some numbers of MariaDB. */
  readonly code?: string;
  readonly errno?: number;
}

const isMysqlError = (error: unknown): error is MysqlError =>
  error instanceof Error && ('errno' in error || 'code' in error);

const numberOf = (error: unknown): number => (isMysqlError(error) ? (error.errno ?? 0) : 0);

/** Too many connections, shutting down, killed, gone: of the server. */
const lossNumbers: ReadonlySet<number> = new Set([
  ...[1040, 1042, 1043, 1053, 1077, 1078, 1079, 1080, 1081, 1129, 1152, 1158, 1159, 1160, 1161],
  ...[1203, 1226, 1836, 1927, 2006, 2013, 3169, 4031],
]);
/** Of the network between. */
const lossCodes: ReadonlySet<string> = new Set([
  ...['PROTOCOL_CONNECTION_LOST', 'PROTOCOL_SEQUENCE_TIMEOUT', 'POOL_TIMEOUT', 'HANDSHAKE_NO_SSL_SUPPORT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const lossMessages = /^(?:Can't add new command when connection is in closed state|Pool is closed)/;

/** The connection is gone: what was asked may have been done, or not. */
export const isConnectionLoss = (error: unknown): boolean =>
  error instanceof Error &&
  ((isMysqlError(error) && lossCodes.has(error.code ?? '')) ||
    lossNumbers.has(numberOf(error)) ||
    lossMessages.test(error.message) ||
    isTlsFailure(error));

/** The transaction lost against another, is undone, and may be tried again: a deadlock, or a snapshot that is too old. */
export const mayTryAgain = (error: unknown): boolean => [1213, 1020].includes(numberOf(error));

/** The transaction may be undone, as the server is set. */
export const mayEndTransaction = (error: unknown): boolean => mayTryAgain(error) || numberOf(error) === 1205;

/** Waited too long for a lock, or took too long: on MySQL, on MariaDB, or killed. */
const isTimeout = (error: unknown): boolean => [1205, 3572, 3024, 1969, 1317].includes(numberOf(error));

const duplicate = 1062;

export const isDuplicate = (error: unknown): error is MysqlError => numberOf(error) === duplicate;

/** Of a foreign key: the row is referred to, or it refers to none. */
export const isForeignKeyViolation = (error: unknown): error is MysqlError => [1451, 1452].includes(numberOf(error));

/** NOT NULL, a column without a default, a check: on MySQL, on MariaDB. */
const isRule = (error: unknown): boolean => [1048, 1364, 3819, 4025].includes(numberOf(error));

/** Too long, out of range, not of the type, no JSON. */
const isUnstorable = (error: unknown): boolean =>
  [1406, 1264, 1265, 1292, 1366, 1690, 3140, 3141, 3143, 4078].includes(numberOf(error));

const isConstraint = (error: unknown): boolean =>
  isDuplicate(error) || isForeignKeyViolation(error) || isRule(error) || [1216, 1217].includes(numberOf(error));

/** The column that a message names. */
function columnIn({ message }: MysqlError): string | undefined {
  const column = /for column '([^']+)'|for column [^']*`([^`]+)` at row/.exec(message);
  return column?.[1] ?? column?.[2];
}

/** What a row has, and the columns of the key in which it is not the only one. */
interface Taken {
  readonly fields?: readonly string[];
  readonly values?: Values;
}

/** What an error means for the request; one that isn't its fault comes back as it was. */
export function translate(error: unknown, { fields = [], values = {} }: Taken = {}): unknown {
  if (isConnectionLoss(error)) return databaseUnavailable(error);
  if (!isMysqlError(error)) return error;
  if (mayTryAgain(error) || isTimeout(error)) return databaseBusy(error);
  if (isDuplicate(error)) return uniqueViolation(fields, values, error);
  if (isUnstorable(error)) return unstorable(columnIn(error as MysqlError), error);
  return isConstraint(error) ? constraintViolation(error) : error;
}

/**
 * The same for a query that a user wrote: a value that is taken, or a row that is not there, may be the request's fault;
 * a column that was forgotten is the program's.
 */
export const translateQuery = (error: unknown, taken: Taken = {}): unknown =>
  isRule(error) || isUnstorable(error) ? error : translate(error, taken);
