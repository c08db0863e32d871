import type { Context } from 'hono';
import { CamelCasePlugin, sql } from 'kysely';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepLog, serve } from '../serve.ts';
import { databaseFile } from './file.ts';

class AccountEndpoint extends RestEndpoint {
  name = field.string({ unique: true });
  balance = field.integer();
  static override meta: Meta = { table: 'accounts' };

  /** Moves an amount in a transaction; `fail` is asked in the middle of it. */
  async move(amount: number, fail: () => unknown = () => undefined) {
    return this.db.transaction().execute(async (transaction) => {
      const add = (id: number, more: number) =>
        transaction
          .updateTable('accounts')
          .set((eb) => ({ balance: eb('balance', '+', more) }))
          .where('id', '=', id)
          .execute();
      await add(1, -amount);
      await fail();
      await add(2, amount);
      return transaction.selectFrom('accounts').select('balance').orderBy('id').execute();
    });
  }
}

/** Two accounts with 10 each, and what PUT does with them. */
async function bank(put: (endpoint: AccountEndpoint, c: Context) => unknown, database = 'sqlite:///:memory:') {
  class MovingEndpoint extends AccountEndpoint {
    override async put(c: Context) {
      return put(this, c);
    }
  }
  const log = keepLog();
  const api = await serve({ '/accounts': MovingEndpoint }, { database, logger: log });
  for (const name of ['a', 'b']) await api.post('/accounts', { name, balance: 10 });
  const balances = async () => (await api.get('/accounts')).body.results.map(({ balance }) => balance);
  return { ...api, log, balances, move: () => api.put('/accounts/1', {}) };
}

const fail = (_?: unknown) => {
  throw new Error('in the middle');
};

afterEach(() => vi.useRealTimers());

describe.each([
  ['in memory', () => 'sqlite:///:memory:'],
  ['in a file', () => databaseFile().url],
])('a transaction of a user, %s', (_, database) => {
  it('is whole', async () => {
    const { move, balances } = await bank((e) => e.move(3), database());
    expect((await move()).body).toEqual([{ balance: 7 }, { balance: 13 }]);
    expect(await balances()).toEqual([7, 13]);
  });

  it('is undone where it throws, and what it threw is thrown', async () => {
    const { move, balances, log } = await bank((e) => e.move(3, fail), database());
    expect((await move()).status).toBe(500);
    expect(String(log.errors[0])).toBe('Error: in the middle');
    expect(await balances()).toEqual([10, 10]);
  });

  it('is one of many at once, and no write of others is part of it', async () => {
    let at = 0;
    const { move, post, balances } = await bank((e) => {
      at += 1;
      return e.move(1, at % 2 === 0 ? fail : undefined);
    }, database());
    const moves = Array.from({ length: 10 }, move);
    const posts = Array.from({ length: 10 }, (_, index) => post('/accounts', { name: `n${index}`, balance: 0 }));
    expect((await Promise.all(moves)).filter(({ status }) => status === 200)).toHaveLength(5);
    expect((await Promise.all(posts)).every(({ status }) => status === 201)).toBe(true);
    expect((await balances()).slice(0, 2)).toEqual([5, 15]);
  });

  it('that never ends is undone after its time, and others have their turn', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { move, log, balances, post } = await bank((e) => {
      const never = () => {
        const stuck = new Promise(() => undefined);
        vi.advanceTimersByTime(5_000);
        return stuck;
      };
      return e.move(3, never);
    }, database());
    const [moved, posted] = await Promise.all([move(), post('/accounts', { name: 'c', balance: 1 })]);
    expect([moved.status, posted.status]).toEqual([500, 201]);
    expect(String(log.errors[0])).toContain('a transaction took more than 5000 ms');
    expect(await balances()).toEqual([10, 10, 1]);
  });
});

describe('Kysely', () => {
  const rename = (e: AccountEndpoint, name: string) =>
    e.db.updateTable('accounts').set({ name }).where('id', '=', 1).execute();

  it.each<[string, (e: AccountEndpoint) => AccountEndpoint['db']]>([
    ['with a plugin', ({ db }) => db.withPlugin(new CamelCasePlugin())],
    ['without plugins', ({ db }) => db.withoutPlugins()],
    ['with a schema', ({ db }) => db.withSchema('main')],
    ['with other types', ({ db }) => db.$extendTables<{ accounts: { name: string } }>()],
  ])('%s has the same transactions', async (_, made) => {
    const { move, get } = await bank((e) =>
      made(e)
        .transaction()
        .execute(async (trx) => {
          await rename(e, 'renamed');
          return trx.selectFrom('accounts').select('name').where('id', '=', 1).execute();
        }),
    );
    expect((await move()).body).toEqual([{ name: 'renamed' }]);
    expect((await get('/accounts/1')).body.name).toBe('renamed');
  });

  it('on one connection has them as well', async () => {
    const { move, get, log } = await bank((e) =>
      e.db.connection().execute((db) => db.transaction().execute(async () => fail(await rename(e, 'renamed')))),
    );
    expect((await move()).status).toBe(500);
    expect(String(log.errors[0])).toBe('Error: in the middle');
    expect((await get('/accounts/1')).body.name).toBe('a');
  });

  it('undoes what follows a savepoint of a transaction that is begun by a call', async () => {
    const { move, get } = await bank(async (e) => {
      const set = (db: AccountEndpoint['db'], balance: number) => db.updateTable('accounts').set({ balance }).execute();
      const begun = await e.db.startTransaction().execute();
      await set(begun, 1);
      const saved = await begun.savepoint('here').execute();
      await set(saved, 2);
      const back = await saved.rollbackToSavepoint('here').execute();
      await back.releaseSavepoint('here').execute();
      await begun.commit().execute();
      return {};
    });
    expect((await move()).status).toBe(200);
    expect((await get('/accounts/1')).body.balance).toBe(1);
  });
});

it.each(['begin', ' COMMIT', 'rollback', 'savepoint a'])(
  '%s as SQL is a mistake, which leaves all as it was',
  async (text) => {
    const statement = sql.raw(text);
    const alone = await bank((e) => statement.execute(e.db));
    expect((await alone.move()).status).toBe(500);
    expect(String(alone.log.errors[0])).toContain('transactions are begun by this.db.transaction()');
    expect((await alone.post('/accounts', { name: 'c', balance: 1 })).status).toBe(201);
    const { move, balances } = await bank((e) => e.move(3, () => statement.execute(e.db)));
    expect((await move()).status).toBe(500);
    expect(await balances()).toEqual([10, 10]);
  },
);

it('Kysely never closes the database', async () => {
  const { move, balances } = await bank(async (e) => {
    await e.db.destroy();
    return {};
  });
  expect((await move()).status).toBe(200);
  expect(await balances()).toEqual([10, 10]);
});
