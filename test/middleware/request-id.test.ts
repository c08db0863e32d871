import { requestId as honoRequestId } from 'hono/request-id';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/http/reply.ts';
import { compileMiddlewares } from '../../src/middleware/middleware.ts';
import { requestId, requestIds } from '../../src/middleware/request-id.ts';
import { onion } from './onion.ts';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const { get, log } = onion([], (c) => json([requestId(c), requestId(c)]));
async function idsFor(header?: string): Promise<readonly string[]> {
  const reply = await get('/books', header === undefined ? {} : { 'x-request-id': header });
  return (await reply.json()) as string[];
}

describe('the id of a request', () => {
  it.each(['abc-1', '01HXZ', 'Root=1-67891233-abcdef012345678912345678', 'a/b+c==', 'x'.repeat(128)])(
    'is the one that it brings (%s)',
    async (id) => {
      expect(await idsFor(id)).toEqual([id, id]);
    },
  );

  it.each(['two words', 'a"b', '<script>', 'x'.repeat(129), 'ä', '', 'a;b', '$jndi{}'])(
    'is a new one where that is unfit (%s)',
    async (id) => {
      const [first, second] = await idsFor(id);
      expect(first).toMatch(uuid);
      expect(second).toBe(first);
    },
  );

  it('is another for each request', async () => {
    expect((await idsFor())[0]).not.toBe((await idsFor())[0]);
  });

  it("is the one of Hono's middleware, where that made one", async () => {
    const both = onion(compileMiddlewares([honoRequestId()]), (c) => json([requestId(c)]));
    const reply = await both.get('/books');
    expect(await reply.json()).toEqual([reply.headers.get('x-request-id')]);
  });
});

describe('a reply', () => {
  it('has no id unless it is asked for', async () => {
    expect((await get('/books', { 'x-request-id': 'a' })).headers.has('x-request-id')).toBe(false);
  });

  it('to an unexpected error has the id of the log line', async () => {
    const id = (await get('/broken')).headers.get('x-request-id');
    expect(id).toMatch(uuid);
    expect(log.lines.at(-1)).toBe(`GET /broken failed (request ${id})`);
  });

  it.each(['/books', '/nowhere', '/invalid', '/broken'])('has it everywhere with requestIds (%s)', async (path) => {
    const reply = await onion([requestIds]).get(path, { 'x-request-id': 'abc-1' });
    expect(reply.headers.get('x-request-id')).toBe('abc-1');
  });
});
