import { field, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  override get() {
    return Response.json({}, { headers: { 'server-timing': 'mine;dur=1' } });
  }
}

it('Server-Timing tells how long a reply took, and how much of that the database', async () => {
  const { post, get } = await serve({ '/books': BookEndpoint }, { serverTiming: true });
  const timing = (await post('/books', { title: 'a' })).headers.get('server-timing') ?? '';
  const [, db, total] = /^db;dur=(\d+\.\d), total;dur=(\d+\.\d)$/.exec(timing) ?? [];
  expect(Number(total)).toBeGreaterThan(0);
  expect(Number(db)).toBeLessThanOrEqual(Number(total));
  expect((await get('/nowhere')).headers.get('server-timing')).toMatch(/^db;dur=0\.0, total;dur=/);
});

it('Server-Timing of a handler stands beside it, and nothing is told where nobody asks', async () => {
  const asked = await serve({ '/books': BookEndpoint }, { serverTiming: true });
  expect((await asked.get('/books')).headers.get('server-timing')).toMatch(/^mine;dur=1, db;dur=0\.0, total;dur=/);
  const silent = await serve({ '/books': BookEndpoint });
  expect((await silent.get('/books/1')).headers.get('server-timing')).toBe('mine;dur=1');
  expect((await silent.get('/nowhere')).headers.has('server-timing')).toBe(false);
});
