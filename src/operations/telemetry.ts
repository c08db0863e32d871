/** Traces and measures requests and statements by OpenTelemetry, in the words of its semantic conventions. */
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Histogram, Meter, Span, Context as TraceContext, Tracer } from '@opentelemetry/api';
import { RequestError } from '../errors.ts';
import type { ClientAddress } from '../middleware/client-address.ts';
import { pathOf } from '../middleware/errors.ts';
import type { TelemetryOptions } from './asked.ts';
import { requestBuckets, statementBuckets } from './metrics.ts';
import type { Exchange, Observer } from './observe.ts';
import { operationOf } from './query-text.ts';
import { redact } from './redact.ts';

type Api = typeof OpenTelemetry;

interface Telemetry {
  readonly api: Api;
  readonly options: TelemetryOptions;
  readonly clientAddress: ClientAddress;
  /** The kind of database, and what may be told of its statements. */
  readonly system: string;
  readonly queryText: (sql: string) => string;
}

const name = 'lightapi';

/** What a trace and a histogram group requests by. */
const grouping = ({ c, method, route }: Exchange): Attributes => ({
  'http.request.method': method,
  'url.scheme': URL.parse(c.req.url)?.protocol.slice(0, -1) ?? 'http',
  ...(route !== undefined && { 'http.route': route }),
});

/** What is known of a request before it is answered. Its query and headers are left out: they may hold secrets. */
function describeRequest(exchange: Exchange, clientAddress: ClientAddress): Attributes {
  const { c, method } = exchange;
  const { hostname, port } = URL.parse(c.req.url) ?? {};
  const agent = c.req.header('user-agent');
  return {
    ...grouping(exchange),
    'url.path': pathOf(c),
    'client.address': clientAddress(c),
    ...(hostname !== undefined && { 'server.address': hostname }),
    ...(port && { 'server.port': Number(port) }),
    ...(agent !== undefined && { 'user_agent.original': agent.slice(0, 500) }),
    ...(method !== c.req.method && { 'http.request.method_original': c.req.method.slice(0, 50) }),
  };
}

/** What became of a request. Only what the server is to blame for is an error. */
function outcomeOf({ c }: Exchange): Attributes {
  const { status } = c.res;
  const { error } = c;
  const type = error instanceof RequestError ? error.code : error?.name;
  return { 'http.response.status_code': status, ...(status >= 500 && { 'error.type': type ?? String(status) }) };
}

/** The parts of an error that may be told, in the form that a span takes. */
function exceptionOf(thrown: unknown): { name: string; message: string; stack?: string } {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stack = error.stack === undefined ? {} : { stack: redact(error.stack) };
  return { name: error.name, message: redact(error.message), ...stack };
}

const headerGetter = {
  keys: (headers: Headers): string[] => [...headers.keys()],
  get: (headers: Headers, key: string): string | undefined => headers.get(key) ?? undefined,
};

/** Begins a span for each request, and one inside of it for each statement. */
function tracing({ api, options, clientAddress, system, queryText }: Telemetry): Observer {
  const { context, propagation, SpanKind, SpanStatusCode, trace } = api;
  const tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer(name) as Tracer;
  const contexts = new WeakMap<Exchange, TraceContext>();
  const blame = (span: Span, thrown: unknown): void => {
    span.setStatus({ code: SpanStatusCode.ERROR });
    if (thrown !== undefined) span.recordException(exceptionOf(thrown));
  };
  return {
    around: async (exchange, answer) => {
      const { c, method, route } = exchange;
      const active = context.active();
      // Instrumentation of Node's own server may have read the headers already.
      const parent = trace.getSpan(active) ? active : propagation.extract(active, c.req.raw.headers, headerGetter);
      const attributes = describeRequest(exchange, clientAddress);
      const spanName = route === undefined ? method : `${method} ${route}`;
      const span = tracer.startSpan(spanName, { kind: SpanKind.SERVER, attributes }, parent);
      const inside = trace.setSpan(parent, span);
      contexts.set(exchange, inside);
      if (api.isSpanContextValid(span.spanContext())) exchange.traceId = span.spanContext().traceId;
      try {
        await context.with(inside, answer);
        span.setAttributes(outcomeOf(exchange));
        if (c.res.status >= 500) blame(span, c.error);
      } finally {
        span.end();
      }
    },
    watch: (exchange) => {
      const active = context.active();
      // Without a context manager, nothing is active but what the request began.
      const parent = trace.getSpan(active) ? active : ((exchange && contexts.get(exchange)) ?? active);
      return (sql) => {
        const operation = operationOf(sql);
        const attributes = {
          'db.system.name': system,
          'db.operation.name': operation,
          'db.query.text': queryText(sql),
        };
        const span = tracer.startSpan(operation, { kind: SpanKind.CLIENT, attributes }, parent);
        return (outcome) => {
          if ('error' in outcome) blame(span, outcome.error);
          span.end();
        };
      };
    },
  };
}

const histogram = (meter: Meter, of: string, advice: readonly number[]): Histogram =>
  meter.createHistogram(of, { unit: 's', advice: { explicitBucketBoundaries: [...advice] } });

function measuring({ api, options, system }: Telemetry): Observer {
  const meter = (options.meterProvider ?? api.metrics.getMeterProvider()).getMeter(name) as Meter;
  const requests = histogram(meter, 'http.server.request.duration', requestBuckets);
  const active = meter.createUpDownCounter('http.server.active_requests', { unit: '{request}' });
  const statements = histogram(meter, 'db.client.operation.duration', statementBuckets);
  return {
    around: async (exchange, answer) => {
      const { 'http.route': _, ...attributes } = grouping(exchange);
      active.add(1, attributes);
      try {
        await answer();
      } finally {
        active.add(-1, attributes);
      }
    },
    answered: (exchange, took) => requests.record(took / 1_000, { ...grouping(exchange), ...outcomeOf(exchange) }),
    watch: () => (sql) => (outcome) =>
      statements.record(outcome.took / 1_000, {
        'db.system.name': system,
        'db.operation.name': operationOf(sql),
        ...('error' in outcome && { 'error.type': exceptionOf(outcome.error).name }),
      }),
  };
}

export const telemetry = (told: Telemetry): readonly Observer[] => [tracing(told), measuring(told)];
