import fc from 'fast-check';
import { ConfigurationError } from 'lightapi';
import { describe, expect, it } from 'vitest';
import type { Migrator } from '../../../src/database/migration/migrator.ts';
import { openMigrator } from '../../../src/database/open.ts';
import { dialect, freshDatabase } from '../../servers.ts';
import { bringUp, freshMigrator, instant, row } from './applying.ts';
import { modelsOf, type TableSpec, tablePair } from './models.ts';

interface Case {
  readonly before: TableSpec;
  readonly after: TableSpec;
  readonly isMoved: boolean;
  readonly rows: number;
}

const owners: TableSpec = { name: { type: 'string', options: {} } };

const isData = (error: unknown): boolean =>
  error instanceof ConfigurationError && error.problems.every(({ code }) => code === 'migration_failed');

/** Migrates from one table to another, with so many rows in it; `true`: the rows let it. */
async function migrates(migrator: Migrator, { before, after, isMoved, rows }: Case): Promise<boolean> {
  const first = await modelsOf({ owners, things: before });
  await bringUp(migrator, first);
  expect((await migrator.plan(first)).steps).toEqual([]);
  const ids = Array.from({ length: rows }, (_, at) => at + 1);
  const values = ids.map((id) => `(${id}, ${instant}, ${instant}, 1)`);
  const insert = `insert into things (id, created_at, updated_at, version) values ${values.join(', ')};`;
  if (rows > 0) await migrator.apply({ name: 'rows', sql: insert });
  const second = await modelsOf({ owners, [isMoved ? 'items<things' : 'things']: after });
  const idsOf = async (table: string): Promise<number[]> =>
    (await migrator.rows(`select id from ${table} order by id`)).map(({ id }) => Number(id));
  try {
    const sql = await bringUp(migrator, second);
    expect((await migrator.plan(second)).steps, sql).toEqual([]);
    expect(await idsOf(isMoved ? 'items' : 'things')).toEqual(ids);
    return true;
  } catch (error) {
    if (!isData(error)) throw error;
    // MySQL goes on where it stopped: what stands before that is done.
    const isUndone = dialect !== 'mysql';
    if (isUndone) expect((await migrator.plan(first)).steps).toEqual([]);
    const table = isMoved && !isUndone ? 'items' : 'things';
    expect(await idsOf(table)).toEqual(ids);
    await migrator.apply({ name: 'emptied', sql: `delete from ${table};` });
    await bringUp(migrator, second);
    expect((await migrator.plan(second)).steps).toEqual([]);
    return false;
  }
}

