/** The recorded quick start of the Python original, replayed in order over HTTP against a fresh server. */
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { field, LightApi, RestEndpoint } from 'lightapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/server/node.ts';
import { tickingClock } from '../serve.ts';
import { type Exchange, type Expectation, Ledger, parseBody } from './ledger.ts';
import { differences } from './quickstart.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
  author = field.string({ minLength: 1 });
}

const exchanges = readFileSync(new URL('quickstart.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Exchange);

const app = new LightApi({ database: 'sqlite:///:memory:', clock: tickingClock() }).register({
  '/books': BookEndpoint,
});
const agent = new Agent();
const ledger = new Ledger();
let server: Listening;

beforeAll(async () => {
  server = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  agent.destroy();
  await server.stop(1000);
  await app.close();
});

/** Sends a recorded request as it was sent, with our ids and versions; a method that is none as well. */
async function send(exchange: Exchange): Promise<Expectation> {
  const { method, headers, body_base64 } = exchange.request;
  const { path, body } = ledger.translateRequest(exchange);
  const bytes = body_base64 === undefined ? (body ?? '') : Buffer.from(body_base64, 'base64');
  const length = bytes.length === 0 ? {} : { 'Content-Length': Buffer.byteLength(bytes) };
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ agent, hostname, port, path, headers: { ...headers, ...length } }, resolve);
    // Set here, since node:http would write it in capitals.
    sent.method = method;
    sent.once('error', reject).end(bytes);
  });
  const chunks = await reply.toArray();
  return { status: reply.statusCode ?? 0, body: parseBody(Buffer.concat(chunks).toString('utf8')) };
}

const difference = (name: string) => differences.find(({ names }) => names.includes(name));

describe('the recorded quick start', () => {
  for (const exchange of exchanges) {
    const meant = difference(exchange.name);
    it(`${exchange.name}: ${meant === undefined ? 'as recorded' : meant.because}`, async () => {
      const recorded = ledger.translateReply(exchange);
      const actual = await send(exchange);
      const resolve = ({ status, body }: Expectation) => ({ status, body: ledger.resolve(body, actual.body) });
      const asRecorded = resolve(recorded);
      const ended = meant === undefined ? asRecorded : resolve(ledger.applyDifference(recorded, meant));
      ledger.enter(exchange, ended);
      expect(actual).toEqual(ended);
      if (meant !== undefined) expect(actual, 'the table names a difference that is none').not.toEqual(asRecorded);
    });
  }

  it('the table names no exchange that was not recorded, and none twice', () => {
    const names = differences.flatMap((entry) => entry.names);
    expect(names.filter((name) => !exchanges.some((exchange) => exchange.name === name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
