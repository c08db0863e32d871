import { field, LightApi, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Api, keepLog, raw, serve, speak, temporaryFile, tickingClock } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ default: 'unknown' });
  isbn = field.string({ unique: true, optional: true });
}

const conflict = { detail: 'version conflict' };
const missingVersion = { detail: [{ type: 'missing', loc: ['version'], msg: 'Field required' }] };

async function shelf(): Promise<Api> {
  const api = await serve({ '/books': BookEndpoint }, { clock: tickingClock('2026-11-22T05:15:19.000Z') });
  await api.post('/books', { title: 'a', author: 'b' });
  return api;
}

describe('PUT', () => {
  it('replaces the row: 200 with the row at its next version', async () => {
    const { put, get } = await shelf();
    const reply = await put('/books/1', { title: 'c', author: 'd', version: 1 });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(reply.text).toBe(
      '{"title":"c","author":"d","isbn":null,"id":1,"created_at":"2026-11-22T05:15:20.000Z",' +
        '"updated_at":"2026-11-22T05:15:21.000Z","version":2}',
    );
    expect((await get('/books/1')).text).toBe(reply.text);
  });

  it('gives what it leaves out its default, and needs what is required', async () => {
    const { put } = await shelf();
    expect((await put('/books/1', { title: 'c', version: 1 })).body).toMatchObject({ author: 'unknown' });
    const reply = await put('/books/1', { author: 'd', version: 2 });
    expect([reply.status, reply.body.detail]).toMatchObject([422, [{ type: 'missing', loc: ['title'] }]]);
  });
});

describe('PATCH', () => {
  it('changes what it gives, and nothing else', async () => {
    const { patch } = await shelf();
    const reply = await patch('/books/1', { title: 'c', version: 1 });
    expect([reply.status, reply.body]).toMatchObject([200, { title: 'c', author: 'b', version: 2 }]);
    expect(reply.body).toMatchObject({
      created_at: '2026-11-22T05:15:20.000Z',
      updated_at: '2026-11-22T05:15:21.000Z',
    });
  });

  it.each([{}, { nothing: 1 }, { id: 7, created_at: 'x' }])(
    'P13: of %j changes nothing: the row stays at its version, and a stale one is told',
    async (body) => {
      const { patch, get } = await shelf();
      const before = await get('/books/1');
      expect(await patch('/books/1', { ...body, version: 1 })).toMatchObject({ status: 200, body: before.body });
      expect((await get('/books/1')).text).toBe(before.text);
      expect((await patch('/books/1', { ...body, version: 2 })).status).toBe(409);
      expect((await patch('/books/9', { ...body, version: 1 })).status).toBe(404);
    },
  );

  it('changes the one row that it names', async () => {
    const { post, patch, get } = await shelf();
    const other = await post('/books', { title: 'other' });
    await patch('/books/1', { title: 'c', version: 1 });
    expect((await get('/books/2')).text).toBe(other.text);
  });
});

