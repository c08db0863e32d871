import { sql } from 'kysely';
import { field, type LightApiOptions, type Meta, RestEndpoint, redisStore } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { freePort, hasRedisServer, RedisServer } from './redis-server.ts';
import { type Api, keepLog, type Reply, type Routes, serve, temporaryFile } from './serve.ts';

const cache = { ttl: 60 };

class ShelfEndpoint extends RestEndpoint {
  label = field.string();
  static override meta: Meta = { cache, table: 'shelves' };
}
class BookEndpoint extends RestEndpoint {
  title = field.string();
  shelf_id = field.integer({ foreignKey: 'shelves.id' });
  static override meta: Meta = { cache, table: 'books' };
}
class OtherEndpoint extends RestEndpoint {
  text = field.string();
  static override meta: Meta = { cache, table: 'others' };
}
const routes: Routes = { '/shelves': ShelfEndpoint, '/books': BookEndpoint, '/others': OtherEndpoint };

const isHit = ({ headers }: Reply): boolean => headers.get('cache-status')?.includes('hit') === true;

/** Whether what is kept of a path is made anew after a write. */
async function ends(path: string, write: (api: Api) => unknown, more: Routes = {}): Promise<boolean> {
  const api = await serve({ ...routes, ...more });
  await api.post('/shelves', { label: 'a' });
  await api.post('/books', { title: 'a', shelf_id: 1 });
  await api.get(path);
  expect(isHit(await api.get(path))).toBe(true);
  await write(api);
  return !isHit(await api.get(path));
}

const shelf = ({ post }: Api) => post('/shelves', { label: 'b' });
const book = ({ post }: Api) => post('/books', { title: 'b', shelf_id: 1 });
const other = ({ post }: Api) => post('/others', { text: 'z' });

describe('a write', () => {
  it('ends what is kept of its own table, and of those that refer to it', async () => {
    expect(await ends('/shelves', shelf)).toBe(true);
    expect(await ends('/books', shelf)).toBe(true);
    expect(await ends('/books/1', shelf)).toBe(true);
    expect(await ends('/shelves', book)).toBe(false);
    expect(await ends('/others', book)).toBe(false);
  });

  const now = new Date('2026-11-22T05:15:20Z');
  const row = { label: 'b', created_at: now, updated_at: now, version: 1 };

  it('ends it through a session', async () => {
    const write = ({ app }: Api) =>
      app.withSession(async (session) => sql`update shelves set label = 'c'`.execute(session));
    expect(await ends('/shelves', write)).toBe(true);
  });

  it('ends it through the tables that tools open', async () => {
    const write = async ({ app }: Api) => {
      const { database, resources } = await app.open();
      const [table] = database.open(resources.map(({ model }) => model)).tables;
      await table?.insertAll(Object.keys(row), [row]);
    };
    expect(await ends('/shelves', write)).toBe(true);
  });

  it('ends it through a method of a class, and its hooks', async () => {
    class WritingEndpoint extends RestEndpoint {
      name = field.string();
      static override meta: Meta = { table: 'writings' };
      override async afterCreate() {
        await this.db
          .insertInto('others')
          .values({ text: 'a', created_at: now, updated_at: now, version: 1 })
          .execute();
      }
    }
    const write = ({ post }: Api) => post('/writings', { name: 'a' });
    expect(await ends('/others', write, { '/writings': WritingEndpoint })).toBe(true);
    expect(await ends('/shelves', write, { '/writings': WritingEndpoint })).toBe(false);
  });

  it('that is undone leaves it', async () => {
    const undone = ({ app }: Api) =>
      app
        .withSession<void, { shelves: typeof row }>(async (session) => {
          await session.updateTable('shelves').set({ label: 'c' }).execute();
          throw new Error('undone');
        })
        .catch(() => undefined);
    expect(await ends('/shelves', undone)).toBe(false);
  });

  it('ends what a scope reads of its table, and what it may read', async () => {
    class PlainEndpoint extends BookEndpoint {
      override scope() {
        return this.eb(this.title, '!=', 'x');
      }
    }
    class InOthersEndpoint extends BookEndpoint {
      override scope() {
        return this.eb(this.title, 'not in', this.db.selectFrom('others').select('text'));
      }
    }
    class RawEndpoint extends BookEndpoint {
      override scope() {
        return sql<boolean>`title not in (select text from others)`;
      }
    }
    class FunctionEndpoint extends BookEndpoint {
      override scope() {
        return sql<boolean>`lower(title) <> ${'x'}`;
      }
    }
    const endedBy = (endpoint: typeof BookEndpoint) => ends('/books', other, { '/books': endpoint });
    expect(await endedBy(PlainEndpoint)).toBe(false);
    expect(await endedBy(InOthersEndpoint)).toBe(true);
    expect(await endedBy(RawEndpoint)).toBe(true);
    expect(await endedBy(FunctionEndpoint)).toBe(false);
  });

  it('of any table ends what a method of the class made', async () => {
    class CountEndpoint extends RestEndpoint {
      name = field.string({ optional: true });
      static override meta: Meta = { cache, table: 'counts' };
      override get() {
        return this.db.selectFrom('others').select('text').execute();
      }
    }
    expect(await ends('/counts', other, { '/counts': CountEndpoint })).toBe(true);
  });
});

