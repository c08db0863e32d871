/** Pages of tables that others made, whose values are more exact than ours. */
import { type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { databaseWith, dialect } from '../servers.ts';

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