describe.each(['put', 'patch'] as const)('%s', (method) => {
  const body = { title: 'c', author: 'd' };

  it.each([{ ...body }, { ...body, version: null }, {}])('without a version is refused with 422: %j', async (given) => {
    const api = await shelf();
    for (const path of ['/books/1', '/books/999']) {
      const reply = await api[method](path, given);
      expect([reply.status, reply.body]).toEqual([422, missingVersion]);
    }
  });

  it.each(['0', '2', '-1', '1.5', '9007199254740991', 'false'])(
    "with version %s, not the row's, is 409",
    async (version) => {
      const api = await shelf();
      const reply = await api[method]('/books/1', raw(`{"title":"c","author":"d","version":${version}}`));
      expect([reply.status, reply.body]).toEqual([409, conflict]);
      expect((await api.get('/books/1')).body).toMatchObject({ title: 'a', version: 1 });
    },
  );

  it.each(['"1"', '"abc"', '[1]', '{"a":1}', '1e30', '9007199254740993', '1e999'])(
    'P2: with version %s, which is none, is refused with 422',
    async (version) => {
      const api = await shelf();
      const reply = await api[method]('/books/1', raw(`{"title":"c","version":${version}}`));
      expect([reply.status, reply.body.detail]).toMatchObject([
        422,
        [{ type: 'int_type', loc: ['version'], msg: 'Input should be a valid integer' }],
      ]);
    },
  );

  it.each(['1', '1.0', 'true'])('with version %s is version 1', async (version) => {
    const api = await shelf();
    const reply = await api[method]('/books/1', raw(`{"title":"c","version":${version}}`));
    expect([reply.status, reply.body.version]).toEqual([200, 2]);
  });

  it('is told in this order: no version, wrong values, no row, another version', async () => {
    const api = await shelf();
    const statusOf = async (path: string, given: object): Promise<[number, string]> => {
      const { status, text } = await api[method](path, given);
      return [status, text];
    };
    const noVersion = [422, JSON.stringify(missingVersion)];
    expect(await statusOf('/books/999', { title: '' })).toEqual(noVersion);
    expect(await statusOf('/books/999', { title: '', version: 5 })).toEqual([
      422,
      expect.stringContaining('too_short'),
    ]);
    expect(await statusOf('/books/999', { ...body, version: 5 })).toEqual([404, '{"detail":"not found"}']);
    expect(await statusOf('/books/1', { ...body, version: 5 })).toEqual([409, JSON.stringify(conflict)]);
  });

  it('ignores the automatic fields, and what is no field', async () => {
    const api = await shelf();
    const reply = await api[method]('/books/1', {
      ...body,
      version: 1,
      id: 9,
      created_at: 'x',
      updated_at: 5,
      nope: 1,
    });
    expect(reply.body).toEqual({
      ...body,
      isbn: null,
      id: 1,
      created_at: '2026-11-22T05:15:20.000Z',
      updated_at: '2026-11-22T05:15:21.000Z',
      version: 2,
    });
  });

  it('P1: that breaks a unique field is 409 and names it, and changes nothing', async () => {
    const api = await shelf();
    await api.post('/books', { title: 'x', isbn: '1' });
    const before = await api.get('/books/1');
    const reply = await api[method]('/books/1', { ...body, isbn: '1', version: 1 });
    expect([reply.status, reply.body.detail]).toMatchObject([409, [{ type: 'unique_violation', loc: ['isbn'] }]]);
    expect((await api.get('/books/1')).text).toBe(before.text);
  });

  it('of a stale version is a conflict, even where it breaks a unique field', async () => {
    const api = await shelf();
    await api.post('/books', { title: 'x', isbn: '1' });
    const reply = await api[method]('/books/1', { ...body, isbn: '1', version: 7 });
    expect([reply.status, reply.body]).toEqual([409, conflict]);
  });
});

describe('64 clients that PATCH one row in a loop with the version that they read', () => {
  const rounds = 10;

  /** Every client reads, then writes what it read; the statuses of all writes. */
  async function compete(apis: readonly Api[]): Promise<number[]> {
    const client = async (number: number): Promise<number[]> => {
      const api = apis[number % apis.length] as Api;
      const statuses: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const { version } = (await api.get('/books/1')).body;
        const reply = await api.patch('/books/1', { title: `${number} ${round}`, version });
        if (reply.status === 200)
          expect(reply.body).toMatchObject({ title: `${number} ${round}`, version: version + 1 });
        else expect(reply.body).toEqual(conflict);
        statuses.push(reply.status);
      }
      return statuses;
    };
    return (await Promise.all(Array.from({ length: 64 }, (_, number) => client(number)))).flat();
  }

  const count = (statuses: readonly number[], status: number): number =>
    statuses.filter((one) => one === status).length;

  it.each([
    ['one app in memory', 1, () => 'sqlite:///:memory:'],
    ['one app on a file', 1, () => `sqlite:///${temporaryFile()}`],
    ['three apps on one file', 3, () => `sqlite:///${temporaryFile()}`],
  ])('(%s): the final version is 1 + the number of 200s, and everyone else got 409', async (_, appCount, url) => {
    const database = url();
    const apps = Array.from({ length: appCount }, () => new LightApi({ database, logger: keepLog() }));
    onTestFinished(async () => void (await Promise.all(apps.map((app) => app.close()))));
    const apis: Api[] = apps.map((app) => speak(app.register({ '/books': BookEndpoint }) as LightApi));
    await (apis[0] as Api).post('/books', { title: 'start' });
    const statuses = await compete(apis);
    const won = count(statuses, 200);
    expect(won).toBeGreaterThanOrEqual(rounds);
    expect(won).toBeLessThan(64 * rounds);
    expect(count(statuses, 409)).toBe(64 * rounds - won);
    expect((await (apis[0] as Api).get('/books/1')).body.version).toBe(1 + won);
  });
});
