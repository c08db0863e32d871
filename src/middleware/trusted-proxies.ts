/** Who speaks at the other end of the connection, and whether it may speak for others. */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { Context } from 'hono';
import type { Complain } from '../complain.ts';

/** The address of a peer that can't be seen: an in-process call, a socket file, a runtime that does not tell. */
const unknownAddress = 'unknown';

/** What Node's server, Bun and Deno pass to `fetch` beside the request. */
interface Connection {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
  readonly requestIP?: (request: Request) => { readonly address: string } | null;
  readonly remoteAddr?: { readonly hostname?: string };
}

/** An address in one form: without brackets, port and zone, IPv4 as IPv4; `undefined` for what is none. */
export function readAddress(text: string | undefined): string | undefined {
  const [, bracketed, dotted, plain] =
    /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+)(?::\d+)?|(.*))$/.exec(text?.trim() ?? '') ?? [];
  const [address = ''] = (bracketed ?? dotted ?? plain ?? '').split('%');
  if (isIPv4(address)) return address;
  return isIPv6(address) ? unmapped(new URL(`http://[${address}]`).hostname.slice(1, -1)) : undefined;
}

/** `::ffff:7f00:1`, as sockets that speak both name IPv4 peers: `127.0.0.1`. */
function unmapped(address: string): string {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bytes = [high, low].map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 255]);
  return bytes.join('.');
}

/** The address at the other end of the connection: nobody can make that one up. */
export function peerAddress(c: Context): string {
  const connection: Connection = c.env ?? {};
  const address =
    connection.incoming?.socket?.remoteAddress ??
    connection.requestIP?.(c.req.raw)?.address ??
    connection.remoteAddr?.hostname;
  return readAddress(address) ?? unknownAddress;
}

/** Whether an address, as `readAddress` gives it, is one of the proxies. */
export type Trust = (address: string) => boolean;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** Addresses and networks (`10.0.0.0/8`, `fd00::/8`), as `checkTrustedProxies` lets them through. */
export function compileTrust(trustedProxies: readonly string[]): Trust {
  const proxies = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const single = readAddress(proxy);
    if (bits === undefined && single !== undefined) proxies.addAddress(single, familyOf(single));
    else proxies.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && proxies.check(address, familyOf(address));
}

function isNetwork(proxy: unknown): boolean {
  if (typeof proxy !== 'string') return false;
  const [address = '', bits, ...rest] = proxy.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

/** Notes what is neither an address nor a network, and a network that is the whole internet. */
export function checkTrustedProxies(proxies: unknown, complain: Complain): void {
  const remedy = "Give addresses and networks of your proxies: '127.0.0.1', '10.0.0.0/8', 'fd00::/8'.";
  if (!Array.isArray(proxies)) complain('bad_option', 'it is no list.', remedy);
  for (const proxy of Array.isArray(proxies) ? proxies : []) {
    if (!isNetwork(proxy)) complain('bad_option', `${JSON.stringify(proxy)} is no address and no network.`, remedy);
    else if (/\/0+$/.test(proxy)) complain('bad_option', `"${proxy}" lets every client claim any address.`, remedy);
  }
}
