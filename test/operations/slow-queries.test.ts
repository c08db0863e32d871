import type { Context } from 'hono';
import { sql } from 'kysely';
import { field, RestEndpoint, withSession } from 'lightapi';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  override async queryset(_: Context) {
    await this.db.selectFrom('books').select('id').where('title', '=', 'hush').execute();
    return this.select();
  }
}

describe('a slow query', () => {
  it('is in the log, with its request and without its values', async () => {
    const log = keepLog();
    const { post, app } = await serve({ '/books': BookEndpoint }, { logger: log, slowQuery: 0 });
    await post('/books', { title: 'hush' });
    await app.request('/books', { headers: { 'x-request-id': 'abc-1' } });
    expect(log.lines).toEqual([
      expect.stringMatching(/^slow query, \d+\.\d ms: insert into .+, for POST \/books \(request [-0-9a-f]{36}\)$/),
      expect.stringMatching(
        /^slow query, .+ ms: select "id" from "books" where "title" = \?, for GET \/books \(request abc-1\)$/,
      ),
      expect.stringMatching(/^slow query, .+ ms: select .+, for GET \/books \(request abc-1\)$/),
    ]);
    expect(log.lines.join()).not.toContain('hush');
  });

  it('has fields where the logger knows them, and none of a request where there is none', async () => {
    const lines: unknown[] = [];
    const logger = pino(
      { base: null, timestamp: false },
      { write: (line: string) => void lines.push(JSON.parse(line)) },
    );
    const { app } = await serve({}, { logger, slowQuery: 0 });
    await withSession(app, (session) => sql`select 1 + 1`.execute(session));
    expect(lines).toEqual([
      { level: 40, durationMs: expect.any(Number), sql: 'select ? + ?', failed: false, msg: 'slow query' },
    ]);
  });

  it('is none that takes less', async () => {
    const log = keepLog();
    const { get } = await serve({ '/books': BookEndpoint }, { logger: log, slowQuery: 60_000 });
    await get('/books');
    expect(log.lines).toEqual([]);
  });
});
