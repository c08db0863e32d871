/** One call: its address and headers, its answer or its error, and the next try where that may help. */
import { ApiError, NetworkError, TimeoutError, toApiError } from './errors.ts';

/** What may come later. */
type Awaitable<T> = T | Promise<T>;
/** A value, or what gives it for each request. */
type Given<T> = T | (() => Awaitable<T>);

/** How often, and how soon, what failed is tried again. */
export interface Retry {
  /** How many times more, at most. */
  readonly times: number;
  /** Milliseconds before the first; each further one may wait twice as long, less a random part. Default 250. */
  readonly delay?: number;
  /** Milliseconds that a wait may take; where `Retry-After` says longer, there is no further try. Default 10,000. */
  readonly maxDelay?: number;
}

/** What one call can say for itself. */
export interface CallOptions {
  /** Ends the call: it is rejected with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that an answer may take, each try for itself. Default 30,000. */
  readonly timeout?: number | undefined;
  readonly retry?: number | Retry | undefined;
  /** Further headers; those of the call stand over those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further parameters of the query, for filter backends and overrides of your own. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** How a client calls. */
export interface ClientOptions extends Pick<CallOptions, 'timeout' | 'retry'> {
  /** A JSON Web Token, or what gives one for each request; none: `undefined`. */
  readonly token?: Given<string | undefined> | undefined;
  /** The name and password of Basic authentication. */
  readonly basic?: Credentials | undefined;
  /** An API key, sent as `X-API-Key`; one of another header goes into `headers`. */
  readonly apiKey?: Given<string | undefined> | undefined;
  /** Headers of every request. */
  readonly headers?: Given<Readonly<Record<string, string>>> | undefined;
  /** What sends a request: `app.fetch` calls an app in this process. Default: the runtime's `fetch`. */
  readonly fetch?: ((request: Request) => Awaitable<Response>) | undefined;
  /** Where the login routes are. Default `'/auth'`. */
  readonly authPath?: string | undefined;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Call extends CallOptions {
  readonly query?: object | undefined;
  readonly body?: unknown;
  /** Whether the credentials of the client are sent. */
  readonly anonymous?: boolean;
}

/** What was answered: the body as JSON, `undefined` where it is empty. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the types of a client say what it is
  readonly body: any;
  readonly headers: Headers;
}

export type Send = (method: string, path: string, call?: Call) => Promise<Answer>;

/** A part of a path. Throws `TypeError` for what would make it another path: nothing, `.` and `..`. */
export function part(value: unknown): string {
  const text = String(value);
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`"${text}" is no id and no part of a route`);
  return encodeURIComponent(text);
}

/** The text of a parameter. Throws `TypeError` for what a comma list can not hold, and for `null`. */
function parameter(name: string, value: unknown): string {
  if (value === null) throw new TypeError(`${name} is null: ask for ${name}__isnull: true`);
  if (Array.isArray(value)) {
    const parts = value.map((each) => parameter(name, each));
    if (parts.some((each) => each.includes(','))) throw new TypeError(`a value of ${name} holds a comma`);
    return parts.join();
  }
  return value instanceof Date ? value.toISOString() : String(value);
}

/** The address of a call: what is `undefined` is not asked for. */
function addressOf(base: string, path: string, { query, params }: Call): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...params })) {
    if (value !== undefined) asked.set(name, parameter(name, value));
  }
  return base + path + (asked.size > 0 ? `?${asked}` : '');
}

const give = <T>(given: Given<T>): Awaitable<T> =>
  typeof given === 'function' ? (given as () => Awaitable<T>)() : given;

/** In UTF-8, as the server reads it. */
const basicOf = ({ username, password }: Credentials): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)));

async function headersOf(options: ClientOptions, call: Call): Promise<Headers> {
  const headers = new Headers({ accept: 'application/json', ...(await give(options.headers)) });
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  if (!call.anonymous) {
    const token = await give(options.token);
    const key = await give(options.apiKey);
    if (options.basic) headers.set('authorization', `Basic ${basicOf(options.basic)}`);
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (key) headers.set('x-api-key', key);
  }
  for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value);
  return headers;
}

/** Sends a request and reads its answer. Throws `ApiError`, `NetworkError`, and the reason of the signal. */
async function attempt(request: Request, { call, fetch, limit, signal }: Attempt): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await (fetch ?? globalThis.fetch)(request);
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    throw limit.aborted
      ? new TimeoutError(`${call}: no answer in time`, { cause })
      : new NetworkError(`${call}: no answer`, { cause });
  }
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    if (response.ok) throw new NetworkError(`${call}: the answer is no JSON`, { cause });
  }
  if (!response.ok) throw toApiError({ call, response, body });
  return { body, headers: response.headers };
}

interface Attempt extends Pick<ClientOptions, 'fetch'>, Pick<CallOptions, 'signal'> {
  readonly call: string;
  readonly limit: AbortSignal;
}

/** Twice is the same as once. */
const idempotent = ['GET', 'PUT', 'DELETE'];
const passing = [429, 502, 503, 504];

/** Milliseconds until the next try, or `undefined` where there is none: what is refused by 429 was not done at all. */
function waitFor(
  error: unknown,
  method: string,
  { done, times, delay = 250, maxDelay = 10_000 }: Retry & { readonly done: number },
): number | undefined {
  const { status, retryAfter = 0 } =
    error instanceof ApiError ? error : { status: error instanceof NetworkError ? 503 : 0 };
  const mayPass = status === 429 || (idempotent.includes(method) && passing.includes(status));
  if (done >= times || !mayPass || retryAfter * 1000 > maxDelay) return undefined;
  return Math.max(retryAfter * 1000, Math.random() * Math.min(maxDelay, delay * 2 ** done));
}

/** Waits; an aborted signal ends that with its reason. */
const sleep = (wait: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, wait);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });

/** What sends the calls of a client. */
export function compileSend(base: string, options: ClientOptions): Send {
  return async (method, path, call = {}) => {
    const { signal, timeout = options.timeout ?? 30_000, retry = options.retry ?? 0 } = call;
    const rules = typeof retry === 'number' ? { times: retry } : retry;
    const address = addressOf(base, path, call);
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    for (let done = 0; ; done += 1) {
      const headers = await headersOf(options, call);
      signal?.throwIfAborted();
      const limit = AbortSignal.timeout(timeout);
      const either = signal ? AbortSignal.any([signal, limit]) : limit;
      const request = new Request(address, { method, headers, body, signal: either });
      try {
        return await attempt(request, { call: `${method} ${path}`, fetch: options.fetch, limit, signal });
      } catch (error) {
        // What an earlier try removed is not there any more.
        if (done > 0 && method === 'DELETE' && error instanceof ApiError && error.status === 404)
          return { body: undefined, headers };
        const wait = waitFor(error, method, { ...rules, done });
        if (wait === undefined) throw error;
        await sleep(wait, signal);
      }
    }
  };
}
