/** The headers of replies that are made already, whoever made them. */
import type { Context } from 'hono';

type Entries = readonly (readonly [name: string, value: string])[];

/** The reply itself; a copy of one whose headers are fixed, as those of `fetch()` and `Response.redirect()` are. */
export const changeable = (response: Response): Response =>
  isFixed(response.headers) ? new Response(response.body, response) : response;

/** Nothing but a change tells whether headers can be changed: this one changes none that there is. */
function isFixed(headers: Headers): boolean {
  try {
    headers.delete('x-lightapi-probe');
    return false;
  } catch {
    return true;
  }
}

/** The reply with headers that it lacks; what it says itself stands. */
export function completed(response: Response, entries: Entries): Response {
  const missing = entries.filter(([name, value]) =>
    name === 'set-cookie' ? !response.headers.getSetCookie().includes(value) : !response.headers.has(name),
  );
  if (missing.length === 0) return response;
  const open = changeable(response);
  for (const [name, value] of missing) open.headers.append(name, value);
  return open;
}

/** What `c.header()` said so far: Hono forgets it where a reply is a `new Response`, as ours are. */
export const preparedHeaders = (c: Context): Entries => [...c.newResponse(null).headers];

/** The reply so far, for changing its headers in place: a reply that is built anew leaves the server's fast path. */
export function openReply(c: Context): Response {
  replaceReply(c, changeable(c.res));
  return c.res;
}

/** Puts another reply in the place of the one so far: Hono would carry headers of the old one over. */
export function replaceReply(c: Context, response: Response): void {
  if (response === c.res) return;
  c.res = undefined;
  c.res = response;
}
