/** Apps inside other servers of Node. */
import { request as send } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { toNodeHandler } from 'lightapi/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { expectMounted, listening, mountable } from './mounted.ts';

const post = (url: string, body = '{"title":"a"}') =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('in Express', () => {
  it('an app is mounted under its base path', async () => {
    const site = express();
    site.use('/api', toNodeHandler(mountable({ basePath: '/api' })));
    site.use(express.json());
    site.post('/echo', (request, response) => void response.json(request.body));
    const url = await listening(site);
    await expectMounted(`${url}/api`);
    expect(await (await post(`${url}/echo`)).json()).toEqual({ title: 'a' });
  });

  it('an app without one is mounted at the root, or in a router that takes nothing off', async () => {
    const site = express();
    site.use(toNodeHandler(mountable({ basePath: '/deep/api' })));
    await expectMounted(`${await listening(site)}/deep/api`);
    const router = express.Router();
    router.use('/api', toNodeHandler(mountable({ basePath: '/deep/api' })));
    await expectMounted(`${await listening(express().use('/deep', router))}/deep/api`);
  });

  it('a mount that the app does not know is an error that says what to write', async () => {
    const errors: unknown[] = [];
    const site = express();
    site.use('/api', toNodeHandler(mountable()));
    site.use(((error, _request, response, _next) => {
      errors.push(error);
      response.status(500).end();
    }) satisfies express.ErrorRequestHandler);
    const url = await listening(site);
    expect((await fetch(`${url}/api/books`)).status).toBe(500);
    expect(String(errors)).toContain(
      "mounted at /api, which its app does not know: new LightApi({ basePath: '/api' })",
    );
  });

  it('a path in other letters is none, as everywhere', async () => {
    const site = express().use('/api', toNodeHandler(mountable({ basePath: '/api' })));
    expect((await fetch(`${await listening(site)}/API/books`)).status).toBe(404);
  });

  it('a body that was read before is an error, unless its bytes are kept', async () => {
    const errors: unknown[] = [];
    const handler = toNodeHandler(mountable());
    const read = express().use(express.json(), handler);
    read.use(((error, _request, response, _next) => {
      errors.push(error);
      response.status(500).end();
    }) satisfies express.ErrorRequestHandler);
    const url = await listening(read);
    expect((await post(`${url}/books`)).status).toBe(500);
    expect(String(errors)).toContain('mount it before express.json()');
    expect((await fetch(`${url}/books`)).status).toBe(200);
    expect((await fetch(`${url}/books`, { method: 'POST' })).status).toBe(400);

    const verify = (request: object, _: unknown, bytes: Buffer): void =>
      void Object.assign(request, { rawBody: bytes });
    await expectMounted(await listening(express().use(express.json({ verify }), toNodeHandler(mountable()))));
  });
});

describe('in Fastify', () => {
  async function open(isReading: boolean): Promise<string> {
    const site = fastify();
    onTestFinished(() => site.close());
    const handler = toNodeHandler(mountable({ basePath: '/api' }));
    site.post('/echo', async ({ body }) => body);
    site.register(async (api) => {
      if (!isReading) {
        api.removeAllContentTypeParsers();
        api.addContentTypeParser('*', (_request, _body, done) => done(null));
      }
      api.all('/api/*', (request, reply) => {
        reply.hijack();
        return handler(request.raw, reply.raw);
      });
    });
    return site.listen({ port: 0, host: '127.0.0.1' });
  }

  it('an app is mounted beside other routes', async () => {
    const url = await open(false);
    await expectMounted(`${url}/api`);
    expect(await (await post(`${url}/echo`)).json()).toEqual({ title: 'a' });
  });

  it('a body that Fastify has read is answered with 500, and told on the console', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const reply = await post(`${await open(true)}/api/books`);
    expect([reply.status, await reply.json()]).toEqual([500, { detail: 'internal server error' }]);
    expect(String(log.mock.calls[0])).toContain('body was read before');
    log.mockRestore();
  });
});

describe('in node:http', () => {
  it('an app is a handler of requests', async () => {
    await expectMounted(await listening(toNodeHandler(mountable())));
    await expectMounted(`${await listening(toNodeHandler(mountable({ basePath: '/api' })))}/api`);
  });

  it('a body without a length is read in parts', async () => {
    const url = await listening(toNodeHandler(mountable()));
    const status = await new Promise((resolve) => {
      const request = send(`${url}/books`, { method: 'POST', headers: { 'content-type': 'application/json' } });
      request.on('response', (response) => resolve(response.resume().statusCode));
      request.write('{"title":');
      request.end('"a"}');
    });
    expect(status).toBe(201);
  });
});
