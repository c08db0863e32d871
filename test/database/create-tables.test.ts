import { field, LightApi, type LightApiOptions, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { openMigrator } from '../../src/database/open.ts';
import { keepLog, mistakesOf, serve, temporaryFile } from '../serve.ts';
import { startServer } from '../server/child.ts';
import { dialect, freshDatabase } from '../servers.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}
class IndexedBookEndpoint extends RestEndpoint {
  title = field.string({ index: true });
  pages = field.integer({ optional: true });
  static override meta = { table: 'books' };
}
class AuthorEndpoint extends RestEndpoint {
  name = field.string();
}

const anyDatabase = async (): Promise<string> =>
  dialect === 'sqlite' ? `sqlite:///${temporaryFile()}` : freshDatabase();

/** What a start says is wrong: `books.pages`. */
async function lacks(routes: Parameters<typeof mistakesOf>[0], options: LightApiOptions): Promise<readonly string[]> {
  const { problems } = await mistakesOf(routes, options);
  expect(problems.every(({ remedy }) => remedy.includes('lightapi migrate'))).toBe(true);
  return problems.map(({ where, problem }) => `${where} ${problem}`);
}

describe('createTables', () => {
  it('never: makes nothing, and says what is missing', async () => {
    const database = await anyDatabase();
    const never = { database, createTables: 'never' } as const;
    expect(await lacks({ '/books': BookEndpoint }, never)).toEqual(['BookEndpoint, books is not in the database.']);
    await serve({ '/books': BookEndpoint }, { database });
    expect((await (await serve({ '/books': BookEndpoint }, never)).get('/books')).status).toBe(200);
  });

  it('missing: makes tables, and says what else is missing', async () => {
    const database = await anyDatabase();
    const missing = { database, createTables: 'missing' } as const;
    await serve({ '/books': BookEndpoint }, missing);
    expect(await lacks({ '/books': IndexedBookEndpoint, '/authors': AuthorEndpoint }, missing)).toEqual([
      'IndexedBookEndpoint, books.pages is not in the database.',
      'IndexedBookEndpoint, books.title has no index in the database.',
    ]);
    await serve({ '/books': BookEndpoint, '/authors': AuthorEndpoint }, missing);
  });

  it('is sync, until migrations have changed the database', async () => {
    const database = await anyDatabase();
    await serve({ '/books': BookEndpoint }, { database });
    await serve({ '/books': IndexedBookEndpoint }, { database });
    const migrator = await openMigrator(database);
    await migrator.apply({ name: '20261123101500_nothing', sql: 'select 1;' });
    await migrator.close();
    expect(await lacks({ '/authors': AuthorEndpoint }, { database })).toEqual([
      'AuthorEndpoint, authors is not in the database.',
    ]);
    await serve({ '/authors': AuthorEndpoint }, { database, createTables: 'sync' });
  });

  it('makes nothing beside what was renamed', async () => {
    class ItemEndpoint extends RestEndpoint {
      name = field.string({ optional: true, renamedFrom: 'title' });
      static override meta = { renamedFrom: 'books' };
    }
    class NovelEndpoint extends RestEndpoint {
      name = field.string({ optional: true, renamedFrom: 'title' });
      static override meta = { table: 'books' };
    }
    const database = await anyDatabase();
    await serve({ '/books': BookEndpoint }, { database });
    expect(await lacks({ '/items': ItemEndpoint }, { database })).toEqual([
      'ItemEndpoint, items is books in the database.',
    ]);
    expect(await lacks({ '/novels': NovelEndpoint }, { database })).toEqual([
      'NovelEndpoint, books.name is title in the database.',
    ]);
  });

  it('that is none is told', () => {
    const wrong = { database: 'sqlite:///:memory:', createTables: 'always' } as unknown as LightApiOptions;
    expect(() => new LightApi({ ...wrong, logger: keepLog() })).toThrow(
      'createTables: it is always. Choose never, missing, sync.',
    );
  });

  it('lets processes start at once on one empty database', { timeout: 30_000 }, async () => {
    const database = await anyDatabase();
    const servers = await Promise.all([1, 2, 3].map(() => startServer(database)));
    const replies = await Promise.all(servers.map(({ url }) => fetch(`${url}/entries`)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { output } of servers) expect(output()).not.toMatch(/error|exists/i);
  });
});
