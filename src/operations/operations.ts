/** All that an app tells of itself: what is asked for by options is loaded, and stands around requests and statements. */
import { Hono, type MiddlewareHandler } from 'hono';
import type { Database, Watch } from '../database/database.ts';
import { addStatic } from '../http/routes.ts';
import { compileClientAddress } from '../middleware/client-address.ts';
import { type Logger, replyToErrors } from '../middleware/errors.ts';
import { withPeer } from '../peer.ts';
import { accessLog } from './access-log.ts';
import {
  type MetricsOptions,
  type MetricsSettings,
  readMetrics,
  readTelemetry,
  type TelemetryOptions,
} from './asked.ts';
import { countAll, showMetrics } from './metrics.ts';
import { type Observer, observation } from './observe.ts';
import { addProbes } from './probes.ts';
import { queryTexts } from './query-text.ts';
import type { Readiness } from './readiness.ts';
import { serverTiming } from './server-timing.ts';
import { slowQueries } from './slow-queries.ts';
import { telemetry } from './telemetry.ts';

interface OperationsSettings {
  readonly logger: Logger;
  readonly trustedProxies: readonly string[];
  readonly healthPath: string | false;
  readonly readyPath: string | false;
  readonly accessLog: boolean;
  readonly metrics: boolean | MetricsOptions;
  readonly serverTiming: boolean;
  readonly slowQuery: number | undefined;
  readonly telemetry: boolean | TelemetryOptions;
}

/** What an app that tells of itself is made of. */
export interface Operations {
  /** Around all requests; absent where nobody looks. */
  readonly middleware?: MiddlewareHandler;
  /** Sees all statements; absent where nobody looks. */
  readonly watch?: Watch;
  /** Adds what answers before all middleware: probes, and metrics that have no port of their own. */
  readonly addTo: (app: Hono) => void;
  /** What is served at addresses of its own; `host` is that of the app. */
  readonly apart: (
    host: string,
  ) => readonly { readonly host: string; readonly port: number; readonly fetch: Hono['fetch'] }[];
}

type Seen = Pick<Database, 'system' | 'usage'>;
type Show = ReturnType<typeof showMetrics>;

const peer = (name: string, where: string) => ({ name, where, what: 'the package', code: 'bad_option' }) as const;

/** Counts for Prometheus, where that is asked for. */
async function counting(settings: MetricsSettings | undefined, { usage }: Seen) {
  if (settings === undefined) return undefined;
  const client = await withPeer(peer('prom-client', 'metrics'), () => import('prom-client'));
  const { observer, registry } = countAll(client, usage);
  return { ...settings, observer, show: showMetrics(registry, settings.token) };
}

/** Everybody who wants to know: from the outside in. */
async function observersOf(settings: OperationsSettings, { system }: Seen): Promise<readonly Observer[]> {
  const { logger, trustedProxies, slowQuery } = settings;
  const clientAddress = compileClientAddress(trustedProxies);
  const queryText = queryTexts(system);
  const options = readTelemetry(settings.telemetry) as TelemetryOptions | undefined;
  const traced =
    options === undefined
      ? []
      : telemetry({
          api: await withPeer(peer('@opentelemetry/api', 'telemetry'), () => import('@opentelemetry/api')),
          ...{ options, clientAddress, system, queryText },
        });
  return [
    ...traced,
    ...(settings.accessLog ? [accessLog({ logger, clientAddress })] : []),
    ...(slowQuery === undefined ? [] : [slowQueries({ logger, limit: slowQuery, queryText })]),
    ...(settings.serverTiming ? [serverTiming] : []),
  ];
}

/** An app of nothing but metrics. */
function onlyMetrics(path: string, show: Show, logger: Logger): Hono['fetch'] {
  const app = new Hono();
  app.onError(replyToErrors(logger));
  addStatic(app, path, ['GET', show]);
  return app.fetch;
}

/** Throws `ConfigurationError` where a package is missing that an option asks for. */
export async function openOperations(
  settings: OperationsSettings,
  database: Seen,
  readiness: Readiness,
): Promise<Operations> {
  const counted = await counting(readMetrics(settings.metrics), database);
  const observers = await observersOf(settings, database);
  const { port, path = '', show } = counted ?? {};
  return {
    ...observation(counted === undefined ? observers : [...observers, counted.observer]),
    addTo: (app) => {
      addProbes(app, { ...settings, readiness });
      if (show !== undefined && port === undefined) addStatic(app, path, ['GET', show]);
    },
    apart: (host) =>
      show === undefined || port === undefined
        ? []
        : [{ host: counted?.host ?? host, port, fetch: onlyMetrics(path, show, settings.logger) }],
  };
}
