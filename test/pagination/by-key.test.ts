import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe('the parameter "after"', () => {
  it.each(['', 'abc', '-1', '1.5', '1e3', '%20', '1;drop', '9007199254740993', '9'.repeat(30), '[]', '0&after=x'])(
    '=%s is refused with 422',
    async (after) => {
      const { get } = await serve({ '/books': BookEndpoint });
      const reply = await get(`/books?after=${after}`);
      expect(reply.status).toBe(422);
      expect(reply.body).toEqual({
        detail: [
          {
            type: 'int_parsing',
            loc: ['query', 'after'],
            msg: 'Input should be a valid integer, unable to parse string as an integer',
            input: new URLSearchParams(`after=${after}`).getAll('after').at(-1),
          },
        ],
      });
    },
  );

  it('that is long is not said back whole', async () => {
    const { get } = await serve({ '/books': BookEndpoint });
    const reply = await get(`/books?after=${'x'.repeat(5000)}`);
    expect(reply.body.detail).toMatchObject([{ input: 'x'.repeat(100) }]);
  });
});
