/** Which pages of other origins may read replies. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Complain } from '../complain.ts';
import { openReply } from '../http/reply-headers.ts';
import { secureHeaders } from '../http/secure-headers.ts';

const allowedMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** What a script may read besides the body. */
const exposed = [
  'Allow',
  'Cache-Status',
  'ETag',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-ID',
].join(', ');

/** How long a browser may remember the answer to a preflight, in seconds. */
const maxAge = '600';

/** What `Access-Control-Request-Headers` may be, to be sent back: names and commas. */
const headerNames = /^[\w!#$%&'*+.^`|~, -]{1,4096}$/;

type CorsHeaders = Readonly<Record<string, string>>;

/** `https://App.example:443` as browsers say it: `https://app.example`; `undefined` for what is no origin. */
function readOrigin(text: unknown): string | undefined {
  const isOne = typeof text === 'string' && /^[a-z][a-z\d+.-]*:\/\/[^/?#@*\\\s]+$/i.test(text) && URL.canParse(text);
  if (!isOne) return undefined;
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}

/** Notes what is neither `*` nor an origin. */
export function checkCorsOrigins(origins: unknown, complain: Complain): void {
  const remedy = "Give '*', or scheme, host and port as a browser sends them: 'https://app.example'.";
  if (!Array.isArray(origins)) complain('bad_option', 'it is no list.', remedy);
  for (const origin of Array.isArray(origins) ? origins : []) {
    if (origin !== '*' && readOrigin(origin) === undefined) {
      complain('bad_option', `${JSON.stringify(origin)} is no origin.`, remedy);
    }
  }
}

/** What an origin is told: credentials are for the listed alone, `*` is for those who send none. */
function compileGrants(origins: readonly string[]): (origin: string | undefined) => CorsHeaders | undefined {
  const expose = { 'access-control-expose-headers': exposed };
  const everyone = origins.includes('*') ? { 'access-control-allow-origin': '*', ...expose } : undefined;
  const listed = new Map<string | undefined, CorsHeaders>();
  for (const origin of origins.flatMap((each) => readOrigin(each) ?? [])) {
    const own = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
    listed.set(origin, { ...own, ...expose });
  }
  return (origin) => listed.get(origin) ?? everyone;
}

/**
 * Answers preflights, and says on every other reply, errors too, which origin may read it. To stand outside all other
 * middleware: a preflight brings no credentials. `undefined` where no origin is named.
 *
 * Hono's own `cors` is not used: it sets its headers before the reply is there, so that a reply put in the place of
 * another has none, sends `Allow-Credentials` to origins that are not listed, and takes every OPTIONS for a preflight.
 */
export function compileCors(corsOrigins: readonly string[] | undefined): MiddlewareHandler | undefined {
  if (corsOrigins === undefined || corsOrigins.length === 0) return undefined;
  const grant = compileGrants(corsOrigins);
  const varies = corsOrigins.some((origin) => origin !== '*');
  return async (c, next) => {
    const granted = grant(c.req.header('origin'));
    const reply = isPreflight(c) ? answerPreflight(c, granted) : undefined;
    if (reply === undefined) await next();
    const { headers } = reply ?? openReply(c);
    for (const name in granted) headers.set(name, granted[name] ?? '');
    if (varies) headers.append('vary', 'Origin');
    return reply;
  };
}

const isPreflight = ({ req }: Context): boolean =>
  req.method === 'OPTIONS' &&
  req.header('origin') !== undefined &&
  req.header('access-control-request-method') !== undefined;

/** Statuses and texts are the original's. */
function answerPreflight({ req }: Context, granted: CorsHeaders | undefined): Response {
  if (granted === undefined) return new Response('Disallowed CORS origin', { status: 400, headers: secureHeaders });
  const method = req.header('access-control-request-method') ?? '';
  const headers = new Headers({
    ...secureHeaders,
    'access-control-allow-methods': allowedMethods.join(', '),
    'access-control-max-age': maxAge,
  });
  const wanted = req.header('access-control-request-headers') ?? '';
  if (headerNames.test(wanted)) {
    headers.set('access-control-allow-headers', wanted);
    headers.set('vary', 'Access-Control-Request-Headers');
  }
  const isKnown = allowedMethods.includes(method);
  return new Response(isKnown ? 'OK' : 'Disallowed CORS method', { status: isKnown ? 200 : 400, headers });
}
