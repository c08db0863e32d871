/** The address under which a client knows what it asked for: the request's, or what a trusted proxy says of it. */
import type { Context } from 'hono';
import { forwardedValues } from './forwarded.ts';
import { compileTrust, peerAddress } from './trusted-proxies.ts';

type PublicUrl = (c: Context) => string;

const hostText = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Tells the URL of a request for absolute links: scheme and host of `X-Forwarded-Proto` and `X-Forwarded-Host`, or of
 * `Forwarded` where none of these is there, if the peer is one of the proxies and what it says can be such. Of a list
 * the last counts: the nearest proxy wrote that one.
 */
export function compilePublicUrl(trustedProxies: readonly string[]): PublicUrl {
  if (trustedProxies.length === 0) return ({ req }) => req.url;
  const trusts = compileTrust(trustedProxies);
  return (c) => (trusts(peerAddress(c)) ? forwardedUrl(c) : c.req.url);
}

function forwardedUrl(c: Context): string {
  const { req } = c;
  const isOwn = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'].some((name) => req.header(name));
  const said = (name: 'proto' | 'host'): string => {
    const hops = isOwn ? req.header(`x-forwarded-${name}`)?.split(',') : forwardedValues(c, name);
    return hops?.at(-1)?.trim() ?? '';
  };
  const [proto, host] = [said('proto').toLowerCase(), said('host')];
  const start = req.url.indexOf('/', req.url.indexOf('//') + 2);
  const [scheme = 'http', authority = ''] = req.url.slice(0, start).split('://');
  return `${/^https?$/.test(proto) ? proto : scheme}://${hostText.test(host) ? host : authority}${req.url.slice(start)}`;
}
