import { sql } from 'kysely';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Opened, Watching } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { keepLog, serve } from '../serve.ts';
import { freshDatabase } from '../servers.ts';

/** A database that tells what it does: `begins …`, `ends` or `fails`, and `waited` when work is done. */
async function watched(): Promise<{ readonly opened: Opened; readonly told: string[] }> {
  const told: string[] = [];
  const watching: Watching = {
    statement: (text) => {
      told.push(`begins ${text}`);
      return (outcome) => {
        expect(outcome.took).toBeGreaterThanOrEqual(0);
        told.push('error' in outcome ? 'fails' : 'ends');
      };
    },
    waited: (milliseconds) => {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      told.push('waited');
    },
  };
  const database = await openDatabase(await freshDatabase());
  onTestFinished(() => database.close());
  return { opened: database.open([], { watch: () => watching }), told };
}

describe('a database that is watched', () => {
  it('tells each statement when it begins and ends, and then how long was waited for it', async () => {
    const { opened, told } = await watched();
    await sql`select 1 as one`.execute(opened.query);
    expect(told).toEqual(['begins select 1 as one', 'ends', 'waited']);
  });

  it('tells which fail', async () => {
    const { opened, told } = await watched();
    await expect(sql`select nothing from nowhere`.execute(opened.query)).rejects.toThrow();
    expect(told).toEqual(['begins select nothing from nowhere', 'fails', 'waited']);
  });

  it('tells of a transaction what runs inside, and the waiting for its begin and end', async () => {
    const { opened, told } = await watched();
    await opened.session(async (session) => {
      told.push('inside');
      await sql`select 1 as one`.execute(session);
    });
    const failing = opened.transact(() => {
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(told).toEqual([
      ...['waited', 'inside', 'begins select 1 as one', 'ends', 'waited', 'waited'],
      ...['waited', 'waited'],
    ]);
  });

  it('does not tell when it is asked for a sign of life', async () => {
    const { opened, told } = await watched();
    await opened.ping();
    expect(told).toEqual([]);
  });
});

it('a database with connections tells how many there are', async () => {
  const database = await openDatabase(await freshDatabase());
  onTestFinished(() => database.close());
  const { session } = database.open([]);
  await session((inside) => sql`select 1 as one`.execute(inside));
  const usage = database.usage?.();
  if (database.system === 'sqlite') expect(usage).toBeUndefined();
  else expect(usage).toEqual({ open: expect.any(Number), idle: usage?.open, waiting: 0 });
  if (usage !== undefined) expect(usage.open).toBeGreaterThan(0);
});

class BookEndpoint extends RestEndpoint {
  title = field.string({ unique: true });
}

it('every verb is told, with the request that asked for it, whoever runs it', async () => {
  const log = keepLog();
  const { post, get, patch, delete: remove } = await serve({ '/books': BookEndpoint }, { logger: log, slowQuery: 0 });
  const created = await Promise.all(['a', 'b', 'c'].map((title) => post('/books', { title })));
  const { id, version } = created[0]?.body ?? { id: 0, version: 0 };
  await get('/books');
  await get(`/books/${id}`);
  await patch(`/books/${id}`, { title: 'd', version });
  await remove(`/books/${id}`);
  const told = log.lines.map((line) => /: (\w+) .*, for (\S+ \S+) \(/s.exec(line)?.slice(1).join(' for '));
  expect([...new Set(told)].sort()).toEqual([
    'delete for DELETE /books/:id',
    'insert for POST /books',
    'select for GET /books',
    'select for GET /books/:id',
    'update for PATCH /books/:id',
  ]);
  expect(
    new Set(log.lines.filter((line) => line.includes('POST')).map((line) => /request ([-\w]+)/.exec(line)?.[1])).size,
  ).toBe(3);
});
