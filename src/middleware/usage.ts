/** How much of a rate limit is used up, and the headers that say so. */
import type { Context } from 'hono';
import { RequestError } from '../errors.ts';
import { changeable } from '../http/reply-headers.ts';

/** What a limiter says of a request that it has counted. */
export interface Usage {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends and counting starts anew. */
  readonly resetSeconds: number;
}

const usageHeaders = ({ limit, remaining, resetSeconds }: Usage): Readonly<Record<string, string>> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});

/** 429, with what is left of the window rather than all of it. */
export const tooManyRequests = (usage: Usage): RequestError =>
  new RequestError('too_many_requests', 'Too many requests. Please try again later.', {
    headers: { 'retry-after': String(usage.resetSeconds), ...usageHeaders(usage) },
  });

const key = 'lightapiRateLimit';

/** Keeps what a limiter said, for the reply that is not there yet: a header set on `c` is lost to a `new Response`. */
export const noteUsage = (c: Context, usage: Usage): void => c.set(key, usage);

/** Says on a reply what a limiter said of its request, if one did. */
export function withUsage(c: Context, response: Response): Response {
  const usage: Usage | undefined = c.get(key);
  if (usage === undefined) return response;
  const open = changeable(response);
  for (const [name, value] of Object.entries(usageHeaders(usage))) open.headers.set(name, value);
  return open;
}
