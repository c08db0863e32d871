import { field, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { serve } from '../serve.ts';

class PageEndpoint extends RestEndpoint {
  text = field.string();
}

it('a list of large rows goes on in parts that can be sent, and loses none', async () => {
  const { post, get } = await serve({ '/pages': PageEndpoint }, { listLimit: 500 });
  const text = 'x'.repeat(1_000_000);
  for (let at = 0; at < 40; at += 1) await post('/pages', { text });
  const ids: number[] = [];
  const sizes: number[] = [];
  for (let path: string | undefined = '/pages'; path !== undefined; ) {
    const { body, text: sent } = await get(path);
    ids.push(...body.results.map(({ id }) => id));
    sizes.push(sent.length);
    path = body.next;
  }
  expect(ids).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  expect(sizes.length).toBe(3);
  expect(Math.max(...sizes)).toBeLessThan(18_000_000);
});
