/** Watches requests and what they ask of the database, for whoever wants to know; nobody, and it is not there. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Watch, Watching } from '../database/database.ts';

/** A request that is being answered. */
export interface Exchange {
  readonly c: Context;
  /** Of HTTP; what is none is `_OTHER`, so that nobody can make up any number of them. */
  readonly method: string;
  /** The pattern of its route, `/books/:id`, never the path itself; `undefined` where there is none. */
  readonly route: string | undefined;
  /** Milliseconds that it waited for the database so far. */
  waited: number;
  /** Statements that it ran so far. */
  statements: number;
  /** The trace that it is part of. */
  traceId?: string;
}

/** Somebody who wants to know. */
export interface Observer {
  /** Answers a request, seen from outside of everything that is done for it. */
  readonly around?: (exchange: Exchange, answer: () => Promise<void>) => Promise<void>;
  /** The reply stands, and can be given headers, so many milliseconds after the request came. */
  readonly answered?: (exchange: Exchange, took: number) => void;
  /** The database is given work, for a request or not; what is returned is told of each statement. */
  readonly watch?: (exchange: Exchange | undefined) => Watching['statement'];
}

/** What the parts of an app are told to do for its observers. */
interface Observation {
  readonly middleware: MiddlewareHandler;
  readonly watch: Watch;
}

const methods: ReadonlySet<string> = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS CONNECT TRACE QUERY'.split(' '));

/** The last route that matched and is no middleware. */
const routeOf = (c: Context): string | undefined =>
  matchedRoutes(c).findLast(({ path, handler }) => !path.endsWith('*') || handler.length < 2)?.path;

const begin = (c: Context): Exchange => ({
  c,
  method: methods.has(c.req.method) ? c.req.method : '_OTHER',
  route: routeOf(c),
  waited: 0,
  statements: 0,
});

/** `undefined` where nobody observes. The first observer is the outermost. */
export function observation(observers: readonly Observer[]): Observation | undefined {
  if (observers.length === 0) return undefined;
  const current = new AsyncLocalStorage<Exchange>();
  const arounds = observers.flatMap(({ around }) => around ?? []);
  const answereds = observers.flatMap(({ answered }) => answered ?? []);
  const watches = observers.flatMap(({ watch }) => watch ?? []);
  return {
    middleware: async (c, next) => {
      const started = performance.now();
      const exchange = begin(c);
      const answer = arounds.reduceRight<() => Promise<void>>((inner, around) => () => around(exchange, inner), next);
      await current.run(exchange, answer);
      const took = performance.now() - started;
      for (const answered of answereds) answered(exchange, took);
    },
    watch: () => {
      const exchange = current.getStore();
      const tells = watches.map((watch) => watch(exchange));
      return {
        statement: (sql) => {
          if (exchange !== undefined) exchange.statements += 1;
          const ends = tells.map((tell) => tell(sql));
          return (outcome) => {
            for (const end of ends) end(outcome);
          };
        },
        waited: (milliseconds) => {
          if (exchange !== undefined) exchange.waited += milliseconds;
        },
      };
    },
  };
}
