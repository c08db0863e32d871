import { describe, expect, it } from 'vitest';
import { dialect } from '../../servers.ts';
import { bringUp, freshMigrator, row } from './applying.ts';
import { modelsOf, type TableSpec } from './models.ts';

const title: TableSpec = { title: { type: 'string', options: {} } };
const key = (type: TableSpec[string]['type'], options: object = {}): TableSpec => ({
  id: { type, options: { primaryKey: true, ...options } },
  ...title,
});

describe('a migration', () => {
  it.skipIf(dialect === 'sqlite')(
    'gives a primary key that is a text another length, and keeps what refers to it',
    async () => {
      const migrator = await freshMigrator();
      const tables = (maxLength?: number) => {
        const length = maxLength === undefined ? {} : { maxLength };
        const owner = { type: 'string', options: { foreignKey: 'owners.id', maxLength: 60 } } as const;
        return modelsOf({ owners: key('string', length), things: { owner } });
      };
      await bringUp(migrator, await tables(20));
      const owned = row('owners', { id: `'${'a'.repeat(15)}'`, title: `'x'` });
      await migrator.apply({ name: 'rows', sql: owned + row('things', { owner: `'${'a'.repeat(15)}'` }) });
      for (const maxLength of [40, 30, undefined, 20]) {
        const models = await tables(maxLength);
        expect((await migrator.plan(models)).steps.flatMap(({ says }) => says)[0]).toMatch(
          /^owners\.id becomes (?:varchar|text)/,
        );
        await bringUp(migrator, models);
        expect((await migrator.plan(models)).steps).toEqual([]);
      }
      const orphan = { name: 'orphan', sql: row('things', { owner: `'b'` }) };
      await expect(migrator.apply(orphan)).rejects.toThrow(/foreign key/);
      await expect(bringUp(migrator, await tables(10))).rejects.toThrow(/too long|truncated/);
    },
  );

  it('renames a primary key that says what it was, with what refers to it', async () => {
    const migrator = await freshMigrator();
    const owner = (foreignKey: string): TableSpec => ({ owner: { type: 'integer', options: { foreignKey } } });
    await bringUp(migrator, await modelsOf({ owners: title, things: owner('owners.id') }));
    await migrator.apply({ name: 'rows', sql: row('owners', { title: `'x'` }) + row('things', { owner: '1' }) });
    const code = { type: 'integer', options: { primaryKey: true, renamedFrom: 'id' } } as const;
    const models = await modelsOf({ owners: { code, ...title }, things: owner('owners.code') });
    expect((await migrator.plan(models)).steps.flatMap(({ says }) => says)).toEqual(['owners.id is renamed to code.']);
    await bringUp(migrator, models);
    expect(await migrator.plan(models)).toMatchObject({ steps: [], problems: [] });
    expect(Number((await migrator.rows('select code from owners'))[0]?.code)).toBe(1);
  });

  it.each([
    ['of another type', title, key('uuid')],
    ['of another type, back', key('uuid'), title],
    ['that is a text and was a UUID', key('uuid'), key('string', { maxLength: 50 })],
    ['of another name', title, { code: { type: 'integer', options: { primaryKey: true } }, ...title } as TableSpec],
  ])('refuses a primary key %s, and names it', async (_, before, after) => {
    const migrator = await freshMigrator();
    await bringUp(migrator, await modelsOf({ things: before }));
    expect((await migrator.plan(await modelsOf({ things: after }))).problems).toMatchObject([
      {
        where: `ThingEndpoint, things.${'code' in after ? 'code' : 'id'}`,
        problem: expect.stringMatching(/^is to be the primary key, \S+.*, and that is id \S.* in the database\.$/),
        remedy: expect.stringContaining('by hand'),
      },
    ]);
  });

  it('refuses a table without a primary key, and names it', async () => {
    const migrator = await freshMigrator();
    await migrator.apply({ name: 'keyless', sql: 'create table things (id integer, title varchar(20));' });
    expect((await migrator.plan(await modelsOf({ things: title }))).problems).toMatchObject([
      { where: 'ThingEndpoint, things.id', problem: expect.stringContaining('and there is none in the database.') },
    ]);
  });

  it('refuses a primary key that stands in another column', async () => {
    const migrator = await freshMigrator();
    await migrator.apply({
      name: 'made',
      sql: 'create table things (code varchar(9) primary key, title varchar(9) not null)',
    });
    const { problems } = await migrator.plan(await modelsOf({ things: title }));
    expect(problems.map(({ problem }) => problem)).toContainEqual(
      expect.stringMatching(/^is to be the primary key, .+, and that is code varchar\(9\) in the database\.$/),
    );
  });
});
