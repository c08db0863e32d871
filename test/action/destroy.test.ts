import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('DELETE', () => {
  it('removes the row: 204 and nothing said', async () => {
    const { post, get, delete: remove } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    await post('/books', { title: 'b' });
    const reply = await remove('/books/1');
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await get('/books/1')).status).toBe(404);
    expect((await get('/books')).body.results).toMatchObject([{ title: 'b' }]);
  });

  it('of a row that is not there is 404', async () => {
    const { post, delete: remove } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    await remove('/books/1');
    for (const path of ['/books/1', '/books/2', '/books/x']) {
      const reply = await remove(path);
      expect([reply.status, reply.body]).toEqual([404, { detail: 'not found' }]);
    }
  });

  it('asks for no version, and reads no body', async () => {
    const { post, send } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    expect((await send('DELETE', '/books/1', { body: '{"version": 999' })).status).toBe(204);
  });

  it('of one row by many succeeds once', async () => {
    const { post, delete: remove } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    const replies = await Promise.all(Array.from({ length: 20 }, () => remove('/books/1')));
    expect(replies.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)]);
  });
});
