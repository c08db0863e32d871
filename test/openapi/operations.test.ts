/** Every operation answers as its document declares it, whatever it is asked. */
import fc from 'fast-check';
import { LightApi, type OpenApiDocument } from 'lightapi';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pathOf } from '../house/repository.ts';
import { serve as start } from '../house/server.ts';
import { keepLog, temporaryFolder } from '../serve.ts';
import { type Asked, type Conformity, compileConformity, operationsOf, type Placed, requestsOf } from './operation.ts';
import { credentials, ordinaryKey, routes } from './shop.ts';

const log = keepLog();
const app = new LightApi({
  database: 'sqlite:///:memory:',
  logger: log,
  bodyLimit: 1_500,
  listLimit: 2,
  loginRateLimit: { points: 1e6, duration: 60 },
}).register(routes);
const document: OpenApiDocument = await app.openapi();
const operations = operationsOf(document).map((placed) => [placed.operation.operationId, placed] as const);
let conformity: Conformity;
let known: Awaited<ReturnType<typeof credentials>>;

/** The statuses that each operation was seen to answer. */
const seen = new Map<string, Set<string>>();

type Caller = 'nobody' | 'known' | 'ordinary';

async function send(placed: Placed, { path, init }: Asked, caller: Caller = 'known'): Promise<Response> {
  const [, route = ''] = /^(\/[^/]+)/.exec(placed.path) ?? [];
  const who = { nobody: {}, known: known[route], ordinary: { 'x-api-key': ordinaryKey } };
  const response = await app.request(path, { ...init, headers: { ...init.headers, ...who[caller] } });
  const { operationId } = placed.operation;
  seen.set(operationId, (seen.get(operationId) ?? new Set()).add(String(response.status)));
  return response;
}

const post = (route: string, body: object): Promise<Response> =>
  app.request(route, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...known[route] },
    body: JSON.stringify(body),
  });

/** Keys of rows that are there. */
const keys: Readonly<Record<string, readonly unknown[]>> = {
  '/countries/{code}': ['DE', 'FR'],
  '/order-items/{id}': ['019aa9d2-6c1f-7d3e-8f52-3b7c1d2e4f60'],
};

beforeAll(async () => {
  conformity = compileConformity(document);
  known = await credentials();
  for (const title of ['SICP', 'TAOCP', 'K&R']) await post('/books', { title, price: '9.99' });
  for (const text of ['one', 'two', 'three']) await post('/notes', { text });
  for (const code of ['DE', 'FR', 'IT']) await post('/countries', { code, name: code });
  return () => app.close();
});

const callers = fc.constantFrom<Caller>('nobody', 'ordinary', 'known', 'known', 'known', 'known');

describe('the answers of an operation', () => {
  it.each(operations)(
    'of %s are those that it declares',
    async (_, placed) => {
      const requests = requestsOf(document, placed, { keys: keys[placed.path] ?? [1, 2, 3] });
      await fc.assert(
        fc.asyncProperty(requests, callers, async (asked, caller) => {
          await conformity.expectDeclared(placed, asked, await send(placed, asked, caller));
        }),
        { numRuns: 150 },
      );
      expect(log.errors).toEqual([]);
    },
    60_000,
  );

  it.each(operations.filter(([id]) => id.startsWith('create')))(
    'of %s to a body that its schema takes is no 422',
    async (_, placed) => {
      const requests = requestsOf(document, placed, { isValid: true });
      await fc.assert(
        fc.asyncProperty(requests, async (asked) => {
          const response = await send(placed, asked);
          expect([201, 403, 409, 413], `${asked.init.body}\n${await response.text()}`).toContain(response.status);
        }),
        { numRuns: 100 },
      );
    },
    60_000,
  );

  it('are among what was seen, but for failures of the server and of patience', () => {
    const statuses = new Set([...seen.values()].flatMap((each) => [...each]));
    const declared = new Set(operations.flatMap(([, { operation }]) => Object.keys(operation.responses)));
    expect([...declared].filter((status) => !statuses.has(status)).sort()).toEqual(['429', '500', '503']);
  });
});

describe('the full example', () => {
  it('answers over HTTP as its document declares', { timeout: 60_000 }, async () => {
    const env = { ...process.env, LIGHTAPI_PORT: '0', ANN_PASSWORD: 'a password', NODE_ENV: 'development' };
    const args = ['--conditions=lightapi-source', pathOf('examples/15-full-api.ts')];
    const example = await start({ node: process.execPath, args, cwd: temporaryFolder(), env });
    onTestFinished(async () => void (await example.stop()));
    const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(example.url + path, init);
    const login = JSON.stringify({ username: 'ann', password: 'a password' });
    const json = { 'content-type': 'application/json' };
    const session = await ask('/auth/login', { method: 'POST', headers: json, body: login });
    const { token } = (await session.json()) as { readonly token: string };
    const told = (await (await ask('/openapi.json')).json()) as OpenApiDocument;
    const { expectDeclared } = compileConformity(told);
    const answered = new Set<string>();
    for (const placed of operationsOf(told)) {
      const requests = fc.tuple(requestsOf(told, placed, { keys: [1, 2] }), fc.nat(5));
      for (const [{ path, init }, chance] of fc.sample(requests, 40)) {
        const authorization = chance === 0 ? 'Bearer of.no.worth' : `Bearer ${token}`;
        const response = await ask(path, { ...init, headers: { ...init.headers, authorization } });
        answered.add(`${placed.operation.operationId} ${response.status}`);
        await expectDeclared(placed, { path, init }, response);
      }
    }
    expect([...answered]).toEqual(
      expect.arrayContaining(['listProjects 200', 'createProject 201', 'createTask 422', 'logIn 429', 'getTask 401']),
    );
  });
});
