import { type Context, Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notFound } from '../../src/errors.ts';
import { json } from '../../src/http/reply.ts';
import { compileClientAddress } from '../../src/middleware/client-address.ts';
import { replyToErrors } from '../../src/middleware/errors.ts';
import { checkRateLimit, compileRateLimit, type RateLimitOption } from '../../src/middleware/rate-limit.ts';
import { withUsage } from '../../src/middleware/usage.ts';
import type { Verb } from '../../src/model.ts';
import { keepLog } from '../serve.ts';
import { complaints } from './onion.ts';
import { from } from './peer.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T05:15:20Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Caller {
  readonly user?: unknown;
  readonly apiKey?: string;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Statuses and replies of an endpoint with a limit; `/missing` is a 404 of it. */
function limited(option: RateLimitOption, trustedProxies: readonly string[] = []) {
  const limits = compileRateLimit(option, { name: '/books', clientAddress: compileClientAddress(trustedProxies) });
  const hono = new Hono<{ Bindings: { caller: Caller } }>();
  hono.onError(replyToErrors(keepLog()));
  const answer = async (c: Context): Promise<Response> => {
    const { user, apiKey } = c.env.caller;
    c.set('user', user);
    c.set('apiKey', apiKey);
    const limit = limits.get((c.req.method === 'HEAD' ? 'GET' : c.req.method) as Verb);
    await (limit?.before ?? limit?.after)?.(c);
    if (c.req.path === '/missing') throw notFound();
    return withUsage(c, json({ results: [] }));
  };
  hono.all('*', answer);
  const send = async (method = 'GET', caller: Caller = {}, path = '/books'): Promise<Response> => {
    const { address = '203.0.113.9', headers = {} } = caller;
    return hono.request(path, { method, headers }, { ...from(address), caller });
  };
  const statuses = async (...calls: Parameters<typeof send>[]): Promise<readonly number[]> => {
    const all: number[] = [];
    for (const call of calls) all.push((await send(...call)).status);
    return all;
  };
  return { send, statuses };
}

const limitHeaders = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => /^ratelimit-|^retry-after$/.test(name)));

describe('a limit', () => {
  it('answers what is one too many with 429, and what is left of the window', async () => {
    const { send } = limited({ points: 2, duration: 60 });
    await send();
    await send();
    vi.advanceTimersByTime(12_000);
    const reply = await send();
    expect([reply.status, await reply.json()]).toEqual([
      429,
      { error: 'rate_limit_exceeded', detail: 'Too many requests. Please try again later.' },
    ]);
    expect(limitHeaders(reply)).toEqual({
      'retry-after': '48',
      'ratelimit-limit': '2',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '48',
    });
    vi.advanceTimersByTime(48_000);
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['/books', 200],
    ['/missing', 404],
  ])('says on every reply what is left (%s)', async (path, status) => {
    const reply = await limited({ points: 5, duration: 60 }).send('GET', {}, path);
    expect([reply.status, limitHeaders(reply)]).toEqual([
      status,
      { 'ratelimit-limit': '5', 'ratelimit-remaining': '4', 'ratelimit-reset': '60' },
    ]);
  });

  it('is on all verbs together, HEAD too, OPTIONS never', async () => {
    const { statuses } = limited({ points: 3, duration: 60 });
    expect(await statuses(['GET'], ['OPTIONS'], ['HEAD'], ['POST'], ['DELETE'], ['OPTIONS'])).toEqual([
      200, 200, 200, 200, 429, 200,
    ]);
  });

  it('can be on some verbs, together', async () => {
    const { statuses } = limited({ points: 1, duration: 60, verbs: ['POST', 'PUT'] });
    expect(await statuses(['GET'], ['POST'], ['GET'], ['PUT'], ['PATCH'])).toEqual([200, 200, 200, 429, 200]);
  });

  it('can be another for each verb', async () => {
    const { statuses } = limited({ GET: { points: 2, duration: 60 }, POST: { points: 1, duration: 60 } });
    expect(await statuses(['GET'], ['POST'], ['HEAD'], ['POST'], ['GET'], ['PUT'])).toEqual([
      200, 200, 200, 429, 429, 200,
    ]);
  });
});

describe('a client', () => {
  const one = { points: 1, duration: 60 };

  it('is counted by its address', async () => {
    const { statuses } = limited(one);
    expect(await statuses(['GET'], ['GET', { address: '203.0.113.10' }], ['GET'])).toEqual([200, 200, 429]);
  });

  it('S12: gets no fresh count by what it forwards', async () => {
    const { statuses } = limited(one, ['10.0.0.0/8']);
    const claiming = (address: string): Caller => ({ headers: { 'x-forwarded-for': address } });
    expect(await statuses(['GET', claiming('9.9.9.9')], ['GET', claiming('9.9.9.8')])).toEqual([200, 429]);
  });

  it('S12: is told apart from others behind a trusted proxy', async () => {
    const { statuses } = limited(one, ['10.0.0.0/8']);
    const behind = (address: string): Caller => ({ address: '10.0.0.1', headers: { 'x-forwarded-for': address } });
    const calls = ['198.51.100.1', '198.51.100.2', '9.9.9.9, 198.51.100.1'].map(
      (address) => ['GET', behind(address)] as const,
    );
    expect(await statuses(...calls.map(([method, caller]): [string, Caller] => [method, caller]))).toEqual([
      200, 200, 429,
    ]);
  });

  it('gets no fresh count by another address of its IPv6 network', async () => {
    const { statuses } = limited(one);
    const by = (address: string): [string, Caller] => ['GET', { address }];
    expect(await statuses(by('2001:db8::1'), by('2001:db8::2'), by('2001:db8:0:1::1'))).toEqual([200, 429, 200]);
  });
});

