import type { Context } from 'hono';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { listing } from '../../../filter/listing.ts';
import { column } from '../../../schema/column.ts';
import { serve } from '../../../serve.ts';
import { freshDatabase, onMysql } from '../../../servers.ts';

describe('text', () => {
  it('that is unique is told apart by case, accents and spaces', async () => {
    const { accept } = await column(field.string({ unique: true }));
    for (const text of ['a', 'A', 'a ', 'ä', 'a\u0308', '', ' ']) {
      expect(await accept(JSON.stringify(text))).toBe(text);
    }
  });

  it('that is unique has at most 768 characters, of any script', async () => {
    const { accept, refuse } = await column(field.string({ unique: true }));
    await accept(JSON.stringify('😀'.repeat(768)));
    expect(await refuse(JSON.stringify('a'.repeat(769)))).toMatchObject([{ type: 'value_error', loc: ['value'] }]);
  });

  it('sorts by its code points, also beyond its first 1,024 bytes', async () => {
    const start = 'x'.repeat(5_000);
    const { find } = await listing(field.string(), ['b', `${start}b`, 'B', 'a ', 'a', `${start}a`, '\uFFFD', '😀']);
    expect(await find('ordering=value')).toEqual([2, 4, 3, 0, 5, 1, 6, 7]);
  });
});

describe('decimals of any number of places', () => {
  const values = [
    '-100',
    '-99.5',
    '-1.5',
    '-1.05',
    '-1',
    '-0.001',
    '0',
    '0.00000001',
    '1',
    '1.5',
    '9.99',
    '10',
    '1e40',
  ];

  it('sort as numbers', async () => {
    const mixed = values.map((_, at) => values[(at * 5) % values.length]);
    const { find } = await listing(field.decimal(), mixed);
    expect((await find('ordering=value')).map((at) => mixed[at])).toEqual(values);
  });

  it('compare as numbers', async () => {
    const { find } = await listing(field.decimal({ optional: true }), [...values, null]);
    expect(await find('value__lt=-1')).toEqual([0, 1, 2, 3]);
    expect(await find('value__gte=1.500')).toEqual([9, 10, 11, 12]);
    expect(await find('value__in=-0,1e1')).toEqual([6, 11]);
    expect(await find(`value=0.${'0'.repeat(60)}1`)).toEqual([]);
  });
});

class ThingEndpoint extends RestEndpoint {
  price = field.decimal({ decimalPlaces: 2 });
  ratio = field.decimal();
  open = field.boolean();
  at = field.datetime();
  big = field.bigint();
  data = field.json({ optional: true });
  static override meta: Meta = { table: 'things' };
}

const thing = { price: '90071992547409931.01', ratio: '-1.5', open: true, at: '2026-01-01T00:00:00Z' };
const big = '9007199254740993';

/** What a query gives in an endpoint that has the thing. */
async function queried(query: (endpoint: ThingEndpoint) => unknown): Promise<unknown> {
  let result: unknown;
  class QueryingEndpoint extends ThingEndpoint {
    override async put(_: Context) {
      result = await query(this);
      return {};
    }
  }
  const { post, put } = await serve({ '/things': QueryingEndpoint });
  expect((await post('/things', { ...thing, big, data: { a: 1 } })).status).toBe(201);
  expect((await put('/things/1', {})).status).toBe(200);
  return result;
}

describe('a query of a user', () => {
  it('gives times as RFC 3339, and no integer rounded', async () => {
    const rows = await queried((e) => e.db.selectFrom('things').select(['id', 'at', 'big', 'price']).execute());
    expect(rows).toEqual([{ id: 1, at: '2026-01-01T00:00:00.000Z', big: 9007199254740993n, price: thing.price }]);
  });

  it('gives rows as the program sees them', async () => {
    const [row] = (await queried((e) => e.select().execute())) as Record<string, unknown>[];
    const program = { ...thing, at: new Date(thing.at), big: BigInt(big), data: { a: 1 } };
    expect(row).toMatchObject(program);
    expect(row?.created_at).toBeInstanceOf(Date);
  });

  it.each<[string, number, (e: ThingEndpoint) => { execute(): unknown }]>([
    ['decimals exactly', 0, (e) => e.select().where(e.price, '=', '90071992547409931.02')],
    ['decimals that are equal', 1, (e) => e.select().where(e.price, '=', '90071992547409931.010')],
    ['decimals of any number of places', 1, (e) => e.select().where(e.eb.between(e.ratio, '-1.50', '-1.4'))],
    ['times', 1, (e) => e.select().where(e.at, '<', new Date('2026-01-01T00:00:00.001Z'))],
    ['64-bit integers', 0, (e) => e.select().where(e.big, '=', 9007199254740992n)],
    ['booleans', 1, (e) => e.select().where(e.open, '=', true)],
  ])('compares %s', async (_, count, query) => {
    expect(await queried((e) => query(e).execute())).toHaveLength(count);
  });

  it('says how many rows it found, and the id of a new one', async () => {
    const result = await queried(async ({ db }) => {
      const { numUpdatedRows } = await db.updateTable('things').set({ open: true }).executeTakeFirstOrThrow();
      const stamps = { created_at: new Date(), updated_at: new Date(), version: 1 };
      const row = { ...thing, ...stamps, at: new Date(), big: 1n, data: { b: [1] } };
      const { insertId } = await db.insertInto('things').values(row).executeTakeFirstOrThrow();
      return [numUpdatedRows, insertId];
    });
    expect(result).toEqual([1n, 2n]);
  });
});

it('a table that another program made is served: shorter types, decimals of a number type, no JSON', async () => {
  const database = await freshDatabase();
  const stamps = 'id int primary key auto_increment, created_at datetime, updated_at timestamp(6), version int';
  await onMysql(
    `create table things (${stamps}, price decimal(20,2) not null, ratio decimal(10,4) not null, open tinyint not null,
       at datetime(6) not null, big bigint unsigned not null, data longtext);
     insert into things values (null, now(), now(6), 1, 1, 1.5, 1, '2026-01-01 00:00:00.123456', ~0, 'no JSON')`,
    database,
  );
  const { get, patch } = await serve({ '/things': ThingEndpoint }, { database });
  const shown = { price: '1.00', ratio: '1.5000', at: '2026-01-01T00:00:00.123Z', big: '18446744073709551615' };
  expect((await get('/things/1')).body).toMatchObject({ ...shown, open: true, data: 'no JSON' });
  expect((await patch('/things/1', { version: 1, open: false })).body).toMatchObject({ open: false, version: 2 });
});
