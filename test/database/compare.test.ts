import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import type { AnyField } from '../schema/column.ts';
import { keepLog, mistakesOf, serve } from '../serve.ts';
import { databaseFile } from './file.ts';

const automatic = `id integer primary key autoincrement, created_at datetime not null, updated_at datetime not null,
  version integer not null`;

/** Starts on a table that has the columns given, with a class that declares one field. */
async function mistakes(columns: string, name: string, value: AnyField) {
  class ThingEndpoint extends RestEndpoint {
    [name] = value;
  }
  const file = databaseFile(`create table others (id integer primary key); create table things (${columns})`);
  const before = [file.schema(), file.value('pragma schema_version')];
  const { problems } = await mistakesOf({ '/things': ThingEndpoint }, { database: file.url });
  expect([file.schema(), file.value('pragma schema_version')]).toEqual(before);
  return problems;
}

const byHand = 'Run "lightapi migrate diff", change the table by hand, or change the declaration.';

describe('a table that differs', () => {
  it.each([
    [
      'a required column is missing',
      automatic,
      field.string(),
      'is not in the database, and rows that exist would have no value.',
      'Make it optional, or give it a default.',
    ],
    [
      'a column whose default is a function is missing',
      automatic,
      field.string({ default: () => 'x' }),
      'is not in the database, and rows that exist would have no value.',
      'Make it optional, or give it a default.',
    ],
    [
      'the type is another',
      `${automatic}, value integer not null`,
      field.string(),
      'is INTEGER in the database and varchar in the declaration.',
      byHand,
    ],
    [
      'NULL stands where a value is required',
      `${automatic}, value varchar`,
      field.string(),
      'may be NULL in the database and is required in the declaration.',
      byHand,
    ],
    [
      'NULL may not stand where it is optional',
      `${automatic}, value varchar not null`,
      field.string({ optional: true }),
      'is NOT NULL in the database and optional in the declaration.',
      byHand,
    ],
    [
      'the values of an enum are others',
      `${automatic}, value varchar not null check (value in ('a', 'c'))`,
      field.enum(['a', 'b']),
      'takes a, c in the database and a, b in the declaration.',
      byHand,
    ],
    [
      'a foreign key is missing',
      `${automatic}, value integer not null`,
      field.integer({ foreignKey: 'others.id' }),
      'has no foreign key in the database and refers to others.id in the declaration.',
      byHand,
    ],
    [
      'values are limited to a list that nobody declares',
      `${automatic}, value varchar not null check (value in ('a', 'c'))`,
      field.string(),
      'takes a, c in the database and anything in the declaration.',
      byHand,
    ],
    [
      'the values of an enum read alike',
      `${automatic}, value varchar not null check (value in ('a,b', 'c'))`,
      field.enum(['a', 'b,c']),
      'takes a,b, c in the database and a, b,c in the declaration.',
      byHand,
    ],
  ] as [string, string, AnyField, string, string][])(
    'is refused, and nothing is changed: %s',
    async (_, columns, value, problem, remedy) => {
      expect(await mistakes(columns, 'value', value)).toEqual([
        { code: 'table_differs', where: 'ThingEndpoint, things.value', problem, remedy },
      ]);
    },
  );

  it('in a column that nobody could fill is refused', async () => {
    expect(
      await mistakes(`${automatic}, value varchar not null, extra varchar not null`, 'value', field.string()),
    ).toEqual([
      {
        code: 'table_differs',
        where: 'ThingEndpoint, things.extra',
        problem: 'is NOT NULL in the database and not in the declaration.',
        remedy: byHand,
      },
    ]);
  });

  it('in its primary key is refused', async () => {
    const columns = automatic.replace('primary key autoincrement', 'not null unique');
    expect(await mistakes(`${columns}, value varchar not null`, 'value', field.string())).toMatchObject([
      { where: 'ThingEndpoint, things.id', problem: 'is not the primary key in the database.' },
    ]);
  });

  it('without automatic columns is refused, and says which', async () => {
    const problems = await mistakes('id integer primary key, value varchar not null', 'value', field.string());
    expect(problems.map(({ where }) => where)).toEqual([
      'ThingEndpoint, things.created_at',
      'ThingEndpoint, things.updated_at',
      'ThingEndpoint, things.version',
    ]);
  });

  it('in values that a unique field forbids is refused, and the rows are left alone', async () => {
    class ThingEndpoint extends RestEndpoint {
      value = field.string({ unique: true });
      note = field.string({ optional: true });
    }
    const file = databaseFile(`create table things (${automatic}, value varchar not null);
      insert into things values (1, '', '', 1, 'a'), (2, '', '', 1, 'a')`);
    const before = [file.schema(), file.rows('select * from things')];
    const { problems } = await mistakesOf({ '/things': ThingEndpoint }, { database: file.url });
    expect(problems).toMatchObject([{ code: 'table_differs', problem: expect.stringContaining('UNIQUE') }]);
    expect([file.schema(), file.rows('select * from things')]).toEqual(before);
  });

  it('P14: is told with every other that differs, and no other table is made', async () => {
    class OneEndpoint extends RestEndpoint {
      a = field.string();
      b = field.integer();
    }
    class TwoEndpoint extends RestEndpoint {
      c = field.string();
    }
    class NewEndpoint extends RestEndpoint {
      d = field.string();
    }
    const file = databaseFile(`create table ones (${automatic}, a integer not null); create table twos (${automatic})`);
    const before = file.schema();
    const routes = { '/one': OneEndpoint, '/two': TwoEndpoint, '/new': NewEndpoint };
    const { problems } = await mistakesOf(routes, { database: file.url });
    expect(problems.map(({ where }) => where).sort()).toEqual([
      'OneEndpoint, ones.a',
      'OneEndpoint, ones.b',
      'TwoEndpoint, twos.c',
    ]);
    expect(file.schema()).toEqual(before);
  });
});

