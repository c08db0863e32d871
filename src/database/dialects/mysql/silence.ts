/** Gives up a connection whose server says nothing while something waits on it: it is stopped, or cut off. */
import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';

/** How many statements wait on a connection. */
const waiting = new WeakMap<object, number>();

const count = (client: object, by: number): void => void waiting.set(client, (waiting.get(client) ?? 0) + by);

/** Has a connection be watched until a statement on it is answered. */
export async function awaiting<T>(client: object, answer: Promise<T>): Promise<T> {
  count(client, 1);
  try {
    return await answer;
  } finally {
    count(client, -1);
  }
}

const streamOf = (client: object): Socket => (client as { readonly stream: Socket }).stream;

/** Ends a connection at once: the driver would wait for the server to agree. */
export const cut = (client: object): void => void streamOf(client).destroy();

/** Gives a connection up: who waits on it is told. */
export function lose(client: Pick<Connection, 'emit'>): void {
  const error = new Error('the connection is given up');
  client.emit('error', Object.assign(error, { code: 'PROTOCOL_CONNECTION_LOST' }));
  cut(client);
}

/** Calls back when a server has said nothing for so many milliseconds, and statements wait on it. */
export function watch(client: object, silence: number, silent: () => void): void {
  // The socket's own timer begins anew with each byte that goes or comes.
  streamOf(client).setTimeout(silence, () => {
    if ((waiting.get(client) ?? 0) > 0) silent();
  });
}
