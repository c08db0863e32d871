import { HTTPException } from 'hono/http-exception';
import { field, LightApi, RequestError, RestEndpoint } from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepLog, readReply } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({
    default: () => {
      throw new Error('the password is hunter2');
    },
  });
}

/** An app with more routes, which throw. */
async function throwing(error: unknown) {
  const logger = keepLog();
  const app = new LightApi({ database: 'sqlite:///:memory:', logger }).register({ '/books': BookEndpoint });
  onTestFinished(() => app.close());
  const hono = await app.build();
  hono.get('/throw/*', () => {
    throw error;
  });
  return { logger, app, reply: await readReply(await app.request('/throw?secret=1')) };
}

describe('an error that nobody expected', () => {
  it('is answered with 500 and nothing of it, and logged whole', async () => {
    const { logger, app } = await throwing(new Error());
    const { status, text, headers } = await readReply(
      await app.request('/books', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
    );
    expect([status, text]).toEqual([500, '{"detail":"internal server error"}']);
    expect(headers.get('content-type')).toBe('application/json');
    expect(logger.errors.at(-1)).toMatchObject({ message: 'the password is hunter2', stack: expect.any(String) });
    expect(logger.lines.at(-1)).toMatch(/^POST \/books failed \(request [\da-f-]{36}\)$/);
  });

  it('is one line of the log, whatever the path', async () => {
    const { logger, app } = await throwing(new Error());
    await app.request('/throw/a%0AGET%20/admin%20failed%1B%5B31m%E2%80%A8%22?secret=1');
    expect(logger.lines.at(-1)).toMatch(
      /^GET \/throw\/a%0AGET%20\/admin%20failed%1B%5B31m%E2%80%A8%22 failed \(request [\da-f-]{36}\)$/,
    );
  });

  it('leaves the app as it was', async () => {
    const { app } = await throwing(new Error('once'));
    expect((await app.request('/books')).status).toBe(200);
  });
});

describe('an error with a status', () => {
  it.each([
    [new RequestError('not_found', 'gone fishing'), 404, 'gone fishing'],
    [new RequestError('version_conflict', 'changed'), 409, 'changed'],
    [
      new RequestError('validation_failed', [{ type: 'x', loc: ['a', 1], msg: 'y' }]),
      422,
      [{ type: 'x', loc: ['a', 1], msg: 'y' }],
    ],
  ])('(%s) is answered with it, and not logged', async (error, status, detail) => {
    const { logger, reply } = await throwing(error);
    expect([reply.status, reply.body]).toEqual([status, { detail }]);
    expect(logger.errors).toEqual([]);
  });

  it('brings its headers', async () => {
    const headers = { 'retry-after': '7' };
    const { reply } = await throwing(new RequestError('database_busy', 'later', { headers }));
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('of Hono is answered as Hono does', async () => {
    const { logger, reply } = await throwing(
      new HTTPException(418, { res: new Response('{"tea":true}', { status: 418 }) }),
    );
    expect([reply.status, reply.text]).toEqual([418, '{"tea":true}']);
    expect(logger.errors).toEqual([]);
  });
});
