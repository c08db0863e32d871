import { type Meta, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { databaseWith, dialect } from '../servers.ts';

class ThingEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'things', filtering: { fields: ['at'], ordering: ['at'] } };
}

/** Times as another program wrote them, finer than milliseconds. */
const type = dialect === 'postgres' ? 'timestamptz(6)' : 'datetime(6)';
const zone = dialect === 'postgres' ? '+00' : '';
const times = ['05.122999', '05.123', '05.123001', '05.123999', '05.124'].map((time) => `2026-01-02 03:04:${time}`);
const script = `create table things (id integer primary key, at ${type});
  insert into things values ${times.map((time, at) => `(${at}, '${time}${zone}')`).join(', ')}, (5, null),
    (6, '9999-12-31 23:59:59.999999${zone}');`;

it('a time is found by what replies show of it, which are milliseconds', async () => {
  const { get } = await serve({ '/things': ThingEndpoint }, { database: await databaseWith(script) });
  const find = async (query: string) =>
    (await get(`/things?${query.replaceAll('T', 'at')}`)).body.results.map(({ id }) => id);
  const shown = (await get('/things/3')).body.at;
  expect(shown).toBe('2026-01-02T03:04:05.123Z');
  const at = '2026-01-02 03:04:05.123';
  const end = '9999-12-31 23:59:59.999';
  expect(await find(`T=${at}`)).toEqual([1, 2, 3]);
  expect(await find(`T__eq=${at}`)).toEqual([1, 2, 3]);
  expect(await find(`T__ne=${at}`)).toEqual([0, 4, 5, 6]);
  expect(await find(`T__gt=${at}`)).toEqual([4, 6]);
  expect(await find(`T__gte=${at}`)).toEqual([1, 2, 3, 4, 6]);
  expect(await find(`T__lt=${at}`)).toEqual([0]);
  expect(await find(`T__lte=${at}`)).toEqual([0, 1, 2, 3]);
  expect(await find(`T__in=${at},${end}`)).toEqual([1, 2, 3, 6]);
  expect(await find(`T__nin=${at},${end}`)).toEqual([0, 4, 5]);
  expect(await find(`T__between=${at},${at}`)).toEqual([1, 2, 3]);
  expect(await find(`T=${end}`)).toEqual([6]);
  expect(await find(`T__gt=${end}`)).toEqual([]);
  expect(await find(`T__lte=${end}`)).toEqual([0, 1, 2, 3, 4, 6]);
});
