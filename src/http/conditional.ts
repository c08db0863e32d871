/** Conditional requests (RFC 9110, 13): an entity tag from a row's state, and what a client says of it. */
import { RequestError } from '../errors.ts';

/** Strong: a tag is one state of a row, and an id never comes to mean another row. */
export const etagOf = (tag: string): string => `"${tag}"`;

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
 * The tags that `If-Match` names, without their quotes, of which one must be the row's; `undefined` where there is none
 * or it says `*`. Weak tags match nothing; where none is strong, it is 412.
 */
export function readIfMatch(ifMatch: string | undefined): readonly string[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const strong = tags(ifMatch).flatMap((tag) => /^"([!#-~]{0,100})"$/.exec(tag)?.[1] ?? []);
  if (strong.length === 0) throw preconditionFailed();
  return strong;
}

/** 428: a change must say which state of the row it is of. */
export const preconditionRequired = (): RequestError =>
  new RequestError('precondition_required', 'send If-Match with the ETag that you read');
