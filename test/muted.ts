/** A way to a server on which packets get lost: connections through it can be muted, with nobody told. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

interface Muted {
  /** The URL of the server, by way of here. */
  readonly url: string;
  /** Lets nothing through on the connections that there are; later ones work. */
  readonly mute: () => void;
}

export async function openMuted(url: string): Promise<Muted> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, behind]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    client.pipe(behind).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? String(address.port) : '';
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: own }).href,
    mute: () => {
      for (const socket of open) socket.unpipe().pause();
    },
  };
}
