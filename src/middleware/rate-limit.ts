/** How often a client, a user or a key may call an endpoint. */
import type { Context } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import { type Verb, verbs } from '../model.ts';
import { addressBlock, type ClientAddress } from './client-address.ts';
import type { Logger } from './errors.ts';
import { createLimiter, type RateLimitStore } from './limiter.ts';
import { noteUsage, tooManyRequests } from './usage.ts';

/** Who shares a count: `client` by address, `user` and `key` by who is authenticated, or what a function says. */
type RateLimitBy = 'client' | 'user' | 'key' | ((c: Context) => string);

export interface RateLimit {
  /** The requests that are answered in a window. */
  points: number;
  /** The window, in seconds, from the first request on. */
  duration: number;
  /** Default `client`. Who is not authenticated is counted by address. */
  by?: RateLimitBy;
  /** The verbs that count, together. Default: all. */
  verbs?: readonly Verb[];
  /** Where to count. Default: the app's Redis, otherwise the memory of this process. */
  store?: RateLimitStore;
}

/** One limit for an endpoint, or one for each verb that is named. */
export type RateLimitOption = RateLimit | Readonly<Partial<Record<Verb, Omit<RateLimit, 'verbs'>>>>;

/** What limits stand on. */
interface RateLimitContext {
  /** Names the counts: the endpoint's route. */
  readonly name: string;
  readonly clientAddress: ClientAddress;
  readonly logger?: Pick<Logger, 'error'>;
  /** Where to count where a limit does not say it. Default: the memory of this process. */
  readonly store?: RateLimitStore | undefined;
}

/** Counts a request, and throws `RequestError` (429) where it is one too many. */
type RateLimitGuard = (c: Context) => Awaitable<void>;

/** The limit of a verb: clients are counted before they are authenticated, so that guessing passwords counts, too. */
interface VerbLimit {
  readonly before?: RateLimitGuard;
  readonly after?: RateLimitGuard;
}

/** The limits of an endpoint by verb; OPTIONS is never counted. */
export function compileRateLimit(option: RateLimitOption, context: RateLimitContext): ReadonlyMap<Verb, VerbLimit> {
  const limitOf = (limit: Omit<RateLimit, 'verbs'>, name: string): VerbLimit => {
    const guard = compileGuard(limit, { ...context, name });
    return (limit.by ?? 'client') === 'client' ? { before: guard } : { after: guard };
  };
  if (isSingle(option)) {
    const limit = limitOf(option, context.name);
    return new Map((option.verbs ?? verbs).map((verb) => [verb, limit]));
  }
  return new Map(
    verbs.flatMap((verb) => {
      const limit = option[verb];
      return limit ? [[verb, limitOf(limit, `${context.name}:${verb}`)]] : [];
    }),
  );
}

/** The limit of a verb in words, for the API's description. */
export function describeRateLimit(option: RateLimitOption, verb: Verb): string | undefined {
  const said = isSingle(option) ? ((option.verbs ?? verbs).includes(verb) ? option : undefined) : option[verb];
  if (said === undefined) return undefined;
  const { points, duration, by = 'client' } = said;
  const whose = typeof by === 'function' ? '' : ` for each ${by}`;
  return `At most ${points} request${points === 1 ? '' : 's'} in ${duration} s${whose}.`;
}

const isSingle = (option: object): option is RateLimit => 'points' in option || 'duration' in option;

function compileGuard(
  { by = 'client', ...limit }: Omit<RateLimit, 'verbs'>,
  context: RateLimitContext,
): RateLimitGuard {
  const { store = context.store } = limit;
  const { name, logger } = context;
  const limiter = createLimiter({ ...limit, name, ...(logger && { logger }), ...(store && { store }) });
  const keyOf = compileKey(by, context.clientAddress);
  return async (c) => {
    const usage = await limiter.consume(keyOf(c));
    noteUsage(c, usage);
    if (!usage.allowed) throw tooManyRequests(usage);
  };
}

