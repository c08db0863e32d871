/** Whose request it is, by address: the peer's, or what a trusted proxy says in its place. */
import type { Context } from 'hono';
import { forwardedValues } from './forwarded.ts';
import { compileTrust, peerAddress, readAddress, type Trust } from './trusted-proxies.ts';

export type ClientAddress = (c: Context) => string;

/**
 * Tells the address of a request's client; `unknown` for all whose peer can't be seen. `X-Forwarded-For` and `Forwarded`
 * are read only where the peer is one of the proxies, from the right, and as far as what is said there was said by one
 * of them: what a client writes into them itself stands further left, and nobody believes it.
 */
export function compileClientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return peerAddress;
  const trusts = compileTrust(trustedProxies);
  return (c) => {
    const peer = peerAddress(c);
    return trusts(peer) ? behindProxies(c, { peer, trusts }) : peer;
  };
}

/**
 * Most proxies write one of the two headers and pass the other on as a client sent it. So where both are there and
 * disagree, neither is believed: then the client is whoever speaks for it.
 */
function behindProxies(c: Context, hop: { readonly peer: string; readonly trusts: Trust }): string {
  const chains = [c.req.header('x-forwarded-for')?.split(','), forwardedValues(c, 'for')].filter(
    (chain) => chain !== undefined,
  );
  const [said = hop.peer, again = said] = chains.map((chain) => lastUntrusted(chain, hop));
  return said === again ? said : hop.peer;
}

/** From the right, past the proxies; what is no address ends the walk at the hop that wrote it. */
function lastUntrusted(
  chain: readonly string[],
  { peer, trusts }: { readonly peer: string; readonly trusts: Trust },
): string {
  let nearest = peer;
  for (const text of chain.toReversed()) {
    const address = readAddress(text);
    if (address === undefined) return nearest;
    nearest = address;
    if (!trusts(address)) return address;
  }
  return nearest;
}

/**
 * The part of an address that one client can't change at will: an IPv6 one has the last 64 bits for itself, so that a
 * limit on whole addresses would be none.
 */
export function addressBlock(address: string): string {
  if (!address.includes(':')) return address;
  const [front, back] = address.split('::').map((side) => side.split(':').filter((group) => group !== ''));
  const given = [...(front ?? []), ...(back ?? [])];
  const zeros = Array<string>(8 - given.length).fill('0');
  return `${[...(front ?? []), ...zeros, ...(back ?? [])].slice(0, 4).join(':')}::/64`;
}
