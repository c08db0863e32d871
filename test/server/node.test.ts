import { Agent, get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Listening, listen } from '../../src/server/node.ts';

async function listening(fetch: Parameters<typeof listen>[0], host = '127.0.0.1'): Promise<Listening> {
  const server = await listen(fetch, { host, port: 0 });
  onTestFinished(() => server.stop(0));
  return server;
}

const hello = (): Response => new Response('hello');

describe('listen', () => {
  it.each([
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:[1-9]\d*$/],
    ['::1', /^http:\/\/\[::1\]:[1-9]\d*$/],
  ])('on %s says the address as a URL', async (host, url) => {
    const server = await listening(hello, host);
    expect(server.url).toMatch(url);
    expect(await (await fetch(server.url)).text()).toBe('hello');
  });

  it('where another listens is a mistake that says what to do', async () => {
    const { url } = await listening(hello);
    const port = Number(new URL(url).port);
    await expect(listen(hello, { host: '127.0.0.1', port })).rejects.toMatchObject({
      problems: [
        {
          code: 'bad_address',
          where: `127.0.0.1:${port}`,
          problem: 'another program listens there.',
          remedy: 'Choose another with run({ host, port }), LIGHTAPI_HOST or LIGHTAPI_PORT.',
        },
      ],
    });
  });

  it('at an address of another machine is a mistake', async () => {
    await expect(listen(hello, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      problems: [{ code: 'bad_address', problem: expect.stringMatching(/^can't listen there: .+\.$/) }],
    });
  });
});

describe('stop', () => {
  it('with a delay still accepts meanwhile, and tells clients to connect elsewhere next', async () => {
    const server = await listening(hello);
    expect((await fetch(server.url)).headers.get('connection')).toBe('keep-alive');
    const stopped = server.stop(60_000, { delay: 300 });
    const reply = await fetch(server.url);
    expect([await reply.text(), reply.headers.get('connection')]).toEqual(['hello', 'close']);
    await stopped;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('closes connections that are idle, and takes no new ones', async () => {
    const server = await listening(hello);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await new Promise<void>((resolve) => get(server.url, { agent }, (reply) => reply.resume().once('end', resolve)));
    await server.stop(60_000);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('lets idle connections linger: what is on its way there is answered, as the last', async () => {
    const server = await listening(hello);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ask = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        get(server.url, { agent }, (reply) => reply.resume().once('end', () => resolve(reply))).once('error', reject);
      });
    await ask();
    const stopped = server.stop(60_000, { linger: 60_000 });
    // Idle connections of others are looked for every 20 milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await ask()).headers.connection).toBe('close');
    await stopped;
  });

  it('lets a request that was accepted finish, however long it takes within the deadline', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const server = await listening(async () => {
      accept();
      await released;
      return hello();
    });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const replied = new Promise<IncomingMessage>((resolve) => get(server.url, { agent }, resolve));
    await accepted;
    const stopped = server.stop(60_000);
    release();
    const reply = await replied;
    expect(Buffer.concat(await reply.toArray()).toString()).toBe('hello');
    const answered = performance.now();
    await stopped;
    // Far less than the five seconds that node:http keeps an idle connection.
    expect(performance.now() - answered).toBeLessThan(2_000);
  });

  it('answers what still arrives on a connection that is open, and says that it is the last', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const server = await listening(async () => {
      accept();
      await released;
      return hello();
    });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const ask = (): void => void socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    ask();
    await accepted;
    const stopped = server.stop(60_000);
    ask();
    release();
    const replies = (await socket.setEncoding('utf8').toArray()).join('').split('HTTP/1.1 200 OK').slice(1);
    expect(replies.map((reply) => /^connection: (.*)$/im.exec(reply)?.[1])).toEqual(['keep-alive', 'close']);
    await stopped;
  });

  it('cuts what takes longer', async () => {
    const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
    const server = await listening(() => {
      accept();
      return new Promise<Response>(() => undefined);
    });
    const cut = new Promise<Error>((resolve) => request(server.url).once('error', resolve).end());
    await accepted;
    await server.stop(1);
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
  });

  it('cuts a connection that never says what it wants', async () => {
    const server = await listening(hello);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await new Promise<void>((resolve) =>
      socket.once('connect', () => socket.write('GET / HTTP/1.1\r\n', () => resolve())),
    );
    await server.stop(1);
    await closed;
  });
});

it('stop lets a large reply leave whole, and does not wait for a connection that asked nothing', async () => {
  const size = 20_000_000;
  const server = await listening(() => new Response('x'.repeat(size)));
  const { hostname, port } = new URL(server.url);
  const silent = connect(Number(port), hostname);
  onTestFinished(() => void silent.destroy());
  const replied = new Promise<IncomingMessage>((resolve) => get(server.url, resolve));
  const reply = await replied;
  const stopped = server.stop(60_000);
  let received = 0;
  for await (const chunk of reply) received += chunk.length;
  expect(received).toBe(size);
  await stopped;
});
