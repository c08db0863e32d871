import type { Context } from 'hono';
import { field, type Meta, RestEndpoint, type Row } from 'lightapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepLog, serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

class LogEndpoint extends RestEndpoint {
  text = field.string();
  static override meta: Meta = { table: 'logs' };
}

class BookEndpoint extends RestEndpoint {
  title = field.string();
  static override meta: Meta = { table: 'books' };
}

const logged = async (api: Awaited<ReturnType<typeof serve>>): Promise<unknown[]> =>
  (await api.get('/logs')).body.results.map(({ text }) => text);

afterEach(() => vi.useRealTimers());

describe('a transaction that takes its time', () => {
  /** Holds the transaction of a write until it is told to go on. */
  function holding() {
    let go: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const held = new Promise<void>((resolve) => {
      reached = resolve;
    });
    class HoldingEndpoint extends BookEndpoint {
      override async afterCreate(_: Context, row: Row<BookEndpoint>) {
        if (row.title !== 'slow') return;
        reached();
        await gone;
        const now = new Date();
        const line = { text: 'slow', created_at: now, updated_at: now, version: 1 };
        await this.db.insertInto('logs').values(line).execute();
      }
    }
    return { HoldingEndpoint, held, go };
  }

  it.each([
    ['in memory', () => 'sqlite:///:memory:'],
    ['in a file', () => databaseFile().url],
  ])('is not seen before it ends, and holds up other writes alone: %s', async (where, database) => {
    const { HoldingEndpoint, held, go } = holding();
    const api = await serve({ '/books': HoldingEndpoint, '/logs': LogEndpoint }, { database: database() });
    const slow = api.post('/books', { title: 'slow' });
    await held;
    const read = api.get('/books');
    const other = api.post('/logs', { text: 'other' });
    if (where === 'in a file') expect((await read).body.results).toEqual([]);
    go();
    expect((await slow).status).toBe(201);
    expect((await other).status).toBe(201);
    expect((await read).status).toBe(200);
    expect((await api.get('/books')).body.results).toHaveLength(1);
    expect(await logged(api)).toEqual(['slow', 'other']);
  });

  it('is undone after five seconds, and what comes of it later changes nothing', async () => {
    const { HoldingEndpoint, held, go } = holding();
    const log = keepLog();
    const api = await serve({ '/books': HoldingEndpoint, '/logs': LogEndpoint }, { logger: log });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = api.post('/books', { title: 'slow' });
    await held;
    vi.advanceTimersByTime(5_000);
    expect((await slow).status).toBe(500);
    expect(String(log.errors[0])).toContain('a transaction took more than 5000 ms and is undone');
    go();
    expect((await api.post('/books', { title: 'next' })).status).toBe(201);
    expect((await api.get('/books')).body.results).toMatchObject([{ title: 'next' }]);
    expect(await logged(api)).toEqual([]);
  });
});
