/** The `Forwarded` header (RFC 7239), as far as a trusted proxy wrote it. */
import type { Context } from 'hono';

/**
 * What each hop says about `name`, the nearest last; `undefined` where there is no such header. Split at every comma,
 * quoted or not: what a proxy appends holds none, and a quote that a client left open must not swallow it.
 */
export function forwardedValues(c: Context, name: 'for' | 'proto' | 'host'): readonly string[] | undefined {
  return c.req
    .header('forwarded')
    ?.split(',')
    .map((hop) => parameter(hop, name));
}

/** `for="[2001:db8::1]:80"; proto=https`: one value of it, without its quotes; empty where it is absent. */
function parameter(hop: string, name: string): string {
  for (const pair of hop.split(';')) {
    const [key = '', value = ''] = pair.split('=');
    if (key.trim().toLowerCase() === name) return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return '';
}
