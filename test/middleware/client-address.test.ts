import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { addressBlock, compileClientAddress } from '../../src/middleware/client-address.ts';
import { from, overHttp } from './peer.ts';

/** Who a request is from, by a peer and what it says. */
async function clientOf(
  trusted: readonly string[],
  peer: object | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const address = compileClientAddress(trusted);
  const hono = new Hono().get('/', (c) => c.text(address(c)));
  return (await hono.request('/', { headers }, peer)).text();
}

const proxies = ['10.0.0.0/8', '::1', 'fd00::/8'];
const proxy = from('10.0.0.1');

describe('without trusted proxies', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('the client is the peer (%s)', async (peer, client) => {
    expect(await clientOf([], from(peer))).toBe(client);
  });

  it.each([{ 'x-forwarded-for': '9.9.9.9' }, { forwarded: 'for=9.9.9.9' }, { 'x-real-ip': '9.9.9.9' }])(
    'S12: nobody speaks for another (%o)',
    async (headers) => {
      expect(await clientOf([], from('127.0.0.1'), headers)).toBe('127.0.0.1');
    },
  );
});

describe('a peer that is not trusted', () => {
  it('S12: speaks for itself alone, from loopback too', async () => {
    const headers = { 'x-forwarded-for': '9.9.9.9', forwarded: 'for=9.9.9.9' };
    expect(await clientOf(proxies, from('203.0.113.9'), headers)).toBe('203.0.113.9');
    expect(await clientOf(proxies, from('127.0.0.1'), headers)).toBe('127.0.0.1');
  });
});

describe('behind a trusted proxy', () => {
  it.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['what the client wrote itself', '9.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['proxies behind one another', '9.9.9.9, 203.0.113.9, 10.1.2.3, fd00::7', '203.0.113.9'],
    ['nothing but proxies', '10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ['a port', '203.0.113.9:51234', '203.0.113.9'],
    ['IPv6', '2001:db8::9', '2001:db8::9'],
    ['IPv6 with a port', '[2001:db8::9]:51234', '2001:db8::9'],
    ['IPv4 as IPv6', '::ffff:203.0.113.9', '203.0.113.9'],
    ['no address', 'unknown', '10.0.0.1'],
    ['no address behind a proxy', '9.9.9.9, nonsense, 10.1.2.3', '10.1.2.3'],
    ['nothing', '', '10.0.0.1'],
  ])('the client is the last that is no proxy (%s)', async (_, forwardedFor, client) => {
    expect(await clientOf(proxies, proxy, { 'x-forwarded-for': forwardedFor })).toBe(client);
  });

  it.each([
    ['for=203.0.113.9;proto=https;by=10.0.0.1', '203.0.113.9'],
    ['for=9.9.9.9, For="[2001:db8::9]:4711"', '2001:db8::9'],
    ['for=9.9.9.9, for=203.0.113.9, for=10.1.2.3', '203.0.113.9'],
    ['for="an open quote, for=203.0.113.9', '203.0.113.9'],
    ['for=_hidden', '10.0.0.1'],
    ['proto=https', '10.0.0.1'],
  ])('reads Forwarded (%s)', async (forwarded, client) => {
    expect(await clientOf(proxies, proxy, { forwarded })).toBe(client);
  });

  it('S12: believes neither header where a client added the one that the proxy does not write', async () => {
    const real = '203.0.113.9';
    expect(await clientOf(proxies, proxy, { 'x-forwarded-for': real, forwarded: 'for=9.9.9.9' })).toBe('10.0.0.1');
    expect(await clientOf(proxies, proxy, { 'x-forwarded-for': '9.9.9.9', forwarded: `for=${real}` })).toBe('10.0.0.1');
    expect(await clientOf(proxies, proxy, { 'x-forwarded-for': real, forwarded: `for=${real}` })).toBe(real);
  });

  it('without a word of it, the client is the proxy', async () => {
    expect(await clientOf(proxies, proxy)).toBe('10.0.0.1');
  });
});

describe('a peer that can not be seen', () => {
  it.each([
    ['in-process', undefined],
    ['a socket file', from(undefined)],
  ])('is unknown, and speaks for nobody (%s)', async (_, peer) => {
    expect(await clientOf(proxies, peer, { 'x-forwarded-for': '9.9.9.9' })).toBe('unknown');
  });

  it.each([
    ['Bun', { requestIP: () => ({ address: '203.0.113.9', port: 1, family: 'IPv4' }) }],
    ['Deno', { remoteAddr: { transport: 'tcp', hostname: '203.0.113.9', port: 1 } }],
  ])('is none to what %s passes', async (_, peer) => {
    expect(await clientOf([], peer)).toBe('203.0.113.9');
  });
});

describe('over HTTP', () => {
  const headers = { 'x-forwarded-for': '9.9.9.9, 203.0.113.9' };

  it('S12: a client can not choose its address', async () => {
    const address = compileClientAddress(proxies);
    expect(await overHttp(address, { localAddress: '127.0.0.2', headers })).toBe('127.0.0.2');
  });

  it('a trusted proxy says who it speaks for', async () => {
    const address = compileClientAddress(['127.0.0.2/32']);
    expect(await overHttp(address, { localAddress: '127.0.0.2', headers })).toBe('203.0.113.9');
    expect(await overHttp(address, { localAddress: '127.0.0.3', headers })).toBe('127.0.0.3');
  });
});

describe('the block of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['unknown', 'unknown'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is what a client can not change (%s)', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
