import { describe, expect, it } from 'vitest';
import { checkTrustedProxies, compileTrust } from '../../src/middleware/trusted-proxies.ts';
import { complaints } from './onion.ts';

describe('trust', () => {
  const trusts = compileTrust(['127.0.0.1', '10.0.0.0/8', 'fd00::/8', '::ffff:192.0.2.1']);

  it.each(['127.0.0.1', '10.255.0.1', 'fd12::1', '192.0.2.1'])('is for what is listed (%s)', (address) => {
    expect(trusts(address)).toBe(true);
  });

  it.each(['127.0.0.2', '11.0.0.1', 'fe80::1', '::1', 'unknown', ''])('is for nothing else (%s)', (address) => {
    expect(trusts(address)).toBe(false);
  });
});

describe('the list of trusted proxies', () => {
  it.each(['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8', '192.0.2.1/32'])('takes %s', (proxy) => {
    expect(complaints((complain) => checkTrustedProxies([proxy], complain))).toEqual([]);
  });

  it.each(['localhost', '10.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/', '10.0.0.0/8/8', '*', 7, null])(
    'does not take %s',
    (proxy) => {
      expect(complaints((complain) => checkTrustedProxies([proxy], complain))).toEqual([
        `bad_option: ${JSON.stringify(proxy)} is no address and no network. Give addresses and networks of your proxies: '127.0.0.1', '10.0.0.0/8', 'fd00::/8'.`,
      ]);
    },
  );

  it.each(['0.0.0.0/0', '::/0', '0.0.0.0/00'])('S12: does not take the whole internet (%s)', (proxy) => {
    expect(complaints((complain) => checkTrustedProxies([proxy], complain))).toEqual([
      expect.stringContaining(`"${proxy}" lets every client claim any address.`),
    ]);
  });

  it('is a list', () => {
    expect(complaints((complain) => checkTrustedProxies('127.0.0.1', complain))).toHaveLength(1);
  });
});
