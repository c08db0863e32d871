/** Answers with what is kept, or makes the answer and keeps it. */
import type { Context } from 'hono';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { completed, preparedHeaders } from '../http/reply-headers.ts';
import type { CacheStore, Kept } from './cache.ts';
import type { createFlights } from './flights.ts';
import { give, take } from './kept.ts';

/** What a request asks for: a key, and the tables that its reply depends on. */
interface Question {
  readonly key: string;
  readonly tables: readonly string[];
}

type Make = () => Awaitable<Response>;

/** What came of an answer: kept, if its store took it, or of its request alone. */
type Taken = { readonly kept: Kept; readonly isStored: boolean } | { readonly reply: Response };

/** Answers a question; `undefined`: there is no key that would tell it from others. */
export type Recall = (c: Context, question: Question | undefined, make: Make) => Awaitable<Response>;

/** What all endpoints of an app share. */
export interface Memory {
  readonly store: CacheStore;
  readonly join: ReturnType<typeof createFlights<Taken>>;
  /** Runs work whose reads see all that is committed by now. */
  readonly latest: <T>(work: () => T) => T;
}

/** A question that nothing is kept for. */
interface Missed {
  readonly key: string;
  readonly generations: string;
  readonly make: Make;
}

/** What asks for a part, or for nothing where the client has it: what is kept must be whole. */
const conditions = ['if-none-match', 'if-modified-since', 'if-range', 'range'];

/** Runs work for which the request asks for the whole. */
async function whole<T>({ req }: Context, work: () => Awaitable<T>): Promise<T> {
  const { raw } = req;
  if (!conditions.some((name) => raw.headers.has(name))) return work();
  const headers = new Headers(raw.headers);
  for (const name of conditions) headers.delete(name);
  req.raw = new Request(raw, { headers });
  try {
    return await work();
  } finally {
    req.raw = raw;
  }
}

/** Who asks for what is new, or for nothing to be kept, is not answered from memory. */
const isFresh = ({ req }: Context): boolean => /\bno-(?:cache|store)\b/i.test(req.header('cache-control') ?? '');

export function compileRecall({ store, join, latest }: Memory, rules: Parameters<typeof take>[1]): Recall {
  const { cacheControl, vary } = rules;
  const said = [['cache-control', cacheControl], ...(vary === '' ? [] : [['vary', vary] as const])] as const;
  const pass = (reply: Awaitable<Response>, how: string): Awaitable<Response> =>
    whenReady(reply, (made) => completed(made, [...said, ['cache-status', `lightapi; fwd=${how}`]]));
  const fill = async (c: Context, { key, generations, make }: Missed): Promise<Taken> => {
    const prepared = preparedHeaders(c);
    const kept = await take(await latest(() => whole(c, make)), rules, prepared);
    if (kept instanceof Response) return { reply: kept };
    return { kept, isStored: store.keep(key, { generations, kept }) };
  };
  const miss = async (c: Context, missed: Missed): Promise<Response> => {
    const { isFirst, value } = await join(`${missed.key} ${missed.generations}`, () => fill(c, missed));
    if (value === undefined) return pass(missed.make(), 'miss');
    // What can't be kept is of one request alone.
    if ('reply' in value) return pass(isFirst ? value.reply : missed.make(), 'miss');
    const how = isFirst ? (value.isStored ? 'fwd=miss; stored' : 'fwd=miss') : 'fwd=miss; collapsed';
    return give(value.kept, { ifNoneMatch: c.req.header('if-none-match'), how });
  };
  return (c, question, make) => {
    if (question === undefined) return pass(make(), 'bypass');
    if (isFresh(c)) return pass(make(), 'request');
    const { key, tables } = question;
    return whenReady(store.find(key, tables), (found) => {
      if (found === undefined) return pass(make(), 'bypass; detail=unreachable');
      if (found.kept === undefined) return miss(c, { key, generations: found.generations, make });
      return give(found.kept, { ifNoneMatch: c.req.header('if-none-match'), how: 'hit' });
    });
  };
}
