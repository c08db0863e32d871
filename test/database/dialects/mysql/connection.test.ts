import type { Context } from 'hono';
import { sql, type Transaction } from 'kysely';
import { field, type LightApiOptions, type Meta, RestEndpoint, withSession } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../../../serve.ts';
import { freshDatabase, onMysql } from '../../../servers.ts';

class AccountEndpoint extends RestEndpoint {
  name = field.string({ unique: true });
  balance = field.integer({ default: 10 });
  static override meta: Meta = { table: 'accounts' };
}

// biome-ignore lint/suspicious/noExplicitAny: the tables of the app are known to its tests alone
type Session = Transaction<any>;

/** Two accounts, and what PUT does with them. */
async function bank(put: (endpoint: AccountEndpoint) => unknown, options: LightApiOptions = {}) {
  class MovingEndpoint extends AccountEndpoint {
    override async put(_: Context) {
      return put(this);
    }
  }
  const database = await freshDatabase();
  const logger = keepLog();
  const api = await serve({ '/accounts': MovingEndpoint }, { logger, ...options, database });
  for (const name of ['a', 'b']) await api.post('/accounts', { name });
  const balances = async () => (await api.get('/accounts')).body.results.map(({ balance }) => balance);
  return { ...api, database, logger, balances, move: () => api.put('/accounts/1', {}) };
}

const set = (db: Pick<AccountEndpoint['db'], 'updateTable'>, id: number, balance: number) =>
  db.updateTable('accounts').set({ balance }).where('id', '=', id).execute();

