import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Context as TraceContext,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Context } from 'hono';
import { field, RestEndpoint } from 'lightapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Api, keepLog, serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  override put(c: Context): never {
    throw new Error(`refused at postgres://me:hush@db for ${c.req.path}`);
  }
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Everything that is told of what an app is asked. */
async function told(ask: (api: Api) => Promise<unknown>, more: object = {}): Promise<readonly ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const api = await serve({ '/books': BookEndpoint }, { telemetry: { tracerProvider }, ...more });
  await ask(api);
  return exporter.getFinishedSpans();
}

/** The last of its kind. */
const last = (spans: readonly ReadableSpan[], kind: SpanKind): ReadableSpan => {
  const found = spans.findLast((span) => span.kind === kind);
  if (found === undefined) throw new Error('there is no such span');
  return found;
};

/** What an SDK registers: the active context follows asynchronous work. */
class ContextManager {
  readonly #storage = new AsyncLocalStorage<TraceContext>();
  active = (): TraceContext => this.#storage.getStore() ?? ROOT_CONTEXT;
  with = <A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    at: TraceContext,
    work: F,
    self?: ThisParameterType<F>,
    ...args: A
  ) => this.#storage.run(at, () => work.call(self as never, ...args));
  bind = <T>(_: TraceContext, target: T): T => target;
  enable = (): this => this;
  disable = (): this => this;
}

beforeEach(() => {
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => {
  propagation.disable();
  context.disable();
  trace.disable();
});

describe('a span of a request', () => {
  it('says what it was, by the semantic conventions, without its secrets', async () => {
    const headers = { 'user-agent': 'tea/1', authorization: 'Bearer hush' };
    const env = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
    const spans = await told(({ app }) => app.request('http://api.example:8080/books/5?token=hush', { headers }, env));
    const span = last(spans, SpanKind.SERVER);
    expect([span.name, span.status.code, span.ended]).toEqual(['GET /books/:id', SpanStatusCode.UNSET, true]);
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'url.path': '/books/5',
      'http.route': '/books/:id',
      'http.response.status_code': 404,
      'server.address': 'api.example',
      'server.port': 8080,
      'client.address': '192.0.2.7',
      'user_agent.original': 'tea/1',
    });
  });

  it('is part of the trace that the client began', async () => {
    const spans = await told(({ app }) => app.request('/books', { headers: { traceparent } }));
    const span = last(spans, SpanKind.SERVER);
    expect(span.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  it('of a path that is no route is known by its method alone', async () => {
    const span = last(await told(({ send }) => send('MADEUP', '/nowhere/1')), SpanKind.SERVER);
    expect(span.name).toBe('_OTHER');
    expect(span.attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'MADEUP',
    });
    expect(span.attributes).not.toHaveProperty('http.route');
  });

  it('tells the error that the server is to blame for, without its secrets', async () => {
    const span = last(await told(({ put }) => put('/books/1', {})), SpanKind.SERVER);
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'Error' });
    expect(span.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.message': 'refused at postgres://me:[redacted]@db for /books/1' } },
    ]);
    expect(JSON.stringify(span.events)).not.toContain('hush');
  });
});

describe('spans of statements', () => {
  it.each(['with', 'without'])('are inside of their request, %s a context manager', async (manager) => {
    if (manager === 'with') context.setGlobalContextManager(new ContextManager());
    const spans = await told(({ post }) =>
      Promise.all([post('/books', { title: 'hush' }), post('/books', { title: 'b' })]),
    );
    const requests = spans.filter(({ kind }) => kind === SpanKind.SERVER);
    const statements = spans.filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(statements.map(({ parentSpanContext }) => parentSpanContext?.spanId).sort()).toEqual(
      requests.map((span) => span.spanContext().spanId).sort(),
    );
    expect(statements[0]?.name).toBe('INSERT');
    expect(statements[0]?.attributes).toEqual({
      'db.system.name': 'sqlite',
      'db.operation.name': 'INSERT',
      'db.query.text': expect.stringMatching(/^insert into "books" \(.+\) values \(\?.+\)/),
    });
    expect(JSON.stringify(statements.map(({ attributes }) => attributes))).not.toContain('hush');
  });

  it('are inside of what a program began itself', async () => {
    context.setGlobalContextManager(new ContextManager());
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    class TracedEndpoint extends RestEndpoint {
      title = field.string();
      override async list() {
        return tracerProvider.getTracer('mine').startActiveSpan('mine', async (span) => {
          const results = await this.select().execute();
          span.end();
          return { results };
        });
      }
    }
    const { get } = await serve({ '/traced': TracedEndpoint }, { telemetry: { tracerProvider } });
    await get('/traced');
    const [statement, mine, request] = exporter.getFinishedSpans();
    expect([statement?.name, mine?.name, request?.name]).toEqual(['SELECT', 'mine', 'GET /traced']);
    expect(statement?.parentSpanContext?.spanId).toBe(mine?.spanContext().spanId);
    expect(mine?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  });
});

it('the trace of a request stands in its log lines', async () => {
  const lines: string[] = [];
  const logger = {
    ...keepLog(),
    child: () => undefined,
    bindings: () => ({}),
    info: (fields: object) => void lines.push(JSON.stringify(fields)),
  };
  const ask = ({ app }: Api) => app.request('/books', { headers: { traceparent } });
  await told(ask, { logger, accessLog: true });
  expect(lines.join()).toContain('"traceId":"0af7651916cd43dd8448eb211c80319c"');
});

it('true stands for the provider that is registered', async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  const { get } = await serve({ '/books': BookEndpoint }, { telemetry: true });
  await get('/books');
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['SELECT', 'GET /books']);
});

it('requests and statements are measured', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
    exportTimeoutMillis: 1_000,
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const { get, put } = await serve({ '/books': BookEndpoint }, { telemetry: { meterProvider } });
  await get('/books/1');
  await put('/books/1', {});
  await meterProvider.forceFlush();
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const points = (name: string) =>
    metrics
      .find(({ descriptor }) => descriptor.name === name)
      ?.dataPoints.map(({ attributes, value }) => ({ attributes, value }));
  const of = { 'http.request.method': 'GET', 'url.scheme': 'http', 'http.route': '/books/:id' };
  expect(points('http.server.request.duration')).toMatchObject([
    { attributes: { ...of, 'http.response.status_code': 404 }, value: { count: 1 } },
    { attributes: { ...of, 'http.request.method': 'PUT', 'http.response.status_code': 500, 'error.type': 'Error' } },
  ]);
  expect(points('http.server.active_requests')).toMatchObject([{ value: 0 }, { value: 0 }]);
  expect(points('db.client.operation.duration')).toMatchObject([
    { attributes: { 'db.system.name': 'sqlite', 'db.operation.name': 'SELECT' }, value: { count: 1 } },
  ]);
  await meterProvider.shutdown();
});
