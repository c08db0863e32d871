/** A small app behind the guards of a declaration, and the tokens and headers that its tests send. */
import { Hono } from 'hono';
import type { Authentication } from '../../src/auth/authentication.ts';
import { compileGuard } from '../../src/auth/authentication.ts';
import { checkAuthentication } from '../../src/auth/check.ts';
import type { CredentialValidator } from '../../src/auth/credentials.ts';
import { replyToErrors } from '../../src/middleware/errors.ts';
import { type Verb, verbs } from '../../src/model.ts';
import { keepLog, type Log } from '../serve.ts';

/** 32 bytes and a few more. */
export const secret = 'kitchen-secret-kitchen-secret-32b';

export interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly retryAfter: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of the body
  readonly body: any;
}

export interface Guarded {
  readonly log: Log;
  readonly send: (verb: string, headers?: Record<string, string>) => Promise<Answer>;
}

/** Answers `{"user": …}` where the guard lets a request through. */
export function guarded(authentication: Authentication, loginValidator?: CredentialValidator): Guarded {
  const log = keepLog();
  const guards = new Map(verbs.map((verb) => [verb, compileGuard(authentication, verb, loginValidator)]));
  const app = new Hono();
  app.onError(replyToErrors(log));
  app.all('/things', async (c) => {
    await guards.get((c.req.method === 'HEAD' ? 'GET' : c.req.method) as Verb)?.(c);
    const [user = null, apiKey] = ['user', 'apiKey'].map((key) => c.get(key as never) as unknown);
    return c.json({ user, apiKey });
  });
  const send = async (verb: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const reply = await app.request('/things', { method: verb, headers });
    const text = await reply.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const { status, headers: said } = reply;
    return { status, challenge: said.get('www-authenticate'), retryAfter: said.get('retry-after') ?? undefined, body };
  };
  return { log, send };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export const basic = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

/** What is wrong with a declaration. */
export function mistakes(authentication: unknown, loginValidator?: CredentialValidator): readonly string[] {
  const found: string[] = [];
  checkAuthentication(authentication, (_, problem) => found.push(problem), loginValidator);
  return found;
}

export const unauthorized = 'Authentication credentials invalid.';
export const forbidden = 'You do not have permission to perform this action.';
