/** Loaded before a snippet: a false `console.assert` throws, and a server listens on a free port of this machine. */
import { AssertionError } from 'node:assert';
import { Server } from 'node:net';
import { format } from 'node:util';

console.assert = (condition?: unknown, ...message: unknown[]): void => {
  if (!condition) throw new AssertionError({ message: `Assertion failed ${format(...message)}`, actual: condition });
};

type Listen = (this: Server, port: number, host: string, listening?: () => void) => Server;

const listen = Server.prototype.listen as Listen;

Server.prototype.listen = function (this: Server, ...settings: unknown[]): Server {
  const listening = settings.find((setting) => typeof setting === 'function') as (() => void) | undefined;
  return listen.call(this, 0, '127.0.0.1', listening);
} as Listen as Server['listen'];
