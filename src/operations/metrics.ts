/** Counts requests and statements for Prometheus, and shows them to who may see them. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type * as PromClient from 'prom-client';
import type { Usage } from '../database/database.ts';
import { RequestError } from '../errors.ts';
import { secureHeaders } from '../http/secure-headers.ts';
import type { Observer } from './observe.ts';
import { operationOf } from './query-text.ts';

/** In seconds: those that OpenTelemetry recommends for requests, and finer ones for statements. */
export const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
export const statementBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The route of what has none: it can't be one, since it does not begin with a slash. */
const noRoute = 'unmatched';

interface Counting {
  readonly observer: Observer;
  readonly registry: PromClient.Registry;
}

/** Requests by the pattern of their route: paths, which are any number, are no labels. */
function countRequests(client: typeof PromClient, registers: PromClient.Registry[]): Observer {
  const durations = new client.Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to its reply, by route.',
    labelNames: ['method', 'route', 'status_code'],
    buckets: requestBuckets,
    registers,
  });
  const inFlight = new client.Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers,
  });
  return {
    around: async (_, answer) => {
      inFlight.inc();
      try {
        await answer();
      } finally {
        inFlight.dec();
      }
    },
    answered: ({ c, method, route = noRoute }, took) =>
      durations.observe({ method, route, status_code: c.res.status }, took / 1_000),
  };
}

function countStatements(client: typeof PromClient, registers: PromClient.Registry[]): Observer {
  const durations = new client.Histogram({
    name: 'lightapi_database_statement_duration_seconds',
    help: 'Time that a statement took, by its operation.',
    labelNames: ['operation'],
    buckets: statementBuckets,
    registers,
  });
  const errors = new client.Counter({
    name: 'lightapi_database_statement_errors_total',
    help: 'Statements that the database refused or did not answer.',
    labelNames: ['operation'],
    registers,
  });
  return {
    watch: () => (sql) => {
      const labels = { operation: operationOf(sql) };
      return ({ took, ...rest }) => {
        durations.observe(labels, took / 1_000);
        if ('error' in rest) errors.inc(labels);
      };
    },
  };
}

/** Read when somebody looks. */
function showConnections(client: typeof PromClient, registers: PromClient.Registry[], usage: () => Usage): void {
  new client.Gauge({
    name: 'lightapi_database_connections',
    help: 'Connections to the database: open, and idle of these; waiting is work that has none yet.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(usage())) this.set({ state }, count);
    },
  });
}

/** Everything is counted from now on. `usage` is absent where a database has no connections to count. */
export function countAll(client: typeof PromClient, usage: (() => Usage) | undefined): Counting {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  if (usage !== undefined) showConnections(client, [registry], usage);
  const observer = { ...countRequests(client, [registry]), ...countStatements(client, [registry]) };
  return { observer, registry };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Shows what was counted; where there is a token, to who has it. */
export function showMetrics(
  registry: PromClient.Registry,
  token: string | undefined,
): (c: Context) => Promise<Response> {
  const due = token === undefined ? undefined : digest(token);
  return async (c) => {
    const [, given = ''] = /^bearer (.{1,8192})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (due !== undefined && !timingSafeEqual(due, digest(given))) {
      const headers = { 'www-authenticate': 'Bearer realm="metrics"' };
      throw new RequestError('not_authenticated', 'Authentication credentials were not provided.', { headers });
    }
    const headers = { ...secureHeaders, 'content-type': registry.contentType, 'cache-control': 'no-store' };
    return new Response(await registry.metrics(), { headers });
  };
}
