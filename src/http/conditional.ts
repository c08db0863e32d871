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
 * The versions that `If-Match` names, of which one must be the row's; `undefined` where there is none or it says `*`.
 * Weak tags and those that no row can have match nothing; none that can is 412.
 */
export function readIfMatch(ifMatch: string | undefined): readonly number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const versions = tags(ifMatch).flatMap((tag) => {
    const version = /^"(0|[1-9]\d{0,14})"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  if (versions.length === 0) throw preconditionFailed();
  return versions;
}
