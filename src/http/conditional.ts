/** Conditional requests (RFC 9110, 13): an entity tag from a row's version, and what a client says of it. */
import { RequestError } from '../errors.ts';

/** Strong: a version is one state of a row, and an id never comes to mean another row. */
export const etagOf = (version: unknown): string => `"${version}"`;

const tags = (header: string): readonly string[] => header.split(',').map((tag) => tag.trim());

/** Whether `If-None-Match` says that the client has this state already; weak tags count, as they do for GET. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tags(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag);
}

/** 412: the row is not in the state that `If-Match` names. */
export const preconditionFailed = (): RequestError =>
  new RequestError('precondition_failed', 'the row has changed since you read it');

/**
 * The version that `If-Match` names; `undefined` where there is none or it says `*`. A list of tags, or one that no row
 * can have, names none of ours: 412.
 */
export function readIfMatch(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw preconditionFailed();
  return Number(version);
}
