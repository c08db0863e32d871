import { field, LightApi, RestEndpoint } from 'lightapi';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../servers.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
}

async function openBooks() {
  const app = new LightApi({ database: await freshDatabase() }).register({ '/books': BookEndpoint });
  onTestFinished(() => app.close());
  const { database, resources } = await app.open();
  const { tables, session } = database.open(resources.map(({ model }) => model));
  const [table] = tables;
  if (table === undefined) throw new Error('no table');
  const at = new Date();
  const insert = (rows: readonly object[]): Promise<void> =>
    table.insertAll(
      [...Object.keys(rows[0] ?? {}), 'created_at', 'updated_at', 'version'],
      rows.map((row) => ({ ...row, created_at: at, updated_at: at, version: 1 })),
    );
  const ids = async () =>
    (await table.select({ where: [], order: [], limit: 9 })).map(({ id }) => Number(id)).sort((a, b) => a - b);
  return { session, insert, ids };
}

it('rows keep the ids that they give, which no other row is given', async () => {
  const { insert, ids } = await openBooks();
  await insert([
    { id: 7, title: 'a' },
    { id: 3, title: 'b' },
  ]);
  await insert([{ title: 'c' }, { title: 'd' }]);
  await insert([{ id: 1, title: 'e' }]);
  await insert([{ title: 'f' }]);
  const found = await ids();
  expect(found.slice(0, 5)).toEqual([1, 3, 7, 8, 9]);
  expect(found[5]).toBeGreaterThan(9);
});

it('of rows that are refused none is there, and the transaction goes on', async () => {
  const { session, insert, ids } = await openBooks();
  await session(async () => {
    await expect(insert([{ title: 'a' }, { title: 'a' }])).rejects.toMatchObject({ code: 'unique_violation' });
    await insert([{ id: 2, title: 'a' }]);
    const input = { detail: [{ loc: ['title'], input: 'a' }] };
    await expect(insert([{ title: 'a' }])).rejects.toMatchObject(input);
  });
  expect(await ids()).toEqual([2]);
});
