/** The replies that the API page is made of; test/browser/ opens it. */
import { gunzipSync } from 'node:zlib';
import { field, type LightApiOptions, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}
const open = async (options: LightApiOptions = {}) => (await serve({ '/books': BookEndpoint }, options)).app;

describe('the page', () => {
  it('has a policy that lets no script in but its own files', async () => {
    const reply = await (await open()).request('/docs');
    const html = await reply.text();
    const policy = reply.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(reply.headers.get('x-frame-options')).toBe('DENY');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|https?:/);
  });

  it('lets requests go to the servers of the document', async () => {
    const servers = [{ url: 'https://api.example.com/v1' }, { url: '/v2' }];
    const reply = await (await open({ openapi: { servers } })).request('/docs');
    expect(reply.headers.get('content-security-policy')).toContain("connect-src 'self' https://api.example.com;");
    expect(await reply.text()).not.toContain('data-base');
  });

  it('says its title as text', async () => {
    const app = await open({ openapi: { title: '</title><script>alert("1")</script>' } });
    const html = await (await app.request('/docs')).text();
    expect(html).toContain('<title>&#60;/title&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</title>');
  });

  it.each([
    ['/docs', '/docs', 'openapi.json', 'docs/scalar.js', './'],
    ['/docs', '/docs/', '../openapi.json', '../docs/scalar.js', '../'],
    ['/a/b', '/a/b', '../openapi.json', '../a/b/scalar.js', '../'],
  ])('at %s leads by %s to what it loads', async (docs, path, document, script, base) => {
    const html = await (await (await open({ docs })).request(path)).text();
    expect(html).toContain(`data-document="${document}" data-base="${base}"`);
    expect(html).toContain(`src="${script}?v=`);
    for (const way of [document, script]) {
      expect(new URL(way, `http://host${path}`).pathname).toBe(
        way === document ? '/openapi.json' : `${docs}/scalar.js`,
      );
    }
  });
});

describe('the script of the page', () => {
  it('is compressed for who takes that, and whole for others', async () => {
    const app = await open();
    const packed = await app.request('/docs/scalar.js', { headers: { 'accept-encoding': 'br, gzip' } });
    const plain = await app.request('/docs/scalar.js', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('vary')).toBe('Accept-Encoding');
    expect(packed.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    const text = await plain.text();
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(text);
    expect(text).toContain('@scalar/api-reference');
  });

  it('is kept by browsers, and 304 after that', async () => {
    const app = await open();
    for (const path of ['/docs/scalar.js', '/docs/start.js', '/docs']) {
      const { headers } = await app.request(path);
      const etag = headers.get('etag') ?? '';
      const again = await app.request(path, { headers: { 'if-none-match': etag } });
      expect([again.status, await again.text()], path).toEqual([304, '']);
    }
    const html = await (await app.request('/docs')).text();
    const scripts = [...html.matchAll(/src="([^"]+)"/g)].map(([, source = '']) => source);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) {
      const { headers } = await app.request(`/${script}`);
      expect(headers.get('cache-control'), script).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      const { headers: other } = await app.request(`/${script}x`);
      expect(other.get('cache-control')).toBe('no-cache');
    }
  });
});
