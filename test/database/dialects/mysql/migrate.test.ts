import { expect, it, onTestFinished } from 'vitest';
import type { Migrator } from '../../../../src/database/migration/migrator.ts';
import { openMigrator } from '../../../../src/database/open.ts';
import { freshDatabase, onMysql } from '../../../servers.ts';
import { modelsOf, type TableSpec } from '../../migration/models.ts';

type Tables = Readonly<Record<string, TableSpec>>;

async function open(url: string): Promise<Migrator> {
  const migrator = await openMigrator(url);
  onTestFinished(() => migrator.close());
  return migrator;
}
const freshMigrator = async (): Promise<Migrator> => open(await freshDatabase());

let files = 0;

/** Applies what the tables need; nothing is left to do then. */
async function bringUp(migrator: Migrator, tables: Tables): Promise<readonly string[]> {
  const models = await modelsOf(tables);
  const { steps, problems } = await migrator.plan(models);
  expect(problems).toEqual([]);
  const sql = steps.flatMap((step) => step.sql);
  files += 1;
  await migrator.apply({ name: `f${files}`, sql: sql.map((statement) => `${statement};`).join('\n') });
  expect((await migrator.plan(models)).steps, sql.join('\n')).toEqual([]);
  return steps.flatMap(({ says }) => says);
}

const field = (type: TableSpec[string]['type'], options: object = {}): TableSpec[string] => ({
  type,
  options: options as Readonly<Record<string, unknown>>,
});
const row = (table: string, name: string, value: string): string =>
  `insert into ${table} (created_at, updated_at, version, ${name}) values (now(), now(), 1, ${value});`;

it('both ends of a foreign key get another type', async () => {
  const migrator = await freshMigrator();
  const tables = (code: object, owner: object): Tables => ({
    owners: { code: field('string', { unique: true, ...code }) },
    things: { owner: field('string', { foreignKey: 'owners.code', ...owner }) },
  });
  await bringUp(migrator, tables({ maxLength: 20 }, { maxLength: 20 }));
  await migrator.apply({ name: 'rows', sql: row('owners', 'code', `'a'`) + row('things', 'owner', `'a'`) });
  await bringUp(migrator, tables({ maxLength: 40 }, { maxLength: 20 }));
  await bringUp(migrator, tables({ maxLength: 30 }, { maxLength: 60, optional: true }));
  expect(await migrator.rows('select owner from things')).toEqual([{ owner: 'a' }]);
  await expect(migrator.apply({ name: 'orphan', sql: row('things', 'owner', `'b'`) })).rejects.toThrow('foreign key');
});

it('a foreign key that is made anew goes on doing what others told it to', async () => {
  const migrator = await freshMigrator();
  const owners: TableSpec = { name: field('string') };
  const tables = (options: object): Tables => ({
    owners,
    things: { owner: field('integer', { foreignKey: 'owners.id', ...options }) },
  });
  await bringUp(migrator, tables({}));
  const key = 'add constraint fk_things_owner foreign key (owner) references owners (id) on delete cascade';
  await migrator.apply({
    name: 'rule',
    sql: `alter table things drop foreign key fk_things_owner; alter table things ${key} on update cascade;`,
  });
  await bringUp(migrator, tables({ optional: true }));
  const [rules] = await migrator.rows(
    'select delete_rule, update_rule from information_schema.referential_constraints where constraint_schema = database()',
  );
  expect(rules).toEqual({ delete_rule: 'CASCADE', update_rule: 'CASCADE' });
});

it('a column that was a boolean may refer to a row', async () => {
  const migrator = await freshMigrator();
  const tables = (value: TableSpec[string]): Tables => ({ owners: { name: field('string') }, things: { value } });
  await bringUp(migrator, tables(field('boolean', { optional: true })));
  await bringUp(migrator, tables(field('integer', { optional: true, foreignKey: 'owners.id' })));
});

it('an index of a foreign key comes and goes', async () => {
  const migrator = await freshMigrator();
  const tables = (options: object): Tables => ({
    owners: { name: field('string') },
    things: { owner: field('integer', { optional: true, ...options }) },
  });
  const foreignKey = 'owners.id';
  const ways = [{ foreignKey, index: true }, { foreignKey }, { index: true }, { foreignKey, unique: true }, {}];
  for (const options of [...ways, ...ways.toReversed(), {}]) await bringUp(migrator, tables(options));
  const indexes = await migrator.rows(
    "select index_name from information_schema.statistics where table_schema = database() and table_name = 'things'",
  );
  expect(indexes).toEqual([{ index_name: 'PRIMARY' }]);
});

it('a renamed table leaves its names to another', async () => {
  const migrator = await freshMigrator();
  const fields: TableSpec = {
    kind: field('enum', { values: ['a', 'b'] }),
    owner: field('integer', { foreignKey: 'owners.id', optional: true }),
  };
  const owners: TableSpec = { name: field('string') };
  await bringUp(migrator, { owners, things: fields });
  expect(await bringUp(migrator, { owners, 'items<things': fields })).toEqual(['things is renamed to items.']);
  await bringUp(migrator, { owners, items: fields, things: fields });
});

