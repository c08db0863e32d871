import { describe, expect, it } from 'vitest';
import { secured, secureHeaders, secureReplies } from '../../src/http/secure-headers.ts';
import { compileMiddlewares } from '../../src/middleware/middleware.ts';
import { onion } from '../middleware/onion.ts';

describe('secure headers', () => {
  it('join the headers of a reply that a user built', () => {
    const reply = secured(new Response('x', { status: 201 }));
    expect([reply.status, Object.fromEntries(reply.headers)]).toEqual([201, expect.objectContaining(secureHeaders)]);
  });

  it('leave what it says itself', () => {
    const reply = secured(new Response('x', { headers: { 'X-Frame-Options': 'SAMEORIGIN' } }));
    expect(reply.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('join headers that are fixed', () => {
    const reply = secured(Response.redirect('http://localhost/', 302));
    expect([reply.status, reply.headers.get('location'), reply.headers.get('x-content-type-options')]).toEqual([
      302,
      'http://localhost/',
      'nosniff',
    ]);
  });

  it('leave a reply alone that has them', () => {
    const reply = new Response('x', { headers: secureHeaders });
    expect(secured(reply)).toBe(reply);
  });

  it('are on what a middleware replies, too', async () => {
    const early = async () => new Response('no', { status: 403 });
    const reply = await onion([secureReplies, ...compileMiddlewares([early])]).get('/books');
    expect([reply.status, Object.fromEntries(reply.headers)]).toEqual([403, expect.objectContaining(secureHeaders)]);
  });
});
