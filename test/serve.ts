/** What most tests start with: an app in memory, and requests that speak JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type EndpointClass, LightApi, type LightApiOptions, type Logger } from 'lightapi';
import { expect, onTestFinished } from 'vitest';
import { freshDatabase } from './servers.ts';

/** A row as JSON, as every endpoint gives it. */
export interface JsonRow {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** What any reply may hold. */
export interface Body extends JsonRow {
  readonly detail: unknown;
  readonly results: readonly JsonRow[];
  readonly next: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; `undefined` where it is empty. */
  readonly body: Body;
}

export interface Api {
  readonly app: LightApi;
  readonly send: (method: string, path: string, init?: RequestInit) => Promise<Reply>;
  readonly get: (path: string) => Promise<Reply>;
  readonly post: (path: string, body: unknown) => Promise<Reply>;
  readonly put: (path: string, body: unknown) => Promise<Reply>;
  readonly patch: (path: string, body: unknown) => Promise<Reply>;
  readonly delete: (path: string) => Promise<Reply>;
}

export type Routes = Readonly<Record<`/${string}`, EndpointClass>>;

/** A logger that keeps what it is told. */
export interface Log extends Logger {
  readonly lines: string[];
  readonly errors: unknown[];
}

export function keepLog(): Log {
  const lines: string[] = [];
  const errors: unknown[] = [];
  return {
    lines,
    errors,
    info: (message) => lines.push(message),
    warn: (message) => lines.push(message),
    error: (error, message) => {
      errors.push(error);
      lines.push(message);
    },
  };
}

export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: (text === '' ? undefined : JSON.parse(text)) as Body };
}

/** JSON text as it is, so that a test can send what `JSON.stringify` can't say. */
export const raw = (text: string): { readonly raw: string } => ({ raw: text });

const textOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'raw' in body ? String(body.raw) : JSON.stringify(body);

/** Speaks JSON with an app, in-process. */
export function speak(app: LightApi): Api {
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Reply> =>
    readReply(await app.request(path, { ...init, method }));
  const sending =
    (method: string) =>
    (path: string, body: unknown): Promise<Reply> =>
      send(method, path, { headers: { 'content-type': 'application/json' }, body: textOf(body) });
  return {
    app,
    send,
    get: (path) => send('GET', path),
    post: sending('POST'),
    put: sending('PUT'),
    patch: sending('PATCH'),
    delete: (path) => send('DELETE', path),
  };
}

/** An app, in memory unless the options say otherwise, that is closed when the test ends. */
export async function serve(routes: Routes, options: LightApiOptions = {}): Promise<Api> {
  const database = 'database' in options ? options.database : await freshDatabase();
  const app = new LightApi({ logger: keepLog(), ...options, ...(database !== undefined && { database }) });
  onTestFinished(() => app.close());
  app.register(routes);
  await app.build();
  return speak(app);
}

/** The `ConfigurationError` that a start ends with. */
export async function mistakesOf(routes: Routes, options: LightApiOptions = {}): Promise<ConfigurationError> {
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), ...options });
  onTestFinished(() => app.close());
  const error: unknown = await app
    .register(routes)
    .build()
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigurationError);
  return error as ConfigurationError;
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a database file in a folder of its own. */
export const temporaryFile = (): string => join(temporaryFolder(), 'test.db');

/** A clock that goes on by a second with every look. */
export function tickingClock(start = '2026-11-22T05:15:20.000Z'): () => Date {
  let next = Date.parse(start);
  return () => {
    next += 1000;
    return new Date(next);
  };
}
