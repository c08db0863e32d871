/** Every operation answers as its document declares it, whatever it is asked. */
import fc from 'fast-check';
import { JWTAuthentication, type OpenApiDocument } from 'lightapi';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { serveFile } from '../config/configured.ts';
import { pathOf } from '../house/repository.ts';
import { serve as start } from '../house/server.ts';
import { temporaryFolder } from '../serve.ts';
import { openShop } from './open-shop.ts';
import { compileConformity, operationsOf, requestsOf } from './operation.ts';
import { complaintsOf } from './validators.ts';

const { app, document, send, hold, seen } = await openShop('sqlite:///:memory:');
const operations = operationsOf(document).map((placed) => [placed.operation.operationId, placed] as const);

afterAll(() => app.close());

describe('the answers of an operation', { timeout: 60_000 }, () => {
  it.each(operations)('of %s are those that it declares', (_, placed) => hold(placed, 150));

  it.each(operations.filter(([id]) => id.startsWith('create')))(
    'of %s to a body that its schema takes is no 422',
    async (_, placed) => {
      const requests = requestsOf(document, placed, { isValid: true });
      const answers = fc.asyncProperty(requests, async (asked) => {
        const response = await send(placed, asked);
        expect([201, 403, 409, 413], `${asked.init.body}\n${await response.text()}`).toContain(response.status);
      });
      await fc.assert(answers, { numRuns: 100 });
    },
  );

  it('are among what was seen, but for failures of the server and of patience', () => {
    const declared = new Set(operations.flatMap(([, { operation }]) => Object.keys(operation.responses)));
    expect([...declared].filter((status) => !seen.has(status)).sort()).toEqual(['429', '500', '503']);
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
    expect(await complaintsOf(told)).toEqual([]);
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

describe('an app that is a YAML file', { timeout: 60_000 }, () => {
  const secret = 'thirty-two characters of a secret';
  const files = ['test/config/readme.yaml', 'test/transcripts/yamlapp.yaml', 'templates/yaml/lightapi.yaml'];

  it.each(files)('answers as its document declares: %s', async (file) => {
    vi.stubEnv('LIGHTAPI_JWT_SECRET', secret);
    vi.stubEnv('DATABASE_URL', 'sqlite:///:memory:');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { app: made, log } = await serveFile(pathOf(file));
    const told = await made.openapi();
    expect(await complaintsOf(told)).toEqual([]);
    const { expectDeclared } = compileConformity(told);
    const authorization = `Bearer ${await new JWTAuthentication({ secret }).sign({ sub: 'ann' })}`;
    for (const placed of operationsOf(told)) {
      const requests = fc.tuple(requestsOf(told, placed, { keys: [1, 2] }), fc.nat(5));
      for (const [{ path, init }, chance] of fc.sample(requests, 30)) {
        const headers = chance === 0 ? init.headers : { ...init.headers, authorization };
        await expectDeclared(placed, { path, init }, await made.request(path, { ...init, headers }));
      }
    }
    expect(log.errors).toEqual([]);
  });
});
