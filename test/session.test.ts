import type { Context } from 'hono';
import { ConfigurationError, field, LightApi, type Meta, RestEndpoint, withSession } from 'lightapi';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { databaseFile } from './database/file.ts';
import { serve } from './serve.ts';
import { freshDatabase } from './servers.ts';

class NoteEndpoint extends RestEndpoint {
  text = field.string();
  at = field.datetime({ optional: true });
}

class LineEndpoint extends RestEndpoint {
  price = field.decimal({ decimalPlaces: 2 });
  static override meta: Meta = { table: 'order_lines' };
}

const now = new Date('2026-11-23T10:00:00Z');
const stamps = { created_at: now, updated_at: now, version: 1 };

async function open() {
  const database = await freshDatabase();
  const app = new LightApi({ database }).register({
    '/notes': NoteEndpoint,
    '/v1/order-lines/all-lines': LineEndpoint,
  });
  onTestFinished(() => app.close());
  return app;
}

type App = Awaited<ReturnType<typeof open>>;

const add = (app: App, text: string) =>
  app.withSession((session) =>
    session
      .insertInto('notes')
      .values({ text, ...stamps })
      .execute(),
  );
const texts = (app: App) =>
  app.withSession(async (session) =>
    (await session.selectFrom('notes').select('text').orderBy('id').execute()).map(({ text }) => text),
  );

describe('a session of an app', () => {
  it('commits what it returns, and gives it', async () => {
    const app = await open();
    const id = await app.withSession(async (session) => {
      await session
        .insertInto('notes')
        .values({ text: 'a', at: now, ...stamps })
        .execute();
      const row = await session.selectFrom('notes').select('id').executeTakeFirstOrThrow();
      return row.id;
    });
    expect(id).toBe(1);
    const body = (await (await app.request('/notes/1')).json()) as object;
    expect(body).toMatchObject({ text: 'a', at: now.toISOString(), version: 1 });
  });

  it('undoes what throws', async () => {
    const app = await open();
    const failing = app.withSession(async (session) => {
      await session
        .insertInto('notes')
        .values({ text: 'a', ...stamps })
        .execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await texts(app)).toEqual([]);
  });

  it('inside of another is a savepoint', async () => {
    const app = await open();
    await app.withSession(async () => {
      await add(app, 'outer');
      const inner = withSession(app, async () => {
        await add(app, 'inner');
        throw new Error('no');
      });
      await inner.catch(() => add(app, 'after'));
    });
    expect(await texts(app)).toEqual(['outer', 'after']);
  });

  it('knows tables by their own names, and by the last part of their routes, with their types', async () => {
    const app = await open();
    const rows = await app.withSession(async (session) => {
      await session
        .insertInto('all_lines')
        .values({ price: '1.50', ...stamps })
        .execute();
      await session.updateTable('all_lines').set({ price: '2.50' }).where('all_lines.id', '=', 1).execute();
      return session.selectFrom('all_lines').select(['all_lines.id', 'price']).execute();
    });
    expectTypeOf(rows).toEqualTypeOf<{ id: number; price: string }[]>();
    expect(rows).toEqual([{ id: 1, price: '2.50' }]);
    const wrong = app.withSession(
      // @ts-expect-error there is no such column
      (session) => session.selectFrom('notes').select('txt').execute(),
    );
    await expect(wrong).rejects.toThrow('txt');
  });

  it('of an app of any routes may be given to what takes an app', async () => {
    const take = (app: LightApi) => app.close;
    expect(take(await open())).toBeTypeOf('function');
  });

  it('is undone after its time', async () => {
    const app = await open();
    const slow = app.withSession(
      async (session) => {
        await session
          .insertInto('notes')
          .values({ text: 'a', ...stamps })
          .execute();
        await new Promise(() => undefined);
      },
      { timeout: 100 },
    );
    await expect(slow).rejects.toThrow('took more than 100 ms');
    expect(await texts(app)).toEqual([]);
  });
});

describe('a session', () => {
  it('of an endpoint joins the transaction of its hook', async () => {
    class HookedEndpoint extends NoteEndpoint {
      override async post(c: Context) {
        return this.withSession(async (session) => {
          const row = await this.create(c, await c.req.json());
          const all = await session.selectFrom('hookeds').selectAll().execute();
          return { seen: all.length, row };
        });
      }
    }
    const { post } = await serve({ '/hooked': HookedEndpoint });
    expect((await post('/hooked', { text: 'a' })).body).toMatchObject({ seen: 1, row: { text: 'a' } });
  });

  it('of a URL opens the database and closes it', async () => {
    const { url, value } = databaseFile('create table plain (a integer)');
    await withSession(url, (session) => session.insertInto('plain').values({ a: 7 }).execute());
    expect(value('select a from plain')).toBe(7);
    await expect(withSession('nosql://x', async () => 1)).rejects.toThrow(ConfigurationError);
  });
});