/** A kind before each key, so that no user can be named as an address is. */
function compileKey(by: RateLimitBy, clientAddress: ClientAddress): (c: Context) => string {
  if (typeof by === 'function') return (c) => `by:${by(c)}`;
  const client = (c: Context): string => `client:${addressBlock(clientAddress(c))}`;
  if (by === 'client') return client;
  const user = (c: Context): string => {
    const name = nameOf(c.get('user'));
    return name === undefined ? client(c) : `user:${name}`;
  };
  if (by === 'user') return user;
  return (c) => {
    const key = nameOf(c.get('apiKey'));
    return key === undefined ? user(c) : `key:${key}`;
  };
}

/** What a user is known by: not the whole of a token's claims, which are others in each token. */
export function nameOf(user: unknown): string | undefined {
  if (typeof user === 'string' || typeof user === 'number' || typeof user === 'bigint') return String(user);
  if (typeof user !== 'object' || user === null) return undefined;
  const { sub, id, username }: { sub?: unknown; id?: unknown; username?: unknown } = user;
  const name = sub ?? id ?? username;
  return typeof name === 'object' ? undefined : nameOf(name);
}

const keys: readonly (keyof RateLimit)[] = ['points', 'duration', 'by', 'verbs', 'store'];

/** Node's timers, which end windows in memory, go no further: 24 days. */
const longest = 2_147_483;

/** Notes what is wrong with a limit; `known` are the keys that one may have. */
export function checkRateLimit(option: unknown, complain: Complain, known: readonly string[] = keys): void {
  if (!isObject(option) || Object.keys(option).length === 0) {
    complain('bad_option', 'it limits nothing.', 'Give { points, duration }, or one of these for each verb.');
  } else if (isSingle(option)) {
    checkLimit(option, complain, { keys: known, of: '' });
  } else {
    checkKeys(option, verbs, complain);
    for (const [verb, limit] of Object.entries(option).filter(([verb]) => isVerb(verb))) {
      const remedy = 'Give { points, duration }.';
      if (!isObject(limit)) complain('bad_option', `${verb} is no limit.`, remedy);
      else checkLimit(limit, complain, { keys: keys.filter((key) => key !== 'verbs'), of: `${verb}.` });
    }
  }
}

function checkKeys(option: object, known: readonly string[], complain: Complain): void {
  for (const key of Object.keys(option).filter((each) => !known.includes(each))) {
    complain('unknown_meta', `"${key}" is no option.`, `Options: ${known.join(', ')}.`);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isVerb = (verb: unknown): verb is Verb => verbs.some((known) => known === verb);

function checkLimit(
  limit: object,
  complain: Complain,
  { keys, of }: { readonly keys: readonly string[]; readonly of: string },
): void {
  checkKeys(limit, keys, complain);
  const { points, duration, by, verbs: some, store }: Partial<Record<keyof RateLimit, unknown>> = limit;
  const wrong = (key: string, problem: string, remedy: string): void =>
    complain('bad_option', `${of}${key} ${problem}`, remedy);
  const isCount = (value: unknown, most: number): boolean =>
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= most;
  if (!isCount(points, Number.MAX_SAFE_INTEGER)) wrong('points', `is ${points}.`, 'Give a whole number above 0.');
  if (!isCount(duration, longest)) wrong('duration', `is ${duration}.`, `Give whole seconds, from 1 to ${longest}.`);
  if (by !== undefined && typeof by !== 'function' && by !== 'client' && by !== 'user' && by !== 'key') {
    wrong('by', `is ${JSON.stringify(by)}.`, "Give 'client', 'user', 'key', or a function of the request's context.");
  }
  if (some !== undefined && !(Array.isArray(some) && some.length > 0 && some.every(isVerb))) {
    wrong('verbs', `is ${JSON.stringify(some)}.`, `Give a list of ${verbs.join(', ')}.`);
  }
  if (store !== undefined && typeof store !== 'function') {
    wrong('store', 'is no store.', 'Give redisStore(client), or a function that makes a limiter.');
  }
}