describe.skipIf(!hasRedisServer)('the Redis of an app', () => {
  class LimitedEndpoint extends RestEndpoint {
    text = field.string();
    static override meta: Meta = { rateLimit: { points: 3, duration: 60 } };
  }

  it('counts limits that name no store, and the others where they say', async () => {
    const server = await new RedisServer(await freePort()).start();
    const own = await server.client();
    class OwnEndpoint extends LimitedEndpoint {
      static override meta: Meta = {
        rateLimit: { points: 3, duration: 60, store: redisStore(own, { prefix: 'own' }) },
      };
    }
    const options = { redis: server.url, redisPrefix: 'shop', logger: keepLog() };
    const apis = [await serve({ '/limited': LimitedEndpoint, '/own': OwnEndpoint }, options)];
    apis.push(await serve({ '/limited': LimitedEndpoint, '/own': OwnEndpoint }, options));
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await apis[n % 2]?.get('/limited'))?.status);
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
    await apis[0]?.get('/own');
    const keys = await own.keys('*:ratelimit:*');
    expect(keys.sort()).toEqual([expect.stringMatching(/^own:ratelimit:\/own/), expect.stringMatching(/^shop:/)]);
  });

  it('is told of the writes of an app that keeps nothing, where that says that there is a cache', async () => {
    const server = await new RedisServer(await freePort()).start();
    class WriterEndpoint extends ShelfEndpoint {
      static override meta: Meta = { table: 'shelves' };
    }
    const options = { redis: server.url, logger: keepLog() };
    const reader = await serve({ '/shelves': ShelfEndpoint }, options);
    const silent = await serve({ '/shelves': WriterEndpoint }, options);
    const telling = await serve({ '/shelves': WriterEndpoint }, { ...options, cache: {} });
    await reader.get('/shelves');
    await silent.post('/shelves', { label: 'a' });
    expect(isHit(await reader.get('/shelves'))).toBe(true);
    await telling.post('/shelves', { label: 'a' });
    expect(isHit(await reader.get('/shelves'))).toBe(false);
  });

  it('gives what is kept to apps of the same declaration, database and secret, and to no others', async () => {
    const server = await new RedisServer(await freePort()).start();
    class WiderEndpoint extends ShelfEndpoint {
      width = field.integer({ optional: true });
    }
    const secret = 'a'.repeat(32);
    const [database, elsewhere] = [`sqlite:///${temporaryFile()}`, `sqlite:///${temporaryFile()}`];
    const open = async (endpoint: typeof ShelfEndpoint, options: LightApiOptions = {}) => {
      const shared = { redis: server.url, database, secret, logger: keepLog() };
      const api = await serve({ '/shelves': endpoint }, { ...shared, ...options });
      // A start ends what was kept before.
      await first.get('/shelves');
      return isHit(await api.get('/shelves'));
    };
    const first: Api = await serve({ '/shelves': ShelfEndpoint }, { redis: server.url, database, secret });
    expect(await open(ShelfEndpoint)).toBe(true);
    expect(await open(ShelfEndpoint, { secret: 'b'.repeat(32) })).toBe(false);
    expect(await open(ShelfEndpoint, { database: elsewhere })).toBe(false);
    expect(await open(ShelfEndpoint, { redisPrefix: 'other' })).toBe(false);
    expect(await open(WiderEndpoint)).toBe(false);
  });
});
