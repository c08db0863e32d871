/** An app as a handler of node:http, which Express, Fastify and others call. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Awaitable } from '../awaitable.ts';

/** What can be mounted: an app. */
interface Mountable {
  readonly fetch: (request: Request, env?: object) => Awaitable<Response>;
  readonly basePath: string;
}

/** What Express adds to a request: the address as it was sent, and what of it led to the handler. */
interface Incoming extends IncomingMessage {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly rawBody?: unknown;
}

/** The form of a middleware of Express; node:http calls it with two arguments. */
type NodeHandler = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

const isUnder = (path: string, base: string): boolean => `${path}/`.toLowerCase().startsWith(`${base}/`.toLowerCase());

/** What is wrong with where the handler stands, if anything: the program is, not the request. */
function faultOf(incoming: Incoming, basePath: string): string | undefined {
  const { method, baseUrl = '', readableDidRead, rawBody } = incoming;
  if (!isUnder(basePath, baseUrl)) {
    return `LightAPI is mounted at ${baseUrl}, which its app does not know: new LightApi({ basePath: '${baseUrl}' }).`;
  }
  if (method === 'GET' || method === 'HEAD' || !readableDidRead || Buffer.isBuffer(rawBody)) return undefined;
  return 'The body was read before LightAPI could: mount it before express.json(), or keep the bytes in request.rawBody.';
}

function refuse(outgoing: ServerResponse, fault: Error): void {
  console.error(fault);
  outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{"detail":"internal server error"}');
}

/**
 * Makes an app a handler for Express, Fastify, node:http and all that call handlers of its form. The app must know its
 * `basePath` there, and read the body itself; otherwise the handler calls `next` with an error that says what to change,
 * or, where there is no `next`, writes that to the console and answers 500.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 * import { toNodeHandler } from 'lightapi/node';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string();
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const server = createServer(toNodeHandler(app)).listen(8000);
 * server.once('listening', () => server.close());
 * server.once('close', () => app.close());
 * ```
 */
export function toNodeHandler(app: Mountable): NodeHandler {
  const listener = getRequestListener(app.fetch);
  return async (incoming: Incoming, outgoing, next) => {
    const fault = faultOf(incoming, app.basePath);
    if (fault !== undefined) {
      const error = new Error(fault);
      return next === undefined ? refuse(outgoing, error) : next(error);
    }
    // Express takes off what led here; links and routes are of the whole address.
    incoming.url = incoming.originalUrl ?? incoming.url;
    await listener(incoming, outgoing);
  };
}