describe('a user', () => {
  const { statuses: byUser } = limited({ points: 1, duration: 60, by: 'user' });
  const as = (user: unknown, address?: string): [string, Caller] => ['GET', { user, ...(address && { address }) }];

  it.each([
    ['sub', { sub: 'ada', exp: 1 }, { sub: 'ada', exp: 2 }, { sub: 'bob', exp: 1 }],
    ['id', { id: 1, name: 'x' }, { id: 1, name: 'y' }, { id: 2, name: 'x' }],
    ['username', { username: 'u1' }, { username: 'u1' }, { username: 'u2' }],
    ['itself', 'eve', 'eve', 'mallory'],
  ])('is counted by its %s, wherever it comes from', async (_, user, again, other) => {
    expect(await byUser(as(user), as(again, '198.51.100.7'), as(other))).toEqual([200, 429, 200]);
  });

  it('that is nobody, or has no name, is counted by its address', async () => {
    expect(await byUser(as(undefined, '192.0.2.1'), as({ role: 'x' }, '192.0.2.1'), as(null, '192.0.2.2'))).toEqual([
      200, 429, 200,
    ]);
  });

  it('can not be named as an address is', async () => {
    expect(await byUser(as(undefined, '192.0.2.3'), as('client:192.0.2.3'), as('192.0.2.3'))).toEqual([200, 200, 200]);
  });
});

describe('a key', () => {
  it('is counted once it is verified, and never by its header', async () => {
    const { statuses } = limited({ points: 1, duration: 60, by: 'key' });
    const invented = (key: string): [string, Caller] => ['GET', { headers: { 'x-api-key': key } }];
    expect(await statuses(['GET', { apiKey: 'k1' }], ['GET', { apiKey: 'k1' }], ['GET', { apiKey: 'k2' }])).toEqual([
      200, 429, 200,
    ]);
    expect(await statuses(invented('a'), invented('b'))).toEqual([200, 429]);
  });

  it('can be what a function says', async () => {
    const by = (c: Context): string => c.req.header('x-tenant') ?? 'none';
    const { statuses } = limited({ points: 1, duration: 60, by });
    const of = (tenant: string): [string, Caller] => ['GET', { headers: { 'x-tenant': tenant } }];
    expect(await statuses(of('a'), of('b'), of('a'))).toEqual([200, 200, 429]);
  });
});

describe('a declaration', () => {
  const mistakes = (option: unknown): readonly string[] => complaints((complain) => checkRateLimit(option, complain));
  const one = { points: 1, duration: 60 };

  it.each([
    one,
    { ...one, by: 'user', verbs: ['POST'], store: () => ({}) },
    { ...one, by: () => 'x' },
    { GET: one, POST: { ...one, by: 'key' } },
  ])('is right (%o)', (option) => {
    expect(mistakes(option)).toEqual([]);
  });

  it.each([
    [{ ...one, points: 0 }, 'points is 0. Give a whole number above 0.'],
    [{ ...one, points: 1.5 }, 'points is 1.5. Give a whole number above 0.'],
    [{ points: 1 }, 'duration is undefined. Give whole seconds, from 1 to 2147483.'],
    [{ ...one, duration: 2_147_484 }, 'duration is 2147484. Give whole seconds, from 1 to 2147483.'],
    [{ ...one, by: 'ip' }, `by is "ip". Give 'client', 'user', 'key', or a function of the request's context.`],
    [{ ...one, verbs: ['HEAD'] }, 'verbs is ["HEAD"]. Give a list of GET, POST, PUT, PATCH, DELETE.'],
    [{ ...one, verbs: [] }, 'verbs is []. Give a list of GET, POST, PUT, PATCH, DELETE.'],
    [{ ...one, store: 'redis' }, 'store is no store. Give redisStore(client), or a function that makes a limiter.'],
    [{ ...one, window: 1 }, '"window" is no option.'],
    [{ GET: { ...one, points: '5' } }, 'GET.points is 5. Give a whole number above 0.'],
    [{ GET: { ...one, verbs: ['GET'] } }, '"verbs" is no option.'],
    [{ GET: 5 }, 'GET is no limit. Give { points, duration }.'],
    [{ BREW: one }, '"BREW" is no option.'],
    [{}, 'it limits nothing. Give { points, duration }, or one of these for each verb.'],
    [100, 'it limits nothing. Give { points, duration }, or one of these for each verb.'],
  ])('is wrong (%o)', (option, problem) => {
    expect(mistakes(option)).toEqual([expect.stringContaining(problem)]);
  });
});
