import { sql } from 'kysely';
import { field, RestEndpoint, withSession } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openMigrator } from '../../../../src/database/open.ts';
import { serve } from '../../../serve.ts';
import { freshDatabase, onPostgres } from '../../../servers.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const alone = '-- lightapi migration for postgres\n\n-- lightapi: no transaction\n';
const indexing = `${alone}create index concurrently titles on books (title);\n`;

async function open() {
  const database = await freshDatabase();
  await serve({ '/books': BookEndpoint }, { database });
  const migrator = await openMigrator(database);
  onTestFinished(() => migrator.close());
  const names = async () => (await migrator.applied()).map(({ name }) => name);
  return { database, migrator, names };
}

describe('a file that wants no transaction', () => {
  it('is applied outside of one, and remembered', async () => {
    const { database, migrator, names } = await open();
    const inside = { name: 'a', sql: indexing.replace(alone, '') };
    await expect(migrator.apply(inside)).rejects.toThrow('cannot run inside a transaction block');
    expect(await migrator.apply({ name: 'b', sql: indexing })).toBe(true);
    expect(await migrator.apply({ name: 'b', sql: indexing })).toBe(false);
    expect(await names()).toEqual(['b']);
    expect(await onPostgres("select indisvalid from pg_index where indexrelid = 'titles'::regclass", database)).toEqual(
      [{ indisvalid: true }],
    );
  });

  it('holds one statement', async () => {
    const { migrator, names } = await open();
    const two = { name: 'a', sql: `${alone}select 1;\nselect 2;\n` };
    await expect(migrator.apply(two)).rejects.toThrow('multiple commands');
    expect(await names()).toEqual([]);
  });

  it('is not what a statement behind the top says', async () => {
    const { migrator } = await open();
    const late = { name: 'a', sql: `select 1;\n${indexing}` };
    await expect(migrator.apply(late)).rejects.toThrow('cannot run inside a transaction block');
  });

  it('that fails is not remembered, and its lock is free', async () => {
    const { migrator, names } = await open();
    await expect(
      migrator.apply({ name: 'a', sql: `${alone}create index concurrently t on none (x);` }),
    ).rejects.toThrow('does not exist');
    expect(await names()).toEqual([]);
    expect(await migrator.apply({ name: 'b', sql: indexing })).toBe(true);
  });

  it('does not wait for a start that waits for it', async () => {
    const { database, migrator } = await open();
    const name = new URL(database).searchParams.get('options')?.split('=')[1] ?? '';
    const isSaid = async (query: string) =>
      (await onPostgres(`select 1 from pg_stat_activity where application_name like '${query}'`)).length > 0;
    let ended: Promise<unknown>[] = [];
    // What is written and not committed holds the index up.
    await withSession(database, async (session) => {
      await sql`insert into books values (default, now(), now(), 1, 'a')`.execute(session);
      ended = [migrator.apply({ name: 'a', sql: indexing })];
      while (!(await isSaid(`lightapi' and query like '%index concurrently titles%`)));
      ended.push(serve({ '/books': BookEndpoint }, { database: `${database}&application_name=${name}` }));
      while (!(await isSaid(`${name}' and query like '%advisory%`)));
    });
    expect(await ended[0]).toBe(true);
    await ended[1];
  });
});
