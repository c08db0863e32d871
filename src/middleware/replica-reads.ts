/** Which reads may go to replicas: not those of a client that wrote a moment ago, and must see it. */
import type { Context, MiddlewareHandler } from 'hono';

/** So many clients are remembered; of more, those that wrote first are forgotten. */
const clientLimit = 100_000;

interface ReplicaReads {
  /** Lets the reads of work go to any server. */
  readonly anywhere: <T>(work: () => T) => T;
  readonly clientAddress: (c: Context) => string;
  /** Milliseconds that a replica may be behind. */
  readonly replicaLag?: number;
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** By what a client is known again: who it says it is, or where it calls from. */
const clientOf = (c: Context, clientAddress: (c: Context) => string): string =>
  c.req.header('authorization') ?? c.req.header('x-api-key') ?? clientAddress(c);

/** A client that wrote reads from the primary for a while; so does one that says `Cache-Control: no-cache`. */
export function replicaReads({ anywhere, clientAddress, replicaLag = 5_000 }: ReplicaReads): MiddlewareHandler {
  const wrote = new Map<string, number>();
  const remember = (client: string): void => {
    wrote.delete(client);
    const [oldest] = wrote.keys();
    if (wrote.size >= clientLimit && oldest !== undefined) wrote.delete(oldest);
    wrote.set(client, performance.now());
  };
  return async (c, next) => {
    const client = clientOf(c, clientAddress);
    if (!isRead(c.req.method)) {
      await next();
      return remember(client);
    }
    const since = performance.now() - (wrote.get(client) ?? Number.NEGATIVE_INFINITY);
    const mustSee = since < replicaLag || /\bno-cache\b/i.test(c.req.header('cache-control') ?? '');
    await (mustSee ? next() : anywhere(next));
  };
}
