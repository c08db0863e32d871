/** One POST over a real connection, sent in parts. */
import { type IncomingMessage, request } from 'node:http';
import { LightApi } from 'lightapi';
import { onTestFinished } from 'vitest';
import { listen } from '../../src/server/node.ts';
import { keepLog, type Reply, type Routes, readReply } from '../serve.ts';

/** The body is ended, or the client waits for the reply without an end, or goes away in the middle. */
export type End = 'whole' | 'open' | 'cut';

interface Sending {
  readonly headers: Record<string, string>;
  readonly chunks: readonly string[];
  readonly end: End;
}

interface Exchanged extends Pick<Reply, 'status' | 'body'> {
  readonly headers: IncomingMessage['headers'];
  /** What the server answers to somebody else after that. */
  readonly after: Response;
  /** What the server logged as unexpected. */
  readonly errors: readonly unknown[];
}

/** Sends to `/books` of an app that takes 1,000 bytes; the status is 0 where there was no reply. */
export async function exchangeWith(routes: Routes, { headers, chunks, end }: Sending): Promise<Exchanged> {
  const logger = keepLog();
  const app = new LightApi({ database: 'sqlite:///:memory:', logger, bodyLimit: 1000 });
  app.register(routes);
  const server = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await server.stop(0);
    await app.close();
  });
  const sent = request(`${server.url}/books`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  const replied = new Promise<IncomingMessage | undefined>((resolve) => {
    sent.once('response', resolve).once('error', () => resolve(undefined));
  });
  for (const chunk of chunks) await new Promise((resolve) => sent.write(chunk, resolve));
  if (end === 'whole') sent.end();
  if (end === 'cut') sent.destroy();
  const reply = await replied;
  const text = reply === undefined ? '' : Buffer.concat(await reply.toArray()).toString('utf8');
  sent.destroy();
  const { body } = await readReply(new Response(text));
  const after = await fetch(`${server.url}/healthz`);
  return { status: reply?.statusCode ?? 0, body, headers: reply?.headers ?? {}, after, errors: logger.errors };
}
