/** What is said where a database can't answer now, whichever it is. */
import { RequestError } from '../errors.ts';

const soon = { 'retry-after': '1' };

/** 503: others hold what a request needs. */
export const databaseBusy = (cause?: unknown): RequestError =>
  new RequestError('database_busy', 'the database is busy, try again', { headers: soon, cause });

/** 503: the server of the database can't be reached. */
export const databaseUnavailable = (cause?: unknown): RequestError =>
  new RequestError('database_unavailable', 'the database is unavailable, try again', { headers: soon, cause });
