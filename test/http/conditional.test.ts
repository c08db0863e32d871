import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, type Reply, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta<BookEndpoint> = { filtering: { fields: ['title'] } };
}

/** One book at version 2. */
async function shelf(endpoint: typeof BookEndpoint = BookEndpoint): Promise<Api> {
  const api = await serve({ '/books': endpoint });
  await api.post('/books', { title: 'a' });
  await api.patch('/books/1', { title: 'b', version: 1 });
  return api;
}

const ask = ({ send }: Api, ifNoneMatch: string): Promise<Reply> =>
  send('GET', '/books/1', { headers: { 'if-none-match': ifNoneMatch } });

const write = (
  { send }: Api,
  method: string,
  { match, body, path = '/books/1' }: { match?: string; body?: object; path?: string },
): Promise<Reply> =>
  send(method, path, {
    headers: { 'content-type': 'application/json', ...(match !== undefined && { 'if-match': match }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const changed = { detail: 'the row has changed since you read it' };

describe('an ETag', () => {
  it('is strong, the version of the row, on each reply that holds one row', async () => {
    const api = await serve({ '/books': BookEndpoint });
    expect((await api.post('/books', { title: 'a' })).headers.get('etag')).toBe('"1"');
    expect((await api.get('/books/1')).headers.get('etag')).toBe('"1"');
    expect((await api.put('/books/1', { title: 'b', version: 1 })).headers.get('etag')).toBe('"2"');
    expect((await api.patch('/books/1', { title: 'c', version: 2 })).headers.get('etag')).toBe('"3"');
    expect((await api.get('/books/1')).headers.get('etag')).toBe('"3"');
  });

  it('stands on no list, and on no refusal', async () => {
    const api = await shelf();
    for (const path of ['/books', '/books/2', '/books/1?fields=x']) {
      expect((await api.get(path)).headers.has('etag')).toBe(false);
    }
    expect((await api.patch('/books/1', { version: 9 })).headers.has('etag')).toBe(false);
  });
});

describe('If-None-Match', () => {
  it.each(['"2"', 'W/"2"', '*', ' * ', '"1", "2"', '"1","2","3"', 'W/"1" , W/"2"', '"x", "2"', '"2" '])(
    '%s is 304: nothing but the tag',
    async (header) => {
      const reply = await ask(await shelf(), header);
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', '"2"']);
      expect(reply.headers.has('content-type')).toBe(false);
    },
  );

  it.each(['"1"', 'W/"1"', '"22"', '2', "'2'", '""', '"1", "3"', 'w/"2"', '"2', '2"', '"02"', '"*"', 'x', ',', '"2"x'])(
    '%s is 200 with the row',
    async (header) => {
      const reply = await ask(await shelf(), header);
      expect([reply.status, reply.body]).toMatchObject([200, { title: 'b', version: 2 }]);
    },
  );

  it('on a row that is not there is 404, and on a list means nothing', async () => {
    const { send } = await shelf();
    for (const match of ['*', '"1"']) {
      const headers = { 'if-none-match': match };
      expect((await send('GET', '/books/9', { headers })).status).toBe(404);
      expect((await send('GET', '/books', { headers })).status).toBe(200);
    }
  });

  it('comes after the refusal of a query', async () => {
    const { send } = await shelf();
    expect((await send('GET', '/books/1?fields=x', { headers: { 'if-none-match': '*' } })).status).toBe(422);
    expect((await send('GET', '/books/1?fields=id', { headers: { 'if-none-match': '"2"' } })).status).toBe(304);
  });
});

const none = ['"1"', '"3"', 'W/"2"', '2', '', '""', '"x"', '"-2"', '"2.0"', '"02"', '"2', "'2'", 'x'.repeat(1000)];
const huge = ['"9007199254740993"', `"${'9'.repeat(400)}"`];

describe.each(['PUT', 'PATCH'])('If-Match of %s', (method) => {
  const body = { title: 'c' };

  it('stands for the version in the body', async () => {
    const api = await shelf();
    const reply = await write(api, method, { match: '"2"', body });
    expect([reply.status, reply.body, reply.headers.get('etag')]).toMatchObject([
      200,
      { title: 'c', version: 3 },
      '"3"',
    ]);
  });

  it.each([...none, ...huge])('%s is 412, and nothing changes', async (match) => {
    const api = await shelf();
    const before = (await api.get('/books/1')).text;
    for (const given of [body, { ...body, version: 2 }]) {
      const reply = await write(api, method, { match, body: given });
      expect([reply.status, reply.body]).toEqual([412, changed]);
    }
    expect((await api.get('/books/1')).text).toBe(before);
  });

  it('next to a version must be the same: 412 otherwise', async () => {
    const api = await shelf();
    expect((await write(api, method, { match: '"2"', body: { ...body, version: 1 } })).status).toBe(412);
    expect((await write(api, method, { match: '"1"', body: { ...body, version: 1 } })).status).toBe(412);
    expect((await write(api, method, { match: '"2"', body: { ...body, version: 2 } })).status).toBe(200);
  });

  it('* asks for the row alone: the version must be in the body', async () => {
    const api = await shelf();
    expect((await write(api, method, { match: '*', body })).status).toBe(422);
    expect((await write(api, method, { match: '*', body: { ...body, version: 1 } })).status).toBe(409);
    expect((await write(api, method, { match: '*', body: { ...body, version: 2 } })).status).toBe(200);
  });

  it('does not stand for a version that is wrong, nor for a row that is not there', async () => {
    const api = await shelf();
    const nonsense = await write(api, method, { match: '"2"', body: { ...body, version: 'x' } });
    expect([nonsense.status, nonsense.body.detail]).toMatchObject([422, [{ loc: ['version'] }]]);
    expect((await write(api, method, { match: '"2"', body: { title: 5 } })).status).toBe(422);
    expect((await write(api, method, { match: '"2"', body, path: '/books/9' })).status).toBe(404);
  });

  it('of many at once lets one through', async () => {
    const api = await shelf();
    const replies = await Promise.all(Array.from({ length: 20 }, () => write(api, method, { match: '"2"', body })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  });
});

describe('If-Match of DELETE', () => {
  it.each(['"2"', '*', ' "2" '])('%s removes the row', async (match) => {
    const api = await shelf();
    expect((await write(api, 'DELETE', { match })).status).toBe(204);
    expect((await api.get('/books/1')).status).toBe(404);
  });

  it.each([...none, ...huge])('%s is 412, and the row stays', async (match) => {
    const api = await shelf();
    const reply = await write(api, 'DELETE', { match });
    expect([reply.status, reply.body]).toEqual([412, changed]);
    expect((await api.get('/books/1')).status).toBe(200);
  });

  it('of a row that is not there is 404', async () => {
    const api = await shelf();
    for (const match of ['"1"', '*']) {
      expect((await write(api, 'DELETE', { match, path: '/books/9' })).status).toBe(404);
    }
  });

  it('must be said where meta.requireVersionOnDelete asks for it: 428', async () => {
    class CarefulEndpoint extends BookEndpoint {
      static override meta: Meta<BookEndpoint> = { table: 'careful', requireVersionOnDelete: true };
    }
    const api = await shelf(CarefulEndpoint);
    for (const match of [undefined, '*']) {
      const reply = await write(api, 'DELETE', match === undefined ? {} : { match });
      expect([reply.status, reply.body]).toEqual([428, { detail: 'send If-Match with the ETag that you read' }]);
    }
    expect((await write(api, 'DELETE', { match: '"1"' })).status).toBe(412);
    expect((await write(api, 'DELETE', { match: '"2"' })).status).toBe(204);
  });
});

describe('If-Match with several tags', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])(
    'of %s matches where one of them is the row (RFC 9110, 13.1.1)',
    async (method) => {
      const body = method === 'DELETE' ? {} : { body: { title: 'c', version: 2 } };
      for (const match of ['"1", "3"', 'W/"2", "1"']) {
        expect((await write(await shelf(), method, { match, ...body })).status).toBe(412);
      }
      const reply = await write(await shelf(), method, { match: '"1", "2"', ...body });
      expect(reply.status).toBe(method === 'DELETE' ? 204 : 200);
    },
  );
});

it('POST and lists take no notice of conditions', async () => {
  const api = await shelf();
  expect((await write(api, 'POST', { match: '"9"', body: { title: 'x' }, path: '/books' })).status).toBe(201);
});
