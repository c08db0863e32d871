import { expect, it } from 'vitest';
import { changeable } from '../../src/http/reply-headers.ts';

it('a reply whose headers can be changed stays itself', () => {
  const reply = new Response('x', { headers: { 'x-mine': 'yes' } });
  expect(changeable(reply)).toBe(reply);
  expect(reply.headers.get('x-mine')).toBe('yes');
});

it('a reply whose headers are fixed becomes one whose headers can be changed', async () => {
  const fixed = await fetch('data:text/plain,hello');
  expect(() => fixed.headers.set('x-mine', 'yes')).toThrow(TypeError);
  const reply = changeable(fixed);
  reply.headers.set('x-mine', 'yes');
  expect([reply.status, await reply.text(), reply.headers.get('content-type')]).toEqual([200, 'hello', 'text/plain']);
});
