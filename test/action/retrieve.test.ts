import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('GET of one row', () => {
  it.each(['/books/1', '/books/01', '/books/%31', '/books/1/', '/books/1?x=y', '/books/0000000000000001'])(
    '%s is row 1',
    async (path) => {
      const { post, get } = await serve({ '/books': BookEndpoint });
      const created = await post('/books', { title: 'a' });
      const reply = await get(path);
      expect([reply.status, reply.text]).toEqual([200, created.text]);
      expect(reply.headers.get('content-type')).toBe('application/json');
    },
  );

  it.each([
    ...['2', '0', 'abc', '-1', '+1', '1.0', '1e0', '%D9%A1', '%20', '%zz', '1%00', ' 1', '0x1', 'null', '1,2'],
    ...['9007199254740991', '9007199254740993', '9223372036854775807', '9223372036854775808', '9'.repeat(5000)],
    '1%2F2',
  ])('/books/%s is no row', async (id) => {
    const { post, get } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'a' });
    const reply = await get(`/books/${id}`);
    expect([reply.status, reply.text]).toEqual([404, '{"detail":"not found"}']);
    expect(reply.headers.get('content-type')).toBe('application/json');
  });
});
