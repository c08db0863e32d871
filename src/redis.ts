/** The Redis of an app: one connection that all of it shares, with bounded waits, and back by itself. */
import { createCircuit, inTime } from './circuit.ts';
import type { Complain } from './complain.ts';
import { withPeer } from './peer.ts';

/** A client of the `redis` package. */
interface PackageClient {
  readonly isReady: boolean;
  sendCommand(command: readonly string[]): Promise<unknown>;
  on(event: 'ready' | 'error', listener: (error?: unknown) => void): unknown;
}

/** A client of `ioredis`. */
interface IoClient {
  readonly status: string;
  call(command: string, ...words: string[]): Promise<unknown>;
  on(event: 'ready' | 'error', listener: (error?: unknown) => void): unknown;
}

/** A connected client: of the `redis` package, or of `ioredis`. It stays its owner's to close. */
export type RedisClient = PackageClient | IoClient;

export interface Redis {
  /** What libraries take for a client. */
  readonly client: object;
  /** What all keys begin with. */
  readonly prefix: string;
  /** Which connection this is, 0 before the first: between two of them, Redis may have lost what it knew. */
  readonly connection: number;
  /** Runs one command. Throws within 250 ms where there is no answer, and at once while Redis is known to be gone. */
  readonly send: (command: readonly string[]) => Promise<unknown>;
  /** Calls back whenever there is a new connection. */
  readonly onReady: (call: () => void) => void;
  /** Whether it answers now: throws within a second where it does not. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What a connection tells. */
interface Heard {
  /** There is a new connection, which has not answered yet. */
  readonly connected: (ping: () => Promise<unknown>) => void;
  readonly lost: (error: unknown) => void;
}

/** A way to a server. */
type Line = Pick<Redis, 'client' | 'send' | 'close'>;

/** What is told, and how often the connection is looked at, in milliseconds. */
interface RedisSettings {
  readonly prefix: string;
  readonly logger: { info(message: string): void; warn(message: string): void };
  readonly beat?: number;
}

/** So long a start waits, and a `ping`, and the end of what was sent, in milliseconds. */
const startLimit = 1_000;
const pingLimit = 1_000;
const closeLimit = 500;
/** The longest wait between two tries to connect, in milliseconds. */
const longestWait = 1_000;
/** So many looks without an answer end a connection: a server that is gone without a word leaves it open for minutes. */
const silentLooks = 4;

/** Notes what is neither the URL of a Redis nor a client. */
export function checkRedis(option: unknown, complain: Complain): void {
  const client = option as Partial<PackageClient & IoClient> | null;
  if (typeof client?.sendCommand === 'function' || typeof client?.call === 'function') return;
  const url = typeof option === 'string' ? URL.parse(option) : null;
  if (url !== null && /^rediss?:$/.test(url.protocol) && /^\/?\d*$/.test(url.pathname)) return;
  // What it is may hold a password.
  const problem = typeof option === 'string' ? 'it is no URL of a Redis.' : 'it is no client.';
  complain('bad_option', problem, 'Give redis://user:password@host:6379/0, or a client of the package redis.');
}

/** For people, without credentials. */
const labelOf = (option: string | RedisClient): string => {
  const url = typeof option === 'string' ? URL.parse(option) : null;
  return url === null ? 'Redis' : `Redis at ${url.host}${url.pathname.replace(/^\/$/, '')}`;
};

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code ?? message ?? error);
};

/** Longer after each failure; not for all processes at the same moment. */
const waitBefore = (retries: number): number => Math.min(longestWait, 50 * 2 ** retries) * (0.5 + Math.random() / 2);

/** What every server of the protocol knows; and nothing is sent later than it was asked. */
const clientOptions = {
  RESP: 2,
  disableOfflineQueue: true,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  socket: { connectTimeout: startLimit, reconnectStrategy: waitBefore },
} as const;

const peer = { name: 'redis', what: 'the package', code: 'bad_option', where: 'redis' } as const;

