/** An app that listens, and requests that are sent to it as they were sent: any method, any bytes. */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { LightApi } from 'lightapi';
import { type Listening, listen } from '../../src/server/node.ts';
import { type Exchange, type Headers, parseBody } from './exchange.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export class Connection {
  readonly #app: LightApi;
  readonly #agent = new Agent();
  #server: Listening | undefined;

  constructor(app: LightApi) {
    this.#app = app;
  }

  async open(): Promise<void> {
    this.#server = await listen(this.#app.fetch, { host: '127.0.0.1', port: 0 });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#server?.stop(1000);
    await this.#app.close();
  }

  async send({ method, path, headers, body, body_base64 }: Exchange['request']): Promise<Reply> {
    const bytes = body_base64 === undefined ? (body ?? '') : Buffer.from(body_base64, 'base64');
    const length = bytes.length === 0 ? {} : { 'Content-Length': Buffer.byteLength(bytes) };
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      const { hostname, port } = new URL(this.#server?.url ?? '');
      const options = { agent: this.#agent, hostname, port, path, headers: { ...headers, ...length } };
      const sent = request(options, resolve);
      // Set here, since node:http would write it in capitals.
      sent.method = method;
      sent.once('error', reject).end(bytes);
    });
    const text = Buffer.concat(await reply.toArray()).toString('utf8');
    return { status: reply.statusCode ?? 0, headers: reply.headers as Headers, body: parseBody(text) };
  }
}
