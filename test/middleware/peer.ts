/** Requests over real HTTP whose peer is an address of this machine. */
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { onTestFinished } from 'vitest';

/** The bindings of a request of this peer, as `@hono/node-server` passes them. */
export const from = (remoteAddress: string | undefined): object => ({ incoming: { socket: { remoteAddress } } });

/** What a server on every address answers to a request that comes from `localAddress` and goes there. */
export async function overHttp(
  tell: (c: Context) => string,
  { localAddress, headers }: { localAddress: string; headers: Readonly<Record<string, string>> },
): Promise<string> {
  const hono = new Hono().get('*', (c) => c.text(tell(c)));
  const server = createAdaptorServer({ fetch: hono.fetch });
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, localAddress, headers, path: '/books?page=2' }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => (text += String(chunk)));
      reply.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