/** A connection of our own to a URL. */
async function openLine(url: string, { connected, lost }: Heard, beat: number): Promise<Line> {
  const { createClient } = await withPeer(peer, () => import('redis'));
  const begin = () => {
    const client = createClient({ url, ...clientOptions });
    client.on('ready', () => client === current && connected(() => client.ping()));
    client.on('error', (error) => client === current && lost(error));
    client.unref();
    // Its failures are told as errors.
    client.connect().catch(() => undefined);
    return client;
  };
  const end = (client: typeof current): void => {
    if (client.isOpen) client.destroy();
  };
  let current = begin();
  let silent = 0;
  const look = async (): Promise<void> => {
    const answer = current.isReady ? inTime(current.ping(), beat * 0.8) : Promise.reject(new Error('not connected'));
    silent = await answer.then(
      () => 0,
      () => silent + 1,
    );
    if (silent < silentLooks) return;
    silent = 0;
    const old = current;
    current = begin();
    end(old);
  };
  const looking = setInterval(look, beat).unref();
  return {
    client: {
      get isReady() {
        return current.isReady;
      },
      eval: (script: string, options: object) => current.eval(script, options),
    },
    send: (command) => current.sendCommand(command),
    close: async () => {
      clearInterval(looking);
      silent = Number.NEGATIVE_INFINITY;
      if (current.isReady) await inTime(current.close(), closeLimit).catch(() => undefined);
      end(current);
    },
  };
}

/** A connection of the user's, who closes it. */
function borrowLine(client: RedisClient, { connected, lost }: Heard): Line {
  const isReady = (): boolean => ('status' in client ? client.status === 'ready' : client.isReady);
  let isClosed = false;
  const send: Redis['send'] = (command) => {
    if (!isReady()) return Promise.reject(new Error('not connected'));
    const [name = '', ...words] = command;
    return 'sendCommand' in client ? client.sendCommand(command) : client.call(name, ...words);
  };
  const ready = (): void => connected(() => send(['PING']));
  client.on('ready', () => isClosed || ready());
  client.on('error', (error) => isClosed || lost(error));
  if (isReady()) ready();
  return {
    client,
    send,
    close: async () => {
      isClosed = true;
    },
  };
}

/**
 * Connects, or goes on without: what is not there within a second is told to the log, and looked for until it is. Throws
 * `ConfigurationError` where the package `redis` is not installed.
 */
export async function openRedis(option: string | RedisClient, settings: RedisSettings): Promise<Redis> {
  const { logger, prefix, beat = 2_500 } = settings;
  const label = labelOf(option);
  const calls: (() => void)[] = [];
  const first = Promise.withResolvers<void>();
  let connection = 0;
  let isLost = false;
  const lost = (error: unknown): void => {
    first.resolve();
    if (isLost) return;
    isLost = true;
    logger.warn(`${label} is not there (${reasonOf(error)}): the app goes on without it until it is.`);
  };
  const found = (): void => {
    if (isLost) logger.info(`${label} is back.`);
    isLost = false;
  };
  const { ask, reset } = createCircuit({ lost });
  const ready = (): void => {
    reset();
    found();
    first.resolve();
    for (const call of calls) call();
  };
  const connected: Heard['connected'] = (ping) => {
    connection += 1;
    inTime(ping(), startLimit).then(ready, lost);
  };
  const heard = { connected, lost };
  const line = typeof option === 'string' ? await openLine(option, heard, beat) : borrowLine(option, heard);
  await inTime(first.promise, startLimit).catch(lost);
  return {
    client: line.client,
    prefix,
    get connection() {
      return connection;
    },
    send: async (command) => {
      const answer = await ask(() => line.send(command));
      found();
      return answer;
    },
    onReady: (call) => calls.push(call),
    ping: async () => {
      await inTime(line.send(['PING']), pingLimit);
    },
    close: line.close,
  };
}
