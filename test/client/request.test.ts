/** One call: what it sends, how long it waits, and when it is tried again. */
import { ApiError, type ClientOptions, createClient, NetworkError, TimeoutError } from 'lightapi/client';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  // In this order: a spy on a fake timer would bring that back.
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Step = number | Error | [status: number, headers: Record<string, string>];

/** A server that answers one step after the other, the last for good; it keeps what it was asked. */
function scripted(steps: readonly Step[], options: ClientOptions = {}) {
  const asked: Request[] = [];
  const fetch = (request: Request): Response => {
    const step = steps[Math.min(asked.length, steps.length - 1)] ?? 200;
    asked.push(request);
    if (step instanceof Error) throw step;
    const [status, headers] = typeof step === 'number' ? [step, {}] : step;
    return status === 204 ? new Response(null, { status }) : Response.json({ results: [] }, { status, headers });
  };
  const api = createClient('http://localhost', { fetch, ...options }).$at('/books');
  return { api, asked };
}

const gone = new TypeError('fetch failed');
const soon = { delay: 0 };

describe('a call', () => {
  it('says who calls, by what is given at that moment', async () => {
    let count = 0;
    const { api, asked } = scripted([200], {
      token: async () => `t${++count}`,
      apiKey: 'k',
      headers: () => ({ 'x-tenant': 'acme', 'x-other': 'client' }),
    });
    await api.list();
    await api.create({ title: 'x' }, { headers: { 'x-other': 'call' } });
    const [first, second] = asked.map(({ headers }) => Object.fromEntries(headers));
    expect(first).toEqual({
      accept: 'application/json',
      authorization: 'Bearer t1',
      'x-api-key': 'k',
      'x-tenant': 'acme',
      'x-other': 'client',
    });
    expect(second).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer t2', 'x-other': 'call' });
  });

  it('that logs in says nothing of who called before', async () => {
    const asked: Request[] = [];
    const fetch = (request: Request): Response => {
      asked.push(request);
      return Response.json({ token: 't', user: { sub: 'ann' } });
    };
    const api = createClient('http://localhost', { fetch, token: 'old', apiKey: 'k', authPath: '/accounts' });
    await api.$login({ username: 'ann', password: 'x' });
    const [request] = asked;
    expect(request?.url).toBe('http://localhost/accounts/login');
    expect([...(request?.headers.keys() ?? [])]).toEqual(['accept', 'content-type']);
  });

  it('fails with what its token fails with', async () => {
    const { api, asked } = scripted([200], { token: () => Promise.reject(new Error('logged out')), retry: 3 });
    await expect(api.list()).rejects.toThrow('logged out');
    expect(asked).toEqual([]);
  });

  it('takes further parameters', async () => {
    const { api, asked } = scripted([200]);
    await api.list({ a: 1 }, { params: { cheap: true, tags: ['x', 'y'], no: undefined } });
    expect(asked.map(({ url }) => url)).toEqual(['http://localhost/books?a=1&cheap=true&tags=x%2Cy']);
  });
});