it('what others made gets the collation by which values are compared, and keeps its lists', async () => {
  const url = await freshDatabase();
  await onMysql(
    `create table things (
       id bigint primary key auto_increment, created_at datetime(3) not null, updated_at datetime(3) not null,
       version bigint not null, title varchar(20) character set latin1 not null default 'it''s',
       kind enum('a', 'b') not null, note text, size int(11) not null, at timestamp null
     ) character set utf8mb4 collate utf8mb4_general_ci`,
    url,
  );
  const migrator = await open(url);
  await migrator.apply({
    name: 'rows',
    sql: `insert into things (created_at, updated_at, version, title, kind, size) values (now(), now(), 1, 'ü', 'b', 5);`,
  });
  const says = await bringUp(migrator, {
    things: {
      title: field('string', { maxLength: 20, default: "it's" }),
      kind: field('enum', { values: ['a', 'b'] }),
      note: field('string', { optional: true }),
      size: field('integer'),
      at: field('datetime', { optional: true }),
    },
  });
  expect(says.filter((said) => /size|\bat\b/.test(said))).toEqual([]);
  expect(says).toContainEqual(expect.stringMatching(/^things\.title becomes varchar\(20\) collate \w+bin, from /));
  expect(says).toContain('things.kind takes only a, b.');
  expect(await migrator.rows('select title, kind from things')).toEqual([{ title: 'ü', kind: 'b' }]);
});

it('an index of beginnings or words is none for values', async () => {
  const migrator = await freshMigrator();
  const tables = (options: object): Tables => ({ things: { title: field('string', { maxLength: 20, ...options }) } });
  await bringUp(migrator, tables({}));
  await migrator.apply({
    name: 'indexes',
    sql: 'create unique index beginnings on things (title(3)); create fulltext index words on things (title);',
  });
  expect(await bringUp(migrator, tables({ unique: true }))).toEqual(['things.title gets a unique index.']);
});

it.each([
  ['text to integer', field('string'), field('integer'), `' 12'`, 12],
  ['text to datetime', field('string'), field('datetime'), `'2026-11-23T10:15:00.5Z'`, '2026-11-23T10:15:00.500Z'],
  ['datetime to text', field('datetime'), field('string'), `'2026-11-23 10:15:00.5'`, '2026-11-23T10:15:00.500Z'],
  ['datetime to date', field('datetime'), field('date'), `'2026-11-23 10:15:00.5'`, '2026-11-23'],
  ['number to decimal', field('number'), field('decimal'), '2.5e-7', '0.00000025'],
  ['whole number to decimal', field('number'), field('decimal'), '100', '100'],
  ['decimal to integer', field('decimal'), field('integer'), `'12.75'`, 13],
  ['decimal to places', field('decimal'), field('decimal', { decimalPlaces: 2 }), `'12.5'`, '12.50'],
  ['number to boolean', field('number'), field('boolean'), '0.25', 1],
  ['boolean to integer', field('boolean'), field('integer'), 'true', 1],
  ['boolean to decimal', field('boolean'), field('decimal', { decimalPlaces: 1 }), 'true', '1.0'],
])('values go from %s', async (_, before, after, value, expected) => {
  const migrator = await freshMigrator();
  await bringUp(migrator, { things: { value: before } });
  await migrator.apply({ name: 'rows', sql: row('things', 'value', value) });
  await bringUp(migrator, { things: { value: after } });
  expect(await migrator.rows('select value from things')).toEqual([{ value: expected }]);
});

it.each([
  ['text that is no number', field('integer'), `'12 apples'`],
  ['text that is no decimal', field('decimal'), `'x'`],
  ['text that is no time', field('datetime'), `'soon'`],
  ['text that is too long', field('string', { maxLength: 3 }), `'soon'`],
])('%s stops the file', async (_, after, value) => {
  const migrator = await freshMigrator();
  await bringUp(migrator, { things: { value: field('string') } });
  await migrator.apply({ name: 'rows', sql: row('things', 'value', value) });
  await expect(bringUp(migrator, { things: { value: after } })).rejects.toThrow(/statement \d of \d failed/);
  expect(await migrator.rows('select value from things')).toEqual([{ value: value.slice(1, -1) }]);
});

it('a file waits for a start that makes tables', async () => {
  const url = await freshDatabase();
  const migrator = await open(url);
  const [{ id } = {}] = await migrator.rows('select connection_id() as id');
  const held = onMysql("select get_lock(concat('lightapi:', md5(database())), 1); select sleep(0.5)", url);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const applied = migrator.apply({ name: 'a', sql: 'select 1;' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [waiting] = await onMysql(`select state from information_schema.processlist where id = ${id}`);
  expect(waiting?.state).toBe('User lock');
  await held;
  expect(await applied).toBe(true);
});