describe('a statement', () => {
  it('that takes too long is a 503', async () => {
    const { move } = await bank(({ db }) => sql`select sleep(5)`.execute(db), {
      databaseOptions: { statementTimeout: 200 },
    });
    const { status, headers } = await move();
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('that can not be prepared runs', async () => {
    const { move } = await bank(async ({ db }) => ({ rows: (await sql`show create table accounts`.execute(db)).rows }));
    expect((await move()).status).toBe(200);
  });

  it('is one of many more than there are connections', async () => {
    const { post, get } = await bank(() => undefined, { databaseOptions: { poolSize: 2 } });
    const names = Array.from({ length: 50 }, (_, at) => `n${at}`);
    const posted = await Promise.all(names.map((name) => post('/accounts', { name })));
    expect(new Set(posted.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await get('/accounts/52')).body.version).toBe(1);
  });
});

describe('a write', () => {
  it('of one row by many at once is done by one, whose row is answered', async () => {
    const { patch } = await bank(() => undefined);
    const patched = await Promise.all(
      Array.from({ length: 8 }, (_, balance) => patch('/accounts/1', { version: 1, balance })),
    );
    expect(patched.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const balance = patched.findIndex(({ status }) => status === 200);
    expect(patched[balance]?.body).toMatchObject({ balance, version: 2 });
  });

  it('of the same values is found, not conflicting', async () => {
    const { database, patch } = await bank(() => undefined);
    const { body } = await patch('/accounts/1', { version: 1, balance: 10 });
    expect(body).toMatchObject({ version: 2, balance: 10 });
    expect(await onMysql('select version from accounts where id = 1', database)).toEqual([{ version: 2 }]);
  });

  it('that takes a value says its field, of a user as well', async () => {
    const { move, post } = await bank(({ db }) => db.updateTable('accounts').set({ name: 'a' }).execute());
    const { status, body } = await move();
    expect([status, body.detail]).toMatchObject([409, [{ type: 'unique_violation', loc: ['name'] }]]);
    expect((await post('/accounts', { name: 'b' })).body.detail).toMatchObject([{ loc: ['name'], input: 'b' }]);
  });
});

describe('a connection that is lost', () => {
  const killAll = async (database: string) => {
    const name = new URL(database).pathname.slice(1);
    const found = await onMysql(`select id from information_schema.processlist where db = '${name}'`);
    for (const { id } of found) await onMysql(`kill ${id}`).catch(() => undefined);
  };

  it('is opened anew, without an error to those who read', async () => {
    const { database, get, post } = await bank(() => undefined);
    await killAll(database);
    const read = await Promise.all(Array.from({ length: 5 }, () => get('/accounts')));
    expect(new Set(read.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await post('/accounts', { name: 'c' })).status).toBe(201);
  });

  it('while a list is read is read from another', async () => {
    const { database, get } = await bank(() => undefined);
    const name = new URL(database).pathname.slice(1);
    const locked = onMysql(`lock tables ${name}.accounts write; do sleep(0.4); unlock tables`);
    const reading = get('/accounts');
    await onMysql('do sleep(0.2)');
    await killAll(database);
    expect((await reading).body.results).toHaveLength(2);
    await locked;
  });

  it('in a transaction is a 503, and all of that is undone', async () => {
    const { database, move, balances } = await bank(({ db }) =>
      db.transaction().execute(async (trx) => {
        await set(trx, 1, 0);
        await killAll(database);
        await set(trx, 2, 20);
      }),
    );
    expect((await move()).status).toBe(503);
    expect(await balances()).toEqual([10, 10]);
  });
});

describe('a transaction', () => {
  it('that would be committed by a statement refuses that', async () => {
    const { move, balances, logger } = await bank(({ db }) =>
      db.transaction().execute(async (trx) => {
        await set(trx, 1, 0);
        await sql`create table others (id int)`.execute(trx);
      }),
    );
    expect((await move()).status).toBe(500);
    expect(String(logger.errors[0])).toContain('would commit the transaction on MySQL');
    expect(await balances()).toEqual([10, 10]);
  });

  it('goes on after a statement that failed', async () => {
    const { move, balances } = await bank(({ db }) =>
      db.transaction().execute(async (trx) => {
        await set(trx, 1, 1);
        await trx
          .updateTable('accounts')
          .set({ name: 'a' })
          .execute()
          .catch(() => undefined);
        await set(trx, 2, 2);
        return {};
      }),
    );
    expect((await move()).status).toBe(200);
    expect(await balances()).toEqual([1, 2]);
  });

  it('that loses is over, also for work that goes on: none of it is committed', async () => {
    const { app, balances } = await bank(() => undefined);
    const meet = { first: Promise.withResolvers<void>(), second: Promise.withResolvers<void>() };
    const cross = (own: number, other: number, [here, there]: PromiseWithResolvers<void>[]) =>
      app.withSession(async (db: Session) => {
        await set(db, own, 1);
        here?.resolve();
        await there?.promise;
        const lost = await set(db, other, 1).then(
          () => false,
          () => true,
        );
        if (lost) await db.updateTable('accounts').set({ balance: 99 }).execute();
      });
    const ended = await Promise.allSettled([
      cross(1, 2, [meet.first, meet.second]),
      cross(2, 1, [meet.second, meet.first]),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await balances()).toEqual([1, 1]);
  });

  it('that takes too long holds nobody up', async () => {
    const { database, patch } = await bank(() => undefined);
    const late = withSession(
      database,
      async (db: Session) => {
        await set(db, 1, 0);
        await sql`select sleep(20)`.execute(db);
      },
      { timeout: 200 },
    );
    await expect(late).rejects.toMatchObject({
      status: 503,
      cause: { message: expect.stringContaining('than 200 ms') },
    });
    expect((await patch('/accounts/1', { version: 1, balance: 5 })).status).toBe(200);
  });

  it('has the isolation that is asked for', async () => {
    const { app, database } = await bank(() => undefined);
    const seen = (isolationLevel?: 'repeatable read') =>
      app.withSession(async (db: Session) => {
        const read = async () => (await db.selectFrom('accounts').select('version').executeTakeFirst())?.version;
        const before = await read();
        await onMysql('update accounts set version = version + 1', database);
        return Number(await read()) - Number(before);
      }, isolationLevel && { isolationLevel });
    expect([await seen(), await seen('repeatable read')]).toEqual([1, 0]);
  });
});
