import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, serve } from '../serve.ts';
import { databaseWith, dialect } from '../servers.ts';
import { idsOf, pageOf } from './walk.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ optional: true });
  static override meta: Meta = {
    pagination: { style: 'cursor', pageSize: 1 },
    filtering: { ordering: ['title', 'id'] },
  };
}
class ShelfEndpoint extends BookEndpoint {}

async function shelf(): Promise<Api> {
  const api = await serve({ '/books': BookEndpoint, '/shelves': ShelfEndpoint });
  for (const path of ['/books', '/shelves']) for (const title of ['a', 'b', 'c']) await api.post(path, { title });
  return api;
}

const cursorOf = async (api: Api, path: string): Promise<string> => (await pageOf(api, path)).next ?? '';

async function refused(api: Api, path: string, cursor: string): Promise<void> {
  const reply = await api.get(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`);
  expect([reply.status, reply.body.detail]).toMatchObject([
    422,
    [
      {
        type: 'cursor_invalid',
        loc: ['query', 'cursor'],
        msg: 'The cursor is not one of this list in this order',
      },
    ],
  ]);
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('S14, P2: a cursor that is forged', () => {
  it.each([
    'x',
    '!!!',
    ' ',
    '\0',
    "' OR 1=1",
    'A'.repeat(21),
    'A'.repeat(22),
    'A'.repeat(10_000),
    base64({ id: 3 }),
    base64({ id: 'x' }),
    base64({ id: [] }),
    base64({ id: 1e30 }),
    base64([0, 1]),
    Buffer.concat([Buffer.alloc(16), Buffer.from('[0,1]')]).toString('base64url'),
    Buffer.concat([Buffer.alloc(16), Buffer.from('{"x')]).toString('base64url'),
  ])('%j is refused with 422', async (cursor) => {
    await refused(await shelf(), '/books', cursor);
  });

  it('by one bit anywhere is refused', async () => {
    const api = await shelf();
    const bytes = Buffer.from(await cursorOf(api, '/books'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await refused(api, '/books', forged.toString('base64url'));
    }
  });

  it('by cutting it, or by adding to it, is refused', async () => {
    const api = await shelf();
    const bytes = Buffer.from(await cursorOf(api, '/books'), 'base64url');
    for (let length = 1; length < bytes.length; length += 1) {
      await refused(api, '/books', bytes.subarray(0, length).toString('base64url'));
    }
    await refused(api, '/books', Buffer.concat([bytes, Buffer.from(' ')]).toString('base64url'));
  });

  it('by turning it round is refused', async () => {
    const api = await shelf();
    const bytes = Buffer.from(await cursorOf(api, '/books'), 'base64url');
    const turned = Buffer.concat([bytes.subarray(0, 16), Buffer.from('[1,1]')]);
    expect(bytes.subarray(16).toString()).toBe('[0,1]');
    await refused(api, '/books', turned.toString('base64url'));
  });
});

describe('a cursor of another list', () => {
  it('(another endpoint) is refused with 422', async () => {
    const api = await shelf();
    await refused(api, '/shelves', await cursorOf(api, '/books'));
  });

  it.each([
    ['', '?ordering=title'],
    ['?ordering=title', ''],
    ['?ordering=title', '?ordering=-title'],
    ['?ordering=title', '?ordering=title,-id'],
    ['?ordering=title,-id', '?ordering=-id,title'],
    ['?ordering=id', '?ordering=-id'],
    ['?ordering=-id', ''],
  ])('(from %j, to %j) is refused with 422', async (from, to) => {
    const api = await shelf();
    await refused(api, `/books${to}`, await cursorOf(api, `/books${from}`));
  });

  it('is none where the order is said in other words', async () => {
    const api = await shelf();
    for (const [from, to] of [
      ['', '?ordering=nope'],
      ['', '?ordering=id'],
      ['?ordering=title', '?ordering=title,nope,title'],
      ['?ordering=title', '?ordering=title,id'],
    ]) {
      const cursor = await cursorOf(api, `/books${from}`);
      expect(idsOf([await pageOf(api, `/books${to || '?'}&cursor=${cursor}`)])).toEqual([2]);
    }
  });
});

class EventEndpoint extends RestEndpoint {
  static override meta: Meta = {
    reflect: true,
    table: 'events',
    filtering: { ordering: ['at', 'big'] },
    pagination: { style: 'cursor', pageSize: 1 },
  };
}

const times = { sqlite: 'datetime', postgres: 'timestamp', mysql: 'datetime(6)' };
const script = `create table events (id int primary key, at ${times[dialect]}, big bigint);
  insert into events values (1, '2026-01-01 00:00:00.123456', 9223372036854775807),
    (2, '2026-01-01 00:00:00.123457', 9223372036854775806), (3, '2026-01-01 00:00:00.124000', -9223372036854775808);`;

describe('cursors of a table that others made', () => {
  it('tell apart times within one millisecond, and integers that are no exact numbers', async () => {
    const { get } = await serve({ '/events': EventEndpoint }, { database: await databaseWith(script) });
    const walk = async (ordering: string): Promise<number[]> => {
      const ids: number[] = [];
      for (let cursor = ''; ids.length < 5; ) {
        const { body } = await get(`/events?ordering=${ordering}${cursor}`);
        ids.push(...body.results.map(({ id }: { id: number }) => id));
        if (body.next === null) break;
        cursor = `&cursor=${body.next}`;
      }
      return ids;
    };
    expect(await walk('at')).toEqual([1, 2, 3]);
    expect(await walk('big')).toEqual([3, 2, 1]);
    expect(await walk('-big')).toEqual([1, 2, 3]);
    expect((await get('/events/1')).body).toEqual({
      id: 1,
      at: '2026-01-01T00:00:00.123Z',
      big: '9223372036854775807',
    });
  });
});
