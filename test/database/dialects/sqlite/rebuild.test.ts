import { describe, expect, it, onTestFinished } from 'vitest';
import { openMigrator } from '../../../../src/database/open.ts';
import { databaseFile } from '../../file.ts';
import { modelsOf, type TableSpec } from '../../migration/models.ts';

const automatic = `id integer not null primary key autoincrement, created_at datetime not null, updated_at datetime not null,
  version integer not null`;
const row = "'2026-11-23T10:15:00.000Z', '2026-11-23T10:15:00.000Z', 1";

/** Migrates a file made by a script. */
async function migrate(script: string, tables: Readonly<Record<string, TableSpec>>, keepColumns = false) {
  const file = databaseFile(script);
  const migrator = await openMigrator(file.url);
  onTestFinished(() => migrator.close());
  const models = await modelsOf(tables);
  const { steps } = await migrator.plan(models, { keepColumns });
  await migrator.apply({ name: 'next', sql: steps.flatMap(({ sql }) => sql.map((text) => `${text};`)).join('\n') });
  expect((await migrator.plan(models, { keepColumns })).steps).toEqual([]);
  return file;
}

const pages: TableSpec = { pages: { type: 'number', options: {} } };
const things = `create table things (${automatic}, pages integer not null)`;

describe('a table that is made anew', () => {
  it('keeps the rows that refer to it, and goes on being referred to', async () => {
    const file = await migrate(
      `${things}; create table parts (${automatic}, thing integer references things (id) on delete cascade);
       insert into things values (1, ${row}, 5); insert into parts values (1, ${row}, 1);`,
      { things: pages },
    );
    expect(file.rows('select thing from parts')).toEqual([{ thing: 1 }]);
    file.db.pragma('foreign_keys = on');
    expect(() => file.db.exec(`insert into parts values (2, ${row}, 9)`)).toThrow('FOREIGN KEY');
  });

  it('keeps its triggers, its views and the indexes of others', async () => {
    const file = await migrate(
      `${things}; create table log (text varchar); insert into things values (1, ${row}, 5);
       create index "by time" on things (created_at, pages desc); create unique index few on things (pages) where pages > 9;
       create view large as select id from things where pages > 3;
       create trigger noted after insert on things begin insert into log values ('new'); end;`,
      { things: pages },
    );
    expect(file.rows('select * from large')).toEqual([{ id: 1 }]);
    file.db.exec(`insert into things values (2, ${row}, 6.5)`);
    expect(file.rows('select * from log')).toEqual([{ text: 'new' }]);
    const names = file.rows(
      "select name from sqlite_master where type = 'index' and tbl_name = 'things' order by name",
    );
    expect(names).toEqual([{ name: 'by time' }, { name: 'few' }]);
  });

  it('gives no id again', async () => {
    const file = await migrate(
      `${things}; insert into things values (7, ${row}, 5), (9, ${row}, 5); delete from things where id = 9;`,
      { things: pages },
    );
    file.db.exec(`insert into things (created_at, updated_at, version, pages) values (${row}, 1)`);
    expect(file.value('select max(id) from things')).toBe(10);
  });

  it('keeps columns that only the database knows, where it is told to', async () => {
    const file = await migrate(
      `create table others (id integer primary key); insert into others values (3);
       create table things (${automatic}, pages integer not null, other integer references others (id), note varchar default 'n');
       insert into things values (1, ${row}, 5, 3, 'x');`,
      { things: pages },
      true,
    );
    expect(file.rows('select other, note from things')).toEqual([{ other: 3, note: 'x' }]);
    expect(file.rows('select "table", "from" from pragma_foreign_key_list(\'things\')')).toEqual([
      { table: 'others', from: 'other' },
    ]);
  });

  it('stops where rows would refer to nothing', async () => {
    const owned: TableSpec = { owner: { type: 'integer', options: { foreignKey: 'owners.id' } } };
    const owners: TableSpec = { name: { type: 'string', options: {} } };
    const script = `create table things (${automatic}, owner integer not null); insert into things values (1, ${row}, 4)`;
    await expect(migrate(script, { owners, things: owned })).rejects.toThrow(
      'of things the first, would refer to rows of owners',
    );
  });

  it.each([
    ['a generated column', `create table things (${automatic}, pages integer not null, twice integer as (pages * 2))`],
    ['a collation', `create table things (${automatic}, pages integer not null, x varchar collate nocase)`],
    ['a check', `create table things (${automatic}, pages integer not null check (pages > 1))`],
    [
      'ON DELETE',
      `create table things (${automatic}, pages integer not null references things (id) on delete cascade)`,
    ],
    [
      'STRICT',
      `create table things (id integer not null primary key, created_at text not null, updated_at text not null,
       version integer not null, pages integer not null) strict`,
    ],
    ['a key of several', `create table things (${automatic}, pages integer not null, unique (pages, version))`],
  ])('is refused where it would lose %s', async (what, script) => {
    await expect(migrate(script, { things: pages }, true)).rejects.toThrow(`would lose ${what}`);
  });

  it('is not needed for a table of the Python original, whose types hold the same values', async () => {
    const file = databaseFile(`
      create table thingendpoints (id INTEGER NOT NULL, created_at DATETIME, updated_at DATETIME, version INTEGER NOT NULL,
        title VARCHAR NOT NULL, price NUMERIC(10, 2) NOT NULL, code VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (code));
      insert into thingendpoints values (1, '2026-11-22 05:15:20.291879', null, 1, 'SICP', 9.5, 'a')`);
    const migrator = await openMigrator(file.url);
    onTestFinished(() => migrator.close());
    const [model] = await modelsOf({
      things: {
        title: { type: 'string', options: {} },
        price: { type: 'decimal', options: { maxDigits: 10, decimalPlaces: 2 } },
        code: { type: 'string', options: { unique: true } },
      },
    });
    if (model === undefined) throw new Error('there is no model');
    const { steps } = await migrator.plan([{ ...model, legacyTable: 'thingendpoints' }]);
    expect(steps.flatMap(({ says }) => says)).toEqual(['thingendpoints.code gets a unique index.']);
  });
});
