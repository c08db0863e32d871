/** As much of a Redis client as a rate limit needs, in the form of the `redis` package. */
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const { hostname, port } = new URL(process.env.LIGHTAPI_TEST_REDIS_URL || 'redis://127.0.0.1:6379');

/** The server that the tests use where it answers. */
export const redisAddress = { host: hostname, port: Number(port || 6379) };

export interface RedisClient {
  readonly isReady: boolean;
  readonly eval: (
    script: string,
    options: { readonly keys: readonly string[]; readonly arguments: readonly string[] },
  ) => Promise<readonly number[]>;
}

const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Opens a client; calls are answered in order, with a list of integers or an error. */
export async function openRedis(address: { host: string; port: number }): Promise<RedisClient & { end: () => void }> {
  const socket = connect(address);
  const waiting: PromiseWithResolvers<readonly number[]>[] = [];
  let buffer = '';
  socket.on('data', (chunk) => {
    buffer += String(chunk);
    const replies = /(?:\*2\r\n:(-?\d+)\r\n:(-?\d+)|-([^\r]*))\r\n/y;
    let read = 0;
    for (let reply = replies.exec(buffer); reply !== null; reply = replies.exec(buffer)) {
      read = replies.lastIndex;
      if (reply[3] === undefined) waiting.shift()?.resolve([Number(reply[1]), Number(reply[2])]);
      else waiting.shift()?.reject(new Error(reply[3]));
    }
    buffer = buffer.slice(read);
  });
  const failed = (error?: Error): void => {
    for (const each of waiting.splice(0)) each.reject(error ?? new Error('the connection is closed'));
  };
  socket.on('error', failed).on('close', () => failed());
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    get isReady() {
      return !socket.destroyed;
    },
    eval: (script, { keys, arguments: rest }) => {
      const answer = Promise.withResolvers<readonly number[]>();
      waiting.push(answer);
      socket.write(encode(['EVAL', script, String(keys.length), ...keys, ...rest]));
      return answer.promise;
    },
    end: () => socket.destroy(),
  };
}

/** The port of a server that accepts and says nothing, as a Redis that is stopped. */
export async function openSilence(): Promise<{ host: string; port: number; sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0, sockets };
}
