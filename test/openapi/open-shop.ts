/** The shop, with rows in it, as random callers meet it. */
import fc from 'fast-check';
import { LightApi, type OpenApiDocument } from 'lightapi';
import { expect } from 'vitest';
import { keepLog } from '../serve.ts';
import { type Asked, compileConformity, type Placed, requestsOf } from './operation.ts';
import { credentials, ordinaryKey, routes } from './shop.ts';

type Caller = 'nobody' | 'known' | 'ordinary';

const callers = fc.constantFrom<Caller>('nobody', 'ordinary', 'known', 'known', 'known', 'known');

/** Keys of rows that are there. */
const keys: Readonly<Record<string, readonly unknown[]>> = {
  '/countries/{code}': ['DE', 'FR'],
  '/order-items/{id}': ['019aa9d2-6c1f-7d3e-8f52-3b7c1d2e4f60'],
};

interface Shop {
  readonly app: LightApi;
  readonly document: OpenApiDocument;
  readonly send: (placed: Placed, asked: Asked, caller?: Caller) => Promise<Response>;
  /** Asks an operation so often, and fails where an answer is not declared. */
  readonly hold: (placed: Placed, numRuns: number) => Promise<void>;
  /** The statuses that were answered. */
  readonly seen: ReadonlySet<string>;
}

/** Opens it on an empty database. Nothing that it does is an error of its own. */
export async function openShop(database: string): Promise<Shop> {
  const log = keepLog();
  const loginRateLimit = { points: 1e6, duration: 60 };
  const app = new LightApi({ database, logger: log, bodyLimit: 1_500, listLimit: 2, loginRateLimit }).register(routes);
  const document = await app.openapi();
  const conformity = compileConformity(document);
  const known = await credentials();
  const seen = new Set<string>();
  const send: Shop['send'] = async (placed, { path, init }, caller = 'known') => {
    const [, route = ''] = /^(\/[^/]+)/.exec(placed.path) ?? [];
    const who = { nobody: {}, known: known[route], ordinary: { 'x-api-key': ordinaryKey } };
    const response = await app.request(path, { ...init, headers: { ...init.headers, ...who[caller] } });
    seen.add(String(response.status));
    return response;
  };
  const post = async (route: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', ...known[route] };
    const { status } = await app.request(route, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(status).toBe(201);
  };
  for (const title of ['SICP', 'TAOCP', 'K&R']) await post('/books', { title, price: '9.99' });
  for (const text of ['one', 'two', 'three']) await post('/notes', { text });
  for (const code of ['DE', 'FR', 'IT']) await post('/countries', { code, name: code });
  const hold: Shop['hold'] = async (placed, numRuns) => {
    const requests = requestsOf(document, placed, { keys: keys[placed.path] ?? [1, 2, 3] });
    const answers = fc.asyncProperty(requests, callers, async (asked, caller) => {
      await conformity.expectDeclared(placed, asked, await send(placed, asked, caller));
    });
    await fc.assert(answers, { numRuns });
    expect(log.errors).toEqual([]);
  };
  return { app, document, send, hold, seen };
}