describe('a further try', () => {
  it('is made of nothing unless it is asked for', async () => {
    const { api, asked } = scripted([503, 200]);
    await expect(api.list()).rejects.toThrow(ApiError);
    expect(asked).toHaveLength(1);
  });

  it.each([429, 502, 503, 504, gone])('follows %s, until it is answered', async (step) => {
    const { api, asked } = scripted([step, step, 200], { retry: { times: 2, ...soon } });
    await api.list();
    expect(asked).toHaveLength(3);
  });

  it('is one of so many', async () => {
    const { api, asked } = scripted([503], { retry: { times: 2, ...soon } });
    await expect(api.list()).rejects.toMatchObject({ status: 503 });
    expect(asked).toHaveLength(3);
    await expect(api.list({}, { retry: 0 })).rejects.toMatchObject({ status: 503 });
    expect(asked).toHaveLength(4);
  });

  it.each([400, 401, 404, 409, 422, 500])('does not follow %i, which would be the same again', async (status) => {
    const { api, asked } = scripted([status], { retry: { times: 2, ...soon } });
    await expect(api.list()).rejects.toMatchObject({ status });
    expect(asked).toHaveLength(1);
  });

  it('is made of PUT and DELETE, and of POST and PATCH only where nothing can have happened', async () => {
    const retry = { times: 1, ...soon };
    const replaced = scripted([503, 200], { retry });
    await replaced.api.replace(1, {});
    const removed = scripted([gone, 204], { retry });
    await removed.api.delete(1);
    expect([replaced.asked.length, removed.asked.length]).toEqual([2, 2]);
    for (const step of [503, gone]) {
      const { api, asked } = scripted([step], { retry });
      await expect(api.create({})).rejects.toThrow();
      await expect(api.update(1, {})).rejects.toThrow();
      expect(asked).toHaveLength(2);
    }
    const limited = scripted([429, 200], { retry });
    await limited.api.create({ title: 'x' });
    expect(await limited.asked[1]?.json()).toEqual({ title: 'x' });
  });

  it('of a DELETE that finds nothing was done by the first', async () => {
    const { api } = scripted([gone, 404], { retry: { times: 1, ...soon } });
    await expect(api.delete(1)).resolves.toBeUndefined();
    await expect(scripted([404], { retry: 1 }).api.delete(1)).rejects.toMatchObject({ status: 404 });
  });

  it('waits twice as long each time, up to a bound, less a random part', async () => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const { api } = scripted([503], { retry: { times: 4, delay: 100, maxDelay: 300 } });
    const call = api.list().catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await call).toBeInstanceOf(ApiError);
    expect(waits.mock.calls.map(([, wait]) => wait)).toEqual([50, 100, 150, 150]);
  });

  it('waits as long as Retry-After says, and is not made where that is too long', async () => {
    vi.useFakeTimers();
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const { api, asked } = scripted(
      [
        [503, { 'retry-after': '7' }],
        [429, { 'retry-after': '11' }],
      ],
      { retry: 5 },
    );
    const call = api.list().catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await call).toMatchObject({ status: 429, retryAfter: 11 });
    expect(waits.mock.calls.map(([, wait]) => wait)).toEqual([7000]);
    expect(asked).toHaveLength(2);
  });
});

describe('a call ends', () => {
  /** A server that never answers. */
  const silent = ({ signal }: Request): Promise<Response> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('with the reason of its signal, before it begins and while it waits', async () => {
    const reason = new Error('the user left');
    const { api, asked } = scripted([200]);
    await expect(api.list({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(asked).toEqual([]);

    const waiting = new AbortController();
    const leaving = (request: Request): Promise<Response> => {
      setImmediate(() => waiting.abort(reason));
      return silent(request);
    };
    const call = createClient('http://localhost', { fetch: leaving }).$at('/books');
    await expect(call.list({}, { signal: waiting.signal })).rejects.toBe(reason);
  });

  it.each(['while', 'after'])('with the reason of its signal between two tries, %s the first fails', async (when) => {
    const reason = new Error('the user left');
    const between = new AbortController();
    const failing = (): Response => {
      if (when === 'while') between.abort(reason);
      else setImmediate(() => setImmediate(() => between.abort(reason)));
      return new Response('', { status: 503 });
    };
    const retry = { times: 3, delay: 3_600_000, maxDelay: 3_600_000 };
    const tried = createClient('http://localhost', { fetch: failing, retry }).$at('/books');
    await expect(tried.list({}, { signal: between.signal })).rejects.toBe(reason);
  });

  it('when the time for an answer is over', async () => {
    const api = createClient('http://localhost', { fetch: silent, timeout: 1 }).$at('/books');
    const error: unknown = await api.list().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ message: 'GET /books: no answer in time' });
  });
});
