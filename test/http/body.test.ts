import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, raw, serve } from '../serve.ts';
import { type End, exchangeWith } from './exchange.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  price = field.decimal({ optional: true });
  extra = field.json({ optional: true });
}

const post = (api: Api, body: RequestInit['body'], type?: string) =>
  api.send('POST', '/books', {
    ...(body !== undefined && { body }),
    headers: type === undefined ? {} : { 'content-type': type },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('a body that is not JSON', () => {
  it.each([
    ['nothing', ''],
    ['cut off', '{"title": "x", '],
    ['followed by something', '{"title":"x"} trailing'],
    ['in single quotes', "{'title':'x'}"],
    ['with a comma too many', '{"title":"x",}'],
    ['NaN', '{"title":NaN}'],
    ['Infinity', '{"price":-Infinity}'],
    ['with a line end in a string', '{"title":"a\nb"}'],
    ['with a comment', '{"title":"x"} // y'],
    ['of a number with a leading zero', '{"price":01}'],
    ['blank', ' \n'],
    ['a form', 'title=x&author=y'],
  ])('(%s) is 400', async (_, text) => {
    const api = await serve({ '/books': BookEndpoint });
    const reply = await post(api, text, 'application/json');
    expect([reply.status, reply.body]).toEqual([
      400,
      { detail: expect.stringMatching(/^the body is not valid JSON: ./) },
    ]);
    expect((await api.get('/books')).body.results).toEqual([]);
  });

  it('(none at all) is 400', async () => {
    const api = await serve({ '/books': BookEndpoint });
    const reply = await post(api, undefined);
    expect([reply.status, reply.body.detail]).toEqual([400, 'the body is not valid JSON: it is empty']);
  });

  it.each([
    ['Latin-1', bytes('{"title":"', [0xe9], '"}')],
    ['bytes that are none', bytes('{"title":"', [0xff, 0xfe], '"}')],
    ['UTF-16', bytes([0xff, 0xfe], [...Buffer.from('{"title":"x"}', 'utf16le')])],
    ['an overlong slash', bytes('{"title":"', [0xc0, 0xaf], '"}')],
    ['half a character', bytes('{"title":"', [0xf0, 0x9f], '"}')],
  ])('(%s) is 400', async (_, body) => {
    const api = await serve({ '/books': BookEndpoint });
    const reply = await post(api, body as Uint8Array<ArrayBuffer>, 'application/json');
    expect([reply.status, reply.body.detail]).toEqual([400, 'the body is not valid JSON: it is not UTF-8']);
  });

  it('is 400 for PUT and PATCH as well, before the row is looked for', async () => {
    const api = await serve({ '/books': BookEndpoint });
    for (const method of ['put', 'patch'] as const) {
      expect((await api[method]('/books/999', raw('{bad'))).status).toBe(400);
    }
  });

  it('but a deep one is: nesting breaks nothing', async () => {
    const api = await serve({ '/books': BookEndpoint });
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    for (const json of [deep, `{"title":${deep}}`, `{"title":"x","extra":${deep}}`, `{"title":"x","price":${deep}}`]) {
      const reply = await api.post('/books', raw(json));
      expect([400, 422]).toContain(reply.status);
      expect(reply.text.length).toBeLessThan(1000);
    }
  });
});

describe('the Content-Type', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/vnd.api+json',
    'application/merge-patch+json',
  ])('%s is JSON', async (type) => {
    const api = await serve({ '/books': BookEndpoint });
    expect((await post(api, '{"title":"x"}', type)).status).toBe(201);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/jsonp',
    'application/octet-stream',
    'json',
  ])('%s is not: 415', async (type) => {
    const api = await serve({ '/books': BookEndpoint });
    const reply = await post(api, '{"title":"x"}', type);
    expect([reply.status, reply.body]).toEqual([415, { detail: 'the Content-Type must be application/json' }]);
  });

  it('of what is compressed is 415', async () => {
    const api = await serve({ '/books': BookEndpoint });
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await api.send('POST', '/books', { body: '{"title":"x"}', headers })).status).toBe(415);
  });

  it('that is not said is 415', async () => {
    const api = await serve({ '/books': BookEndpoint });
    expect((await post(api, bytes('{"title":"x"}') as Uint8Array<ArrayBuffer>)).status).toBe(415);
  });

  it('and a byte order mark before the JSON are no matter', async () => {
    const api = await serve({ '/books': BookEndpoint });
    expect((await post(api, '\ufeff{"title":"x"}', 'application/json')).body.title).toBe('x');
  });
});

