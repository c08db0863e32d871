import { sql } from 'kysely';
import { field, type Meta, RestEndpoint, withSession } from 'lightapi';
import { beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { dialect, freshDatabase, onMysql, onPostgres } from '../servers.ts';

class StockEndpoint extends RestEndpoint {
  name = field.string();
  count = field.integer({ default: 0 });
  static override meta: Meta = { table: 'stocks' };
}

class HookedEndpoint extends StockEndpoint {
  override async afterUpdate() {}
}

/** Writes of `stocks` lose so many times, as against other transactions. What counts them is not undone. */
const losing: Readonly<Record<string, (times: number) => string>> = {
  postgres: (times) => `
    create sequence tries;
    create function lose() returns trigger language plpgsql as $$ begin
      if nextval('tries') <= ${times} then raise exception 'lost' using errcode = '${times % 2 === 1 ? '40001' : '40P01'}'; end if;
      return new;
    end $$;
    create trigger losing before update on stocks for each row execute function lose()`,
  mysql: (times) => `
    create table tries (n int) engine = MyISAM;
    insert into tries values (0);
    create trigger losing before update on stocks for each row begin
      update tries set n = n + 1;
      if (select n from tries) <= ${times} then signal sqlstate '40001' set mysql_errno = 1213; end if;
    end`,
};
const counted: Readonly<Record<string, string>> = {
  postgres: 'select last_value::int as n from tries',
  mysql: 'select n from tries',
};

const on = dialect === 'mysql' ? onMysql : onPostgres;

describe.skipIf(dialect === 'sqlite')('a write that loses against others', () => {
  let url = '';
  beforeEach(async () => {
    url = await freshDatabase();
  });

  /** A row whose updates lose. */
  async function losingRow(times: number, endpoint = StockEndpoint) {
    const api = await serve({ '/stocks': endpoint }, { database: url });
    await api.post('/stocks', { name: 'bolts' });
    await on(losing[dialect]?.(times) ?? '', url);
    return { ...api, tries: async () => (await on(counted[dialect] ?? '', url))[0]?.n };
  }

  it.each([1, 2, 4])('%i times is done in the end, once', async (times) => {
    const { patch, tries } = await losingRow(times);
    const { status, body } = await patch('/stocks/1', { version: 1, count: 7 });
    expect([status, body]).toMatchObject([200, { count: 7, version: 2 }]);
    expect(await tries()).toBe(times + 1);
  });

  it('every time is a 503 after five tries', async () => {
    const { patch, get, tries } = await losingRow(99);
    const { status, headers, body } = await patch('/stocks/1', { version: 1, count: 7 });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(body.detail).toBe('the database is busy, try again');
    expect(await tries()).toBe(5);
    expect((await get('/stocks/1')).body).toMatchObject({ count: 0, version: 1 });
  });

  it('together with a hook is not tried again, since that may have done something else', async () => {
    const { patch, tries } = await losingRow(99, HookedEndpoint);
    const { status, headers } = await patch('/stocks/1', { version: 1, count: 7 });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(await tries()).toBe(1);
  });
});

describe.skipIf(dialect !== 'postgres')('where the database is serializable by default', () => {
  const serializable = async () => `${await freshDatabase()}%20-cdefault_transaction_isolation%3Dserializable`;
  const eight = Array.from({ length: 8 }, (_, at) => at + 1);

  it('one of many changes of a version wins, and the others are conflicts', async () => {
    const { post, patch, get } = await serve({ '/stocks': StockEndpoint }, { database: await serializable() });
    await post('/stocks', { name: 'bolts' });
    const replies = await Promise.all(eight.map((count) => patch('/stocks/1', { version: 1, count })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const winner = replies.findIndex(({ status }) => status === 200) + 1;
    expect((await get('/stocks/1')).body).toMatchObject({ count: winner, version: 2 });
  });

  it('changes without a version are all done, or refused with 503, but none is half done or lost', async () => {
    class LastEndpoint extends StockEndpoint {
      static override meta: Meta = { table: 'stocks', locking: false };
    }
    const { post, patch, get } = await serve({ '/stocks': LastEndpoint }, { database: await serializable() });
    await post('/stocks', { name: 'bolts' });
    const replies = await Promise.all(eight.map((count) => patch('/stocks/1', { count })));
    const done = replies.filter(({ status }) => status === 200);
    expect(replies.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(done.length).toBeGreaterThan(1);
    expect((await get('/stocks/1')).body.version).toBe(1 + done.length);
  });
});

describe.skipIf(dialect !== 'mysql')('a write that meets a deadlock', () => {
  it('is done once the other transaction is', async () => {
    class PartEndpoint extends RestEndpoint {
      first = field.integer({ foreignKey: 'stocks.id' });
      second = field.integer({ foreignKey: 'stocks.id' });
    }
    const database = await freshDatabase();
    const { post } = await serve({ '/stocks': StockEndpoint, '/parts': PartEndpoint }, { database });
    for (let at = 0; at < 20; at += 1) await post('/stocks', { name: `n${at}` });
    let posting: ReturnType<typeof post> | undefined;
    await withSession(database, async (session) => {
      // It has changed more, so the other one is the victim: otherwise this would throw.
      await sql`update stocks set count = 1 where id > 1`.execute(session);
      posting = post('/parts', { first: 1, second: 2 });
      const waiting = `select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'
        and trx_query like '%parts%'`;
      while ((await onMysql(waiting, database)).length === 0);
      await sql`update stocks set count = 1 where id = 1`.execute(session);
    });
    expect((await posting)?.status).toBe(201);
  });
});
