import type { Context } from 'hono';
import { sql } from 'kysely';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { databaseFile } from './file.ts';

class ThingEndpoint extends RestEndpoint {
  name = field.string();
  price = field.decimal({ decimalPlaces: 2 });
  open = field.boolean({ default: true });
  at = field.datetime();
  big = field.bigint({ optional: true });
  data = field.json({ optional: true });
  key = field.uuid({ optional: true });
  static override meta: Meta = { table: 'things' };
}

const things = [
  { name: 'a', price: '10.00', at: '2026-01-01T00:00:00Z', big: '9007199254740993', data: { a: [1] } },
  { name: 'b', price: '9.50', at: '2026-02-01T00:00:00Z', open: false, big: '5' },
  { name: 'c', price: '-3.00', at: '2026-03-01T00:00:00Z' },
];

/** What a query gives in an endpoint that has the three things. */
async function queried(query: (endpoint: ThingEndpoint, c: Context) => unknown, database = 'sqlite:///:memory:') {
  let result: unknown;
  class QueryingEndpoint extends ThingEndpoint {
    override async put(c: Context) {
      result = await query(this, c);
      return {};
    }
  }
  const { post, put } = await serve({ '/things': QueryingEndpoint }, { database });
  for (const thing of things) expect((await post('/things', thing)).status).toBe(201);
  expect((await put('/things/1', {})).status).toBe(200);
  return result;
}

const names = (rows: unknown): string => (rows as { name: string }[]).map(({ name }) => name).join('');

describe('a query of a user', () => {
  it.each<[string, string, (e: ThingEndpoint) => { execute(): unknown }]>([
    ['decimals as numbers', 'ab', (e) => e.select().where(e.price, '>', '9')],
    ['decimals by their names', 'ab', (e) => e.select().where('price', '>', '9')],
    [
      'decimals by table and name',
      'ab',
      (e) => e.db.selectFrom('things').selectAll().where('things.price', '>=', '9.5'),
    ],
    ['decimals among others', 'ac', (e) => e.select().where(e.price, 'in', ['10', '-3.0'])],
    ['decimals between two', 'b', (e) => e.select().where(e.eb.between(e.price, '9', '9.99'))],
    ['a decimal on the right', 'c', (e) => e.select().where((eb) => eb(eb.val('0'), '>', e.price))],
    ['decimals of an alias', 'ab', (e) => e.db.selectFrom('things as t').selectAll().where('t.price', '>', '9')],
    ['decimals of the only alias', 'ab', (e) => e.db.selectFrom('things as t').selectAll().where('price', '>', '9')],
    [
      'decimals of a join',
      'ab',
      (e) =>
        e.db
          .selectFrom((eb) => eb.selectFrom('things').select(['id as key', 'name']).as('n'))
          .innerJoin('things as t', 't.id', 'n.key')
          .selectAll('n')
          .where('price', '>', '9'),
    ],
    [
      'decimals of two aliases',
      'b',
      (e) =>
        e.db
          .selectFrom('things as t')
          .innerJoin('things as u', (join) => join.onRef('u.price', '>', 't.price'))
          .select('t.name')
          .where('u.name', '=', 'a')
          .where('t.price', '>', '0'),
    ],
    ['booleans', 'b', (e) => e.select().where(e.open, '=', false)],
    ['times', 'bc', (e) => e.select().where(e.at, '>', new Date('2026-01-31T00:00:00Z'))],
    ['64-bit integers', 'a', (e) => e.select().where(e.big, '=', 9007199254740993n)],
    ['what is null', 'c', (e) => e.select().where(e.big, 'is', null)],
    ['text', 'a', (e) => e.select().where(e.name, 'like', 'A%')],
    ['values of a subquery', 'a', (e) => e.select().where(e.id, 'in', e.db.selectFrom('things').select('id').limit(1))],
  ])('compares %s', async (_, found, query) => {
    expect(names(await queried((endpoint) => query(endpoint).execute()))).toBe(found);
  });

  it('sorts decimals as numbers', async () => {
    expect(names(await queried((e) => e.select().orderBy(e.price, 'desc').execute()))).toBe('abc');
    expect(names(await queried((e) => e.select().orderBy('price').execute()))).toBe('cba');
  });

  it('gives rows as the program sees them', async () => {
    const [row] = (await queried((e) => e.select().execute())) as Record<string, unknown>[];
    const program = { at: new Date('2026-01-01T00:00:00Z'), open: true, big: 9007199254740993n, key: null };
    expect(row).toMatchObject({ ...things[0], ...program, id: 1, version: 1 });
    expect(row?.created_at).toBeInstanceOf(Date);
  });

  it('rounds no integer: those beyond 2^53 are bigint, the others numbers', async () => {
    const rows = await queried((e) => e.db.selectFrom('things').select(['id', 'big']).execute());
    expect(rows).toEqual([
      { id: 1, big: 9007199254740993n },
      { id: 2, big: 5 },
      { id: 3, big: null },
    ]);
  });

  it('writes values of the program, and says how many rows it changed', async () => {
    const changed = await queried(async (e) => {
      const update = e.db.updateTable('things').set({ open: false, at: new Date(0), data: { b: 1 } });
      const { numUpdatedRows } = await update.where('price', '>', '9').executeTakeFirstOrThrow();
      const rows = await e.select().where(e.open, '=', false).execute();
      return [numUpdatedRows, rows.map(({ at, data }) => [at, data])];
    });
    expect(changed).toEqual([
      2n,
      [
        [new Date(0), { b: 1 }],
        [new Date(0), { b: 1 }],
      ],
    ]);
  });

  it('may be SQL, with its values bound', async () => {
    const evil = "x' or 1=1 --";
    const rows = await queried(
      async (e) => (await sql`select name from things where name = ${evil}`.execute(e.db)).rows,
    );
    expect(rows).toEqual([]);
  });

  it.each([
    [
      'a value that is taken: it may be the fault of the request',
      {
        id: 1,
        name: 'x',
        price: '1.00',
        at: new Date(),
        open: true,
        created_at: new Date(),
        updated_at: new Date(),
        version: 1,
      },
      { code: 'unique_violation' },
    ],
    ['a column without a value: it is the fault of the program', { price: '1' }, { name: 'SqliteError' }],
  ])('tells %s', async (_, values, expected) => {
    const refused = await queried((e) =>
      e.db
        .insertInto('things')
        .values({ ...values })
        .execute()
        .catch((error: unknown) => error),
    );
    expect(refused).toMatchObject(expected);
  });

  it('reads and writes a file as it does memory', async () => {
    const { url, value } = databaseFile();
    const [{ count } = {}] = (await queried(async (e) => {
      await e.db.deleteFrom('things').where('name', '=', 'a').execute();
      return e.db
        .selectFrom('things')
        .select((eb) => eb.fn.countAll().as('count'))
        .execute();
    }, url)) as { count?: number }[];
    expect([count, value('select count(*) from things')]).toEqual([2, 2]);
  });
});
