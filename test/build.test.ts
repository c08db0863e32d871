import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { freePort, hasRedisServer, RedisServer } from './redis-server.ts';
import { keepLog, serve } from './serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

describe.runIf(hasRedisServer)('an app with a Redis', () => {
  it.each([
    [true, 503, { database: 'ok', redis: 'failed' }],
    [false, 200, { database: 'ok' }],
  ])('that requires it (%s) is %i once that is gone', async (redisRequired, status, checks) => {
    const server = await new RedisServer(await freePort()).start();
    const api = await serve({ '/books': BookEndpoint }, { redis: server.url, redisRequired, logger: keepLog() });
    await server.kill();
    const reply = await api.get('/readyz');
    expect([reply.status, reply.body]).toEqual([status, expect.objectContaining({ checks })]);
  });
});
