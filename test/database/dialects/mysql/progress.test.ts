import { expect, it, onTestFinished } from 'vitest';
import type { Migrator } from '../../../../src/database/migration/migrator.ts';
import { openMigrator } from '../../../../src/database/open.ts';
import { freshDatabase } from '../../../servers.ts';

async function freshMigrator(): Promise<Migrator> {
  const migrator = await openMigrator(await freshDatabase());
  onTestFinished(() => migrator.close());
  return migrator;
}

const first = 'create table things (id integer not null unique);\ninsert into things values (1);\n';
const wrong = 'insert into things values (2), (null);\n';
const last = 'create table others (id integer);\ninsert into things values (3);';

it('a file that fails says where, and goes on there once it is repaired', async () => {
  const migrator = await freshMigrator();
  await expect(migrator.apply({ name: 'a', sql: first + wrong + last })).rejects.toMatchObject({
    problems: [
      {
        code: 'migration_failed',
        where: 'a',
        problem: expect.stringMatching(/^statement 3 of 5 failed: .* null\. It is: insert into things values \(2\), /),
        remedy: expect.stringContaining('What stands before it is done'),
      },
    ],
  });
  expect(await migrator.applied()).toEqual([]);
  expect(await migrator.stopped()).toEqual(new Map([['a', 2]]));
  expect(await migrator.rows('select id from things')).toEqual([{ id: 1 }]);
  expect((await migrator.plan([])).notices).toHaveLength(1);
  await migrator.apply({ name: 'a', sql: `-- repaired\n${first}insert into things values (2);\n${last}` });
  expect(await migrator.rows('select id from things order by id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  expect((await migrator.applied()).map(({ name }) => name)).toEqual(['a']);
});

it('nothing has stopped where nothing was applied', async () => {
  expect(await (await freshMigrator()).stopped()).toEqual(new Map());
});

it('a file whose rows were repaired goes on as it is', async () => {
  const migrator = await freshMigrator();
  const sql =
    'create table things (id integer);\ninsert into things values (1), (1);\nalter table things add unique (id);';
  await expect(migrator.apply({ name: 'a', sql })).rejects.toThrow('statement 3 of 3 failed: Duplicate entry');
  await migrator.apply({ name: 'b', sql: 'delete from things limit 1;' });
  expect(await migrator.apply({ name: 'a', sql })).toBe(true);
  expect(await migrator.rows('select id from things')).toEqual([{ id: 1 }]);
});

it('a file that is another where it was done is refused', async () => {
  const migrator = await freshMigrator();
  await expect(migrator.apply({ name: 'a', sql: first + wrong })).rejects.toThrow('statement 3 of 3');
  await expect(migrator.apply({ name: 'a', sql: first.replace('(1)', '(4)') + last })).rejects.toMatchObject({
    problems: [{ problem: 'its first 2 statements were done, and are others now.' }],
  });
  await expect(migrator.apply({ name: 'a', sql: 'select 1;' })).rejects.toThrow('are others now');
});

it('a file whose first statement fails is as if it had not been', async () => {
  const migrator = await freshMigrator();
  await expect(migrator.apply({ name: 'a', sql: 'drop table nowhere;' })).rejects.toThrow('Nothing was done');
  expect(await migrator.apply({ name: 'a', sql: first })).toBe(true);
});