describe('S15: a body over the limit', () => {
  const limit = 100;
  const sized = (size: number): string => `{"title":"${'x'.repeat(size - 12)}"}`;

  it.each([
    [limit, 201],
    [limit + 1, 413],
  ])('of %d bytes is answered with %d, in-process', async (size, status) => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    expect((await post(api, sized(size), 'application/json')).status).toBe(status);
  });

  it('is counted in bytes, not in characters', async () => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    const reply = await post(api, `{"title":"${'é'.repeat(50)}"}`, 'application/json');
    expect([reply.status, reply.body.detail]).toEqual([413, 'the body is larger than 100 bytes']);
  });

  it('is 413 at 1 MiB and a byte where nothing else is said', async () => {
    const api = await serve({ '/books': BookEndpoint });
    expect((await post(api, sized(1_048_576), 'application/json')).status).toBe(201);
    expect((await post(api, sized(1_048_577), 'application/json')).status).toBe(413);
  });

  it('is 413 for PUT and PATCH as well', async () => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    for (const method of ['put', 'patch'] as const) {
      expect((await api[method]('/books/1', { title: 'x'.repeat(limit), version: 1 })).status).toBe(413);
    }
  });

  it('is refused for its size before its type, unread', async () => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    expect((await post(api, sized(limit + 1), 'text/plain')).status).toBe(413);
  });

  it('that lies about its length is 413 too', async () => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    const headers = { 'content-type': 'application/json', 'content-length': '5' };
    expect((await api.send('POST', '/books', { body: sized(1000), headers })).status).toBe(413);
  });

  it('that never ends is read no further than the limit', async () => {
    const api = await serve({ '/books': BookEndpoint }, { bodyLimit: limit });
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(60));
      },
    });
    expect((await post(api, endless, 'application/json')).status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });
});

describe('over HTTP', () => {
  const exchange = (headers: Record<string, string>, chunks: readonly string[], end: End = 'whole') =>
    exchangeWith({ '/books': BookEndpoint }, { headers, chunks, end });

  it('a declared length over the limit is 413, and the connection is closed', async () => {
    const { status, body, headers, after } = await exchange({ 'content-length': '2000' }, ['x'.repeat(2000)]);
    expect([status, body]).toEqual([413, { detail: 'the body is larger than 1000 bytes' }]);
    expect([headers.connection, after.status]).toEqual(['close', 200]);
  });

  it('a declared length over the limit is answered before the body comes', async () => {
    const { status } = await exchange({ 'content-length': '1000000000000' }, ['{'], 'open');
    expect(status).toBe(413);
  });

  it('a body that waits for "100 Continue" is asked for', async () => {
    const { status } = await exchange({ 'content-length': '13', expect: '100-continue' }, ['{"title":"x"}']);
    expect(status).toBe(201);
  });

  it('chunks without a length and without an end are answered when they grow over the limit', async () => {
    const { status } = await exchange({ 'transfer-encoding': 'chunked' }, ['x'.repeat(1001)], 'open');
    expect(status).toBe(413);
  });

  it('chunks without a length that grow over the limit are 413', async () => {
    const chunks = Array.from({ length: 50 }, () => 'x'.repeat(100));
    const { status, headers, after } = await exchange({ 'transfer-encoding': 'chunked' }, chunks);
    expect([status, headers.connection, after.status]).toEqual([413, 'close', 200]);
  });

  it('a body that ends before it is whole is no error of the server', async () => {
    const { after, errors } = await exchange({ 'content-length': '500' }, ['{"title":'], 'cut');
    expect([after.status, errors]).toEqual([200, []]);
  });

  it('chunks without a length within the limit are read', async () => {
    const { status, body } = await exchange({ 'transfer-encoding': 'chunked' }, ['{"ti', 'tle":', '"x"}']);
    expect([status, body.title]).toEqual([201, 'x']);
  });
});

describe('a number in JSON', () => {
  it('of a column that is exact keeps every digit, and only there', async () => {
    const api = await serve({ '/books': BookEndpoint });
    const reply = await api.post(
      '/books',
      raw('{"title":"x","price":12345678901234567890.12,"extra":{"price":1.50,"list":[{"price":2.0}]}}'),
    );
    expect(reply.body).toMatchObject({
      price: '12345678901234567890.12',
      extra: { price: 1.5, list: [{ price: 2 }] },
    });
  });
});
