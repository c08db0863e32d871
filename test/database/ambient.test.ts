import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'hono';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';
import { databaseFile } from './file.ts';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ unique: true });
  static override meta: Meta = { table: 'notes' };

  add(text: string) {
    return this.db
      .insertInto('notes')
      .values({ ...stamps, text })
      .execute();
  }

  async texts(): Promise<string[]> {
    const rows = await this.db.selectFrom('notes').select('text').orderBy('id').execute();
    return rows.map(({ text }) => String(text));
  }
}

const stamps = { created_at: new Date(0), updated_at: new Date(0), version: 1 };

const boom = (): never => {
  throw new Error('boom');
};

/** An app whose PUT does what it is told, and the texts that are there afterwards. */
async function notes(put: (endpoint: NoteEndpoint, c: Context) => unknown, database = 'sqlite:///:memory:') {
  class DoingEndpoint extends NoteEndpoint {
    override async put(c: Context) {
      return { done: await put(this, c) };
    }
  }
  const log = keepLog();
  const api = await serve({ '/notes': DoingEndpoint }, { database, logger: log });
  return {
    ...api,
    log,
    run: () => api.put('/notes/1', {}),
    texts: async () => (await api.get('/notes')).body.results.map(({ text }) => text),
  };
}

describe.each([
  ['in memory', () => 'sqlite:///:memory:'],
  ['in a file', () => databaseFile().url],
])('what is called in a transaction, %s', (_, database) => {
  it('is inside of it: reads of this.db see what was written, and others do not', async () => {
    const { run, get } = await notes(
      (e) =>
        e.db.transaction().execute(async () => {
          await e.add('a');
          return e.texts();
        }),
      database(),
    );
    expect((await run()).body).toEqual({ done: ['a'] });
    expect((await get('/notes')).body.results).toHaveLength(1);
  });

  it('is undone with it, the actions of the endpoint too', async () => {
    const { run, texts, log } = await notes(
      (e, c) =>
        e.db.transaction().execute(async () => {
          const row = await e.create(c, { text: 'made' });
          await e.update(c, row.id, { version: 1, text: 'changed' }, { partial: true });
          expect(await e.texts()).toEqual(['changed']);
          return boom();
        }),
      database(),
    );
    expect((await run()).status).toBe(500);
    expect(String(log.errors[0])).toBe('Error: boom');
    expect(await texts()).toEqual([]);
  });

  it('is undone alone where it is a transaction itself and its error is caught', async () => {
    const { run, texts } = await notes(
      (e, c) =>
        e.db.transaction().execute(async () => {
          await e.add('outer');
          const inner = e.db.transaction().execute(async () => {
            await e.create(c, { text: 'inner' });
            await e.db.transaction().execute(() => e.add('innermost'));
            return boom();
          });
          await inner.catch(() => e.add('caught'));
          await e.db.transaction().execute(() => e.add('second'));
        }),
      database(),
    );
    expect((await run()).status).toBe(200);
    expect(await texts()).toEqual(['outer', 'caught', 'second']);
  });

  it('takes turns where several transactions begin in one', async () => {
    const { run, texts } = await notes(
      (e) =>
        e.db.transaction().execute(async () => {
          const one = (text: string, fails: boolean) =>
            e.db.transaction().execute(async () => {
              await e.add(text);
              if (fails) boom();
            });
          const results = await Promise.allSettled([one('a', false), one('b', true), one('c', false)]);
          return results.map(({ status }) => status);
        }),
      database(),
    );
    expect((await run()).body).toEqual({ done: ['fulfilled', 'rejected', 'fulfilled'] });
    expect(await texts()).toEqual(['a', 'c']);
  });

  it('is waited for where nobody does', async () => {
    const { run, texts } = await notes(
      (e, c) =>
        e.db.transaction().execute(async () => {
          void e.add('forgotten');
          void e.create(c, { text: 'as well' });
        }),
      database(),
    );
    expect((await run()).status).toBe(200);
    expect(await texts()).toEqual(['forgotten', 'as well']);
  });

  it('is waited for whole where it is a transaction', async () => {
    const { run, texts } = await notes(
      (e) =>
        e.db.transaction().execute(async () => {
          void e.db.transaction().execute(async () => {
            await e.add('first');
            await new Promise(setImmediate);
            await e.add('second');
          });
        }),
      database(),
    );
    expect((await run()).status).toBe(200);
    expect(await texts()).toEqual(['first', 'second']);
  });

  it('is no part of a transaction beside it, which is undone alone', async () => {
    const { run, texts } = await notes(
      (e, c) =>
        e.db.transaction().execute(async (trx) => {
          const undone = e.db.transaction().execute(async () => {
            await e.add('undone');
            await new Promise(setImmediate);
            await trx
              .insertInto('notes')
              .values({ ...stamps, text: 'undone, too' })
              .execute();
            return boom();
          });
          const beside = [e.add('by query'), e.create(c, { text: 'by action' })];
          const [ended] = await Promise.allSettled([undone, ...beside]);
          return ended.status;
        }),
      database(),
    );
    expect((await run()).body).toEqual({ done: 'rejected' });
    expect(await texts()).toEqual(['by query', 'by action']);
  });

  it('is over once a statement has undone it all, whoever catches its error', async () => {
    const taken = { ...stamps, text: 'taken' };
    const { run, texts } = await notes(
      (e) =>
        e.db.transaction().execute(async () => {
          await e.add('taken');
          await Promise.allSettled([e.db.insertInto('notes').values(taken).orRollback().execute()]);
          await Promise.allSettled([e.add('alone'), e.db.transaction().execute(() => e.add('nested'))]);
        }),
      database(),
    );
    expect((await run()).status).toBe(500);
    expect(await texts()).toEqual([]);
  });

  it('may be a request to the same app', async () => {
    const { app, run, texts } = await notes(
      (e) =>
        e.db.transaction().execute(async () => {
          const headers = { 'content-type': 'application/json' };
          const reply = await app.request('/notes', { method: 'POST', headers, body: '{"text":"by request"}' });
          expect(reply.status).toBe(201);
          return e.texts();
        }),
      database(),
    );
    expect((await run()).body).toEqual({ done: ['by request'] });
    expect(await texts()).toEqual(['by request']);
  });

  it('may be a transaction that is begun and ended by calls', async () => {
    const { run, texts } = await notes(async (e) => {
      const kept = await e.db.startTransaction().execute();
      await kept
        .insertInto('notes')
        .values({ ...stamps, text: 'kept' })
        .execute();
      await kept.commit().execute();
      const undone = await e.db.startTransaction().execute();
      await undone
        .insertInto('notes')
        .values({ ...stamps, text: 'undone' })
        .execute();
      await undone.rollback().execute();
    }, database());
    expect((await run()).status).toBe(200);
    expect(await texts()).toEqual(['kept']);
  });
});

it('other requests are never part of a transaction that waits', async () => {
  const { run, post, texts } = await notes((e) =>
    e.db.transaction().execute(async () => {
      await e.add('mine');
      await new Promise(setImmediate);
      return boom();
    }),
  );
  const [mine, theirs] = await Promise.all([run(), post('/notes', { text: 'theirs' })]);
  expect([mine.status, theirs.status]).toEqual([500, 201]);
  expect(await texts()).toEqual(['theirs']);
});

it('what leaves a transaction before that waits for anything has its turn behind it', async () => {
  const { run, texts } = await notes(async (e) => {
    const outside = AsyncLocalStorage.snapshot();
    const left: Promise<unknown>[] = [];
    await e.db.transaction().execute(async () => {
      left.push(outside(() => e.add('left')));
      await e.add('inside');
      await new Promise(setImmediate);
    });
    await Promise.all(left);
  });
  expect((await run()).status).toBe(200);
  expect(await texts()).toEqual(['inside', 'left']);
});
