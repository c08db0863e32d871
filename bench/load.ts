/**
 * A load generator: so many keep-alive connections that each send the next request when the last one is answered.
 * Written on plain sockets, since it must be faster than the servers that it measures.
 */
import { connect, type Socket } from 'node:net';

/** Makes the requests of one connection, and hears their answers. */
export interface Client {
  readonly next: () => Buffer;
  readonly answered?: (status: number, body: () => string) => void;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers by status: `{ "200": 12345 }`. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** One HTTP/1.1 request as bytes. */
export function request(method: string, path: string, body?: string): Buffer {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  if (body === undefined) return Buffer.from(`${head}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(`${head}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`);
}

const headEnd = Buffer.from('\r\n\r\n');

/** Where the first reply in `data` ends, once it is whole; replies without a length have no body here. */
function replyEnd(data: Buffer): { readonly head: number; readonly end: number } | undefined {
  const head = data.indexOf(headEnd);
  if (head === -1) return undefined;
  const match = /content-length: (\d+)/i.exec(data.toString('latin1', 0, head));
  const end = head + 4 + Number(match?.[1] ?? 0);
  return data.length < end ? undefined : { head, end };
}

function drive(socket: Socket, client: Client, count: (status: number) => boolean): void {
  let held: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const reply = replyEnd(held);
    if (reply === undefined) return;
    const data = held;
    const status = Number(data.toString('latin1', 9, 12));
    held = data.subarray(reply.end);
    client.answered?.(status, () => data.toString('utf8', reply.head + 4, reply.end));
    if (count(status)) socket.write(client.next());
    else socket.end();
  });
  socket.write(client.next());
}

/** Keeps one connection for each client busy for so many seconds. */
export async function load(port: number, clients: readonly Client[], seconds: number): Promise<LoadResult> {
  const sockets = clients.map(() => connect({ port, host: '127.0.0.1', noDelay: true }));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  const statuses: Record<string, number> = {};
  let requests = 0;
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const count = (status: number): boolean => {
    requests += 1;
    statuses[status] = (statuses[status] ?? 0) + 1;
    return performance.now() < deadline;
  };
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  sockets.forEach((socket, at) => {
    const client = clients[at];
    if (client !== undefined) drive(socket, client, count);
  });
  await Promise.all(closed);
  return { requests, seconds: (performance.now() - started) / 1000, statuses };
}
