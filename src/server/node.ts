/** Serves a fetch handler over node:http, and drains it when it is told to stop. */
import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { Awaitable } from '../awaitable.ts';
import { ConfigurationError } from '../errors.ts';

export interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** How a server ends, in milliseconds. */
interface Ending {
  /** What it still accepts. Default 0. */
  readonly delay?: number;
  /** What idle connections stay open after it, since a request may be on its way. Default 0. */
  readonly linger?: number;
}

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  /** Accepts no more, lets requests finish for `deadline` milliseconds, and cuts the connections that are left. */
  readonly stop: (deadline: number, ending?: Ending) => Promise<void>;
}

/** How often connections that have become idle are closed while the server drains, in milliseconds. */
const idleCheck = 20;

/** Listens. Throws `ConfigurationError` where the address can't be had. */
export async function listen(
  fetch: (request: Request, env?: object) => Awaitable<Response>,
  address: Address,
): Promise<Listening> {
  const server = createAdaptorServer({ fetch, hostname: address.host }) as Server;
  const connections = connectionsOf(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(unavailable(address, error)));
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return {
    url: `http://${host}:${port}`,
    stop: async (deadline, { delay, linger = 0 } = {}) => {
      await retire(server, delay);
      await drain(server, connections, { deadline, linger });
    },
  };
}

function unavailable({ host, port }: Address, error: NodeJS.ErrnoException): ConfigurationError {
  const inUse = error.code === 'EADDRINUSE';
  return new ConfigurationError([
    {
      code: 'bad_address',
      where: `${host}:${port}`,
      problem: inUse ? 'another program listens there.' : `can't listen there: ${error.message}.`,
      remedy: 'Choose another with run({ host, port }), LIGHTAPI_HOST or LIGHTAPI_PORT.',
    },
  ]);
}

/** A connection, and the reply that Node is writing to it, if there is one. */
type Connection = Socket & { readonly _httpMessage?: unknown };

/** A connection on which nothing is being answered, and whose last answer has left. */
const isIdle = ({ _httpMessage, writableLength }: Connection): boolean => !_httpMessage && writableLength === 0;

/** The connections of a server, for as long as they are open. */
function connectionsOf(server: Server): ReadonlySet<Connection> {
  const connections = new Set<Connection>();
  server.on('connection', (socket: Connection) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

/** What still arrives is answered, and told that it is the last on its connection: the next one goes elsewhere. */
async function retire(server: Server, delay = 0): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  if (delay > 0) await wait(delay);
}

/**
 * Not with `server.close()` and `closeIdleConnections()` of node:http: they cut connections whose reply is complete and
 * has not left yet, so that a large one would end in the middle.
 */
async function drain(
  server: Server,
  connections: ReadonlySet<Connection>,
  { deadline, linger }: { readonly deadline: number; readonly linger: number },
): Promise<void> {
  const began = performance.now();
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const sweep = setInterval(() => {
    if (performance.now() - began < linger) return;
    for (const connection of connections) if (isIdle(connection)) connection.destroy();
  }, idleCheck);
  const cut = setTimeout(() => server.closeAllConnections(), deadline);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
