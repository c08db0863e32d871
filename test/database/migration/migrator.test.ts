import { describe, expect, it, onTestFinished } from 'vitest';
import { checksumOf, type Migrator } from '../../../src/database/migration/migrator.ts';
import { openMigrator } from '../../../src/database/open.ts';
import { temporaryFile } from '../../serve.ts';
import { dialect, freshDatabase } from '../../servers.ts';

const anyDatabase = async (): Promise<string> =>
  dialect === 'sqlite' ? `sqlite:///${temporaryFile()}` : freshDatabase();

async function open(url: string): Promise<Migrator> {
  const migrator = await openMigrator(url);
  onTestFinished(() => migrator.close());
  return migrator;
}

describe('a file', () => {
  it('is remembered with its checksum, whatever its line ends are', async () => {
    const migrator = await open(await anyDatabase());
    expect(await migrator.applied()).toEqual([]);
    const sql = 'create table things (id integer);\r\ninsert into things values (1);\r\n';
    expect(await migrator.apply({ name: '20261123101500_things', sql })).toBe(true);
    expect(await migrator.applied()).toMatchObject([
      { name: '20261123101500_things', checksum: checksumOf(sql.replaceAll('\r\n', '\n')) },
    ]);
  });

  it.skipIf(dialect === 'mysql')('that fails is undone whole, and not remembered', async () => {
    const migrator = await open(await anyDatabase());
    await migrator.apply({ name: 'a', sql: 'create table things (id integer not null);' });
    const sql = 'create table others (id integer);\ninsert into things values (1);\ninsert into things values (null);';
    await expect(migrator.apply({ name: 'b', sql })).rejects.toMatchObject({
      problems: [{ code: 'migration_failed', where: 'b' }],
    });
    expect(await migrator.rows('select * from things')).toEqual([]);
    expect((await migrator.applied()).map(({ name }) => name)).toEqual(['a']);
    expect((await migrator.plan([])).notices).toEqual([
      'things is in the database, and no class declares it: it is left alone.',
    ]);
  });

  it.each(['commit;', 'begin;\nselect 1;', 'ROLLBACK TRANSACTION;'])('that says %j is refused', async (sql) => {
    const migrator = await open(await anyDatabase());
    await expect(migrator.apply({ name: 'a', sql })).rejects.toThrow('begins or ends a transaction');
  });

  it.skipIf(dialect !== 'sqlite')('that wants no transaction is refused where there is always one', async () => {
    const migrator = await open(await anyDatabase());
    const alone = { name: 'a', sql: '-- lightapi: no transaction\nvacuum;' };
    await expect(migrator.apply(alone)).rejects.toThrow('it wants no transaction, and SQLite');
  });

  it('is applied once by several that start at once', async () => {
    const url = await anyDatabase();
    const migrators = await Promise.all([1, 2, 3, 4].map(() => open(url)));
    const sql = 'create table things (id integer);';
    const applied = await Promise.all(migrators.map((migrator) => migrator.apply({ name: 'a', sql })));
    expect(applied.filter(Boolean)).toHaveLength(1);
  });
});
