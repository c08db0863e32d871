import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { compilePublicUrl } from '../../src/middleware/public-url.ts';
import { from, overHttp } from './peer.ts';

async function urlOf(
  trusted: readonly string[],
  peer: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const publicUrl = compilePublicUrl(trusted);
  const hono = new Hono().get('*', (c) => c.text(publicUrl(c)));
  return (await hono.request('http://internal:8000/books?page=2', { headers }, from(peer))).text();
}

const claimed = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example' };

describe('the address that links are made of', () => {
  it.each([
    ['no proxy is trusted', [], '10.0.0.1'],
    ['the peer is none of them', ['10.0.0.0/8'], '203.0.113.9'],
  ])('P11: is that of the request where %s', async (_, trusted, peer) => {
    expect(await urlOf(trusted, peer, claimed)).toBe('http://internal:8000/books?page=2');
  });

  it.each([
    ['scheme and host', claimed, 'https://api.example'],
    ['a port', { ...claimed, 'x-forwarded-host': 'api.example:8443' }, 'https://api.example:8443'],
    ['IPv6', { ...claimed, 'x-forwarded-host': '[2001:db8::1]:8443' }, 'https://[2001:db8::1]:8443'],
    ['the scheme alone', { 'x-forwarded-proto': 'https' }, 'https://internal:8000'],
    [
      'what a client sent before',
      { ...claimed, 'x-forwarded-host': 'evil.example, api.example' },
      'https://api.example',
    ],
    ['Forwarded', { forwarded: 'for=9.9.9.9;host="api.example";proto=https' }, 'https://api.example'],
    ['nothing', {}, 'http://internal:8000'],
  ])('P11: is what a trusted proxy says: %s', async (_, headers, origin) => {
    expect(await urlOf(['10.0.0.1'], '10.0.0.1', headers)).toBe(`${origin}/books?page=2`);
  });

  it('takes no Forwarded of a client where the proxy writes the other headers', async () => {
    const headers = { 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
    expect(await urlOf(['10.0.0.1'], '10.0.0.1', headers)).toBe('https://internal:8000/books?page=2');
  });

  it.each(['evil.example/path', 'user@evil.example', 'a b', 'evil.example?x', '"><script>', '.', ''])(
    'takes no host that is none (%s)',
    async (host) => {
      expect(
        await urlOf(['10.0.0.1'], '10.0.0.1', { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': host }),
      ).toBe('http://internal:8000/books?page=2');
    },
  );

  it('is the same over HTTP', async () => {
    const publicUrl = compilePublicUrl(['127.0.0.2']);
    const trusted = await overHttp(publicUrl, { localAddress: '127.0.0.2', headers: claimed });
    expect(trusted).toBe('https://api.example/books?page=2');
    const stranger = await overHttp(publicUrl, { localAddress: '127.0.0.3', headers: claimed });
    expect(stranger).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/books\?page=2$/);
  });
});