describe('a table that fits', () => {
  it.each([
    ['varchar', 'TEXT', field.string()],
    ['varchar', 'VARCHAR(5)', field.string({ maxLength: 500 })],
    ['integer', 'INT', field.integer()],
    ['bigint', 'INTEGER', field.bigint()],
    ['float', 'DOUBLE PRECISION', field.number()],
    ['float', 'NUMERIC', field.number()],
    ['boolean', 'BOOLEAN', field.boolean()],
    ['datetime', 'DATETIME', field.datetime()],
    ['datetime', 'TEXT', field.datetime()],
    ['date', 'DATE', field.date()],
    ['decimal', 'TEXT', field.decimal()],
    ['decimal', 'NUMERIC', field.decimal()],
    ['uuid', 'CHAR(32)', field.uuid()],
    ['uuid', 'UUID', field.uuid()],
    ['json', 'TEXT', field.json()],
    ['enum', 'TEXT', field.enum(['a'])],
  ] as [string, string, AnyField][])('holds %s as %s', async (_, declared, value) => {
    class ThingEndpoint extends RestEndpoint {
      value = value;
    }
    const file = databaseFile(`create table things (${automatic}, value ${declared} not null)`);
    const { get } = await serve({ '/things': ThingEndpoint }, { database: file.url });
    expect((await get('/things')).status).toBe(200);
  });

  it.each([
    ['string', 'INTEGER', field.string()],
    ['integer', 'BIGINT', field.integer()],
    ['boolean', 'INTEGER', field.boolean()],
    ['string', 'JSON_TEXT', field.string()],
    ['uuid', 'VARCHAR', field.uuid()],
    ['string', 'BLOB', field.string()],
    ['integer', 'TEXT', field.integer()],
    ['integer', 'FLOAT', field.integer()],
    ['integer', 'BOOLEAN', field.integer()],
    ['number', 'INTEGER', field.number()],
    ['boolean', 'TEXT', field.boolean()],
    ['datetime', 'INTEGER', field.datetime()],
    ['decimal', 'FLOAT', field.decimal()],
    ['json', 'NUMERIC', field.json()],
    ['enum', 'INTEGER', field.enum(['a'])],
  ] as [string, string, AnyField][])('does not hold %s as %s', async (_, declared, value) => {
    expect(await mistakes(`${automatic}, value ${declared} not null`, 'value', value)).toMatchObject([
      { code: 'table_differs', where: 'ThingEndpoint, things.value' },
    ]);
  });

  it('may have columns that nobody declares: they are left alone, with a notice', async () => {
    class ThingEndpoint extends RestEndpoint {
      value = field.string();
      static override meta: Meta<ThingEndpoint> = { table: 'stuff' };
    }
    const logger = keepLog();
    const file = databaseFile(`create table stuff (${automatic}, value varchar not null, extra varchar,
      filled varchar not null default 'x'); insert into stuff values (1, '', '', 1, 'a', 'kept', 'y')`);
    const { post, patch } = await serve({ '/things': ThingEndpoint }, { database: file.url, logger });
    expect((await post('/things', { value: 'b', extra: 'ignored' })).status).toBe(201);
    expect((await patch('/things/1', { value: 'c', version: 1 })).body).not.toHaveProperty('extra');
    expect(file.rows('select value, extra, filled from stuff')).toEqual([
      { value: 'c', extra: 'kept', filled: 'y' },
      { value: 'b', extra: null, filled: 'x' },
    ]);
    expect(logger.lines).toEqual([
      'stuff.extra is in the database, not in ThingEndpoint: it is left alone.',
      'stuff.filled is in the database, not in ThingEndpoint: it is left alone.',
    ]);
  });

  it('may be stricter than its class: the database goes on refusing, with a notice', async () => {
    class ThingEndpoint extends RestEndpoint {
      value = field.integer();
      static override meta: Meta<ThingEndpoint> = { table: 'stuff' };
    }
    const logger = keepLog();
    const file = databaseFile(`create table others (id integer primary key); insert into others values (1);
      create table stuff (${automatic}, value integer not null references others (id));
      create unique index one_of_each on stuff (value)`);
    const { post } = await serve({ '/things': ThingEndpoint }, { database: file.url, logger });
    expect(logger.lines).toEqual([
      'stuff.value refers to others.id in the database, not in ThingEndpoint: the database goes on refusing other values.',
      'stuff.value is unique in the database, not in ThingEndpoint: the database goes on refusing equal values.',
    ]);
    expect((await post('/things', { value: 2 })).status).toBe(409);
  });
});