describe('a migration', () => {
  it('of a random pair of tables leaves nothing to do, and the rows where they were', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(tablePair, fc.boolean(), fc.nat(2), async ([before, after], isMoved, rows) => {
        const migrator = await openMigrator(await freshDatabase());
        try {
          const isMigrated = await migrates(migrator, { before, after, isMoved, rows });
          // Rows may stand in the way; without rows, nothing does.
          expect(isMigrated || rows > 0).toBe(true);
        } finally {
          await migrator.close();
        }
      }),
      { numRuns: dialect === 'sqlite' ? 80 : 20 },
    );
  });

  const title: TableSpec = { title: { type: 'string', options: {} } };
  it('converts values to the new type, and says which may be lost', async () => {
    const migrator = await freshMigrator();
    const before: TableSpec = {
      count: { type: 'integer', options: {} },
      ratio: { type: 'number', options: {} },
      flag: { type: 'boolean', options: {} },
      day: { type: 'date', options: {} },
      at: { type: 'datetime', options: {} },
    };
    await bringUp(migrator, await modelsOf({ things: before }));
    const flag = dialect === 'sqlite' ? '1' : 'true';
    const values = { count: '7', ratio: '2.6', flag, day: "'2026-11-23'", at: instant };
    await migrator.apply({ name: 'rows', sql: row('things', values) });
    const after = await modelsOf({
      things: {
        count: { type: 'string', options: {} },
        ratio: { type: 'integer', options: {} },
        flag: { type: 'string', options: {} },
        day: { type: 'datetime', options: {} },
        at: { type: 'date', options: {} },
      },
    });
    const { steps } = await migrator.plan(after);
    const lossy = steps.filter(({ isDestructive }) => isDestructive).flatMap(({ says }) => says);
    expect(lossy).toContain("things.ratio loses what a integer can't hold.".replace('a integer', 'an integer'));
    expect(lossy).toContain("things.at loses what a date can't hold.");
    await bringUp(migrator, after);
    const [found] = await migrator.rows('select * from things');
    expect({ count: found?.count, ratio: Number(found?.ratio), flag: found?.flag }).toEqual({
      ...{ count: '7', ratio: 3, flag: 'true' },
    });
    expect(new Date(String(found?.day)).toISOString()).toBe('2026-11-23T00:00:00.000Z');
  });

  it('makes anew a column whose values can be no others, and says so', async () => {
    const migrator = await freshMigrator();
    await bringUp(migrator, await modelsOf({ things: { value: { type: 'json', options: { optional: true } } } }));
    await migrator.apply({ name: 'rows', sql: row('things', { value: `'[1]'` }) });
    const after = await modelsOf({ things: { value: { type: 'boolean', options: { default: true } } } });
    const { steps } = await migrator.plan(after);
    expect(steps.filter(({ isDestructive }) => isDestructive).flatMap(({ says }) => says)).toContain(
      "things.value is made anew, since its values can't become the new type: they are lost.",
    );
    await bringUp(migrator, after);
    expect(await migrator.rows('select id from things where value')).toHaveLength(1);
  });

  it('refuses a required column for which rows have no value', async () => {
    const migrator = await freshMigrator();
    await bringUp(migrator, await modelsOf({ things: title }));
    const after = await modelsOf({ things: { ...title, pages: { type: 'integer', options: {} } } });
    expect((await migrator.plan(after)).problems).toEqual([]);
    await migrator.apply({ name: 'rows', sql: row('things', { title: `'x'` }) });
    expect((await migrator.plan(after)).problems).toMatchObject([
      { code: 'table_differs', where: 'ThingEndpoint, things.pages' },
    ]);
  });

  it('fills in the default where NULL is no longer allowed', async () => {
    const migrator = await freshMigrator();
    await bringUp(migrator, await modelsOf({ things: { pages: { type: 'integer', options: { optional: true } } } }));
    await migrator.apply({ name: 'rows', sql: row('things') });
    const after = await modelsOf({ things: { pages: { type: 'integer', options: { default: 3 } } } });
    expect((await migrator.plan(after)).steps.flatMap(({ says }) => says)).toContain(
      'things.pages may no longer be NULL: rows without a value get 3.',
    );
    await bringUp(migrator, after);
    expect((await migrator.rows('select pages from things')).map(({ pages }) => Number(pages))).toEqual([3]);
  });

  it('drops columns that no class declares, or keeps them', async () => {
    const migrator = await freshMigrator();
    await bringUp(
      migrator,
      await modelsOf({ things: { ...title, note: { type: 'string', options: { index: true } } } }),
    );
    const after = await modelsOf({ things: title });
    expect((await migrator.plan(after, { keepColumns: true })).steps).toEqual([]);
    const { steps } = await migrator.plan(after);
    expect(steps).toMatchObject([{ says: ['things.note is dropped, with its values.'], isDestructive: true }]);
    await bringUp(migrator, after);
    expect((await migrator.plan(after)).steps).toEqual([]);
  });

  it('drops tables that it is told to, whatever leads from one to another, and leaves others alone', async () => {
    const migrator = await freshMigrator();
    const key = (foreignKey: string) => ({ type: 'integer', options: { optional: true, foreignKey } }) as const;
    await bringUp(
      migrator,
      await modelsOf({ ones: { two: key('twos.id') }, twos: { one: key('ones.id') }, things: title }),
    );
    const after = await modelsOf({ things: title });
    const { steps, notices } = await migrator.plan(after);
    expect(steps).toEqual([]);
    expect(notices).toContain('ones is in the database, and no class declares it: it is left alone.');
    await bringUp(migrator, after, ['ones', 'twos']);
    expect((await migrator.plan(after)).notices).toEqual([]);
  });

  it('follows a renamed table and key with the foreign keys that lead there', async () => {
    const migrator = await freshMigrator();
    const key = (foreignKey: string) => ({ type: 'string', options: { foreignKey } }) as const;
    const code = { type: 'string', options: { unique: true } } as const;
    await bringUp(migrator, await modelsOf({ owners: { code }, things: { owner: key('owners.code') } }));
    await migrator.apply({ name: 'rows', sql: row('owners', { code: `'a'` }) + row('things', { owner: `'a'` }) });
    const sign = { type: 'string', options: { unique: true, renamedFrom: 'code' } } as const;
    const after = await modelsOf({ 'people<owners': { sign }, things: { owner: key('people.sign') } });
    expect((await migrator.plan(after)).steps.flatMap(({ says }) => says)).toEqual([
      'owners is renamed to people.',
      'people.code is renamed to sign.',
    ]);
    await bringUp(migrator, after);
    expect((await migrator.plan(after)).steps).toEqual([]);
    await expect(migrator.apply({ name: 'orphan', sql: row('things', { owner: `'b'` }) })).rejects.toMatchObject({
      problems: [{ code: 'migration_failed' }],
    });
  });

  it('lets a new column take the name of one that was renamed, with its index, values and key', async () => {
    const migrator = await freshMigrator();
    const kind = { type: 'enum', options: { values: ['a', 'b'], index: true, default: 'a' } } as const;
    const owner = { type: 'integer', options: { foreignKey: 'owners.id', optional: true, index: true } } as const;
    await bringUp(migrator, await modelsOf({ owners, things: { kind, owner } }));
    const renamed = {
      sort: { ...kind, options: { ...kind.options, renamedFrom: 'kind' } },
      holder: { ...owner, options: { ...owner.options, renamedFrom: 'owner' } },
    };
    const second = await modelsOf({ owners, things: renamed });
    await bringUp(migrator, second);
    const third = await modelsOf({ owners, things: { ...renamed, kind, owner } });
    await bringUp(migrator, third);
    expect((await migrator.plan(third)).steps).toEqual([]);
  });
});
