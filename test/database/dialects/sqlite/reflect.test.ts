import { type Meta, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

it('whole numbers beyond 2^53 in tables that others made are exact, and pages go on behind them', async () => {
  class BigEndpoint extends RestEndpoint {
    static override meta: Meta = {
      reflect: true,
      table: 'bigs',
      filtering: { ordering: ['big'] },
      pagination: { style: 'cursor', pageSize: 1 },
    };
  }
  const { url } = databaseFile(`create table bigs (id integer primary key, big integer);
    insert into bigs (big) values (9223372036854775807), (9223372036854775806), (-9223372036854775808), (5), (null)`);
  const { get } = await serve({ '/bigs': BigEndpoint }, { database: url });
  const found: unknown[] = [];
  for (let cursor = ''; found.length < 9; ) {
    const { body } = await get(`/bigs?ordering=-big${cursor}`);
    found.push(...body.results.map(({ big }) => big));
    if (!body.next) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(found).toEqual(['9223372036854775807', '9223372036854775806', 5, '-9223372036854775808', null]);
});
