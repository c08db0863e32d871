/** The grammar of a configuration, the one table from which it is read, checked, completed and documented. */
import { createTablesChoices } from '../database/create-tables.ts';
import { logFormats, logLevels } from '../operations/logger.ts';
import { endpointShapes } from './endpoint-grammar.ts';
import { metaShapes } from './meta-grammar.ts';
import type { Grammar, MapShape } from './shape.ts';
import { any, count, either, flag, key, list, map, ref, secret, text, thing, words } from './words.ts';

const url = 'The database: sqlite:///books.db, postgres://…, mysql://….';
const textOrOff = either(flag, text);
const cors = 'The origins whose pages may read replies; "*": all, without credentials.';

const guards = { guards: true } as const;
const container = { guards: true, mayBeEmpty: true } as const;

/** What the app tells of itself. */
const operations: MapShape['keys'] = {
  health_path: key(textOrOff, 'Where the process says that it lives; false: nowhere.', { option: 'healthPath' }),
  ready_path: key(textOrOff, 'Where it says whether requests may be sent to it.', { option: 'readyPath' }),
  ready_timeout: key(count, 'Milliseconds that the database has to answer before the process is not ready.', {
    option: 'readyTimeout',
  }),
  access_log: key(flag, 'A line in the log for each request.', { option: 'accessLog' }),
  log_level: key(words(...logLevels), 'The least that is worth a line.', { option: 'logLevel' }),
  log_format: key(words(...logFormats), 'What its lines are.', { option: 'logFormat' }),
  slow_query: key({ kind: 'integer', min: 0 }, 'From so many milliseconds on, a statement has a line in the log.', {
    option: 'slowQuery',
  }),
  server_timing: key(flag, 'Tells clients where the time went.', { option: 'serverTiming' }),
  metrics: key(either(flag, ref('metrics')), 'Counts for Prometheus.', { option: 'metrics' }),
  telemetry: key(flag, 'Traces and measures by OpenTelemetry.', { option: 'telemetry' }),
};

const document: MapShape = map({
  database: key({ kind: 'either', of: [secret, ref('database')] }, url),
  database_url: key(secret, 'The same as database.url.'),
  cors_origins: key(list(text), cors, { option: 'corsOrigins' }),
  cors: key(list(text), 'The same as cors_origins.'),
  trusted_proxies: key(list(text), 'Addresses and networks of proxies that may say whom they speak for.', {
    option: 'trustedProxies',
  }),
  middleware: key(list(thing('middleware')), 'Around every request, in this order.'),
  auth: key(ref('auth'), 'The login routes.'),
  login_validator: key(thing('function'), 'The same as auth.login_validator.'),
  base_path: key(text, 'The path under which everything is served, as in /api.', { option: 'basePath' }),
  openapi: key(either(flag, ref('openapi')), "The API's description; false: nowhere.", container),
  docs: key(either(flag, text), 'The API page, or its path.', { option: 'docs' }),
  body_limit: key(count, 'Bytes of a request body, at most.', { option: 'bodyLimit' }),
  list_limit: key(count, 'Rows in one list, at most.', { option: 'listLimit' }),
  create_tables: key(words(...createTablesChoices), 'What a start makes in the database.', { option: 'createTables' }),
  redis: key(secret, 'The Redis that the processes of one API share: redis://….', { option: 'redis' }),
  redis_required: key(flag, 'Whether the process is ready only while Redis answers.', { option: 'redisRequired' }),
  redis_prefix: key(text, 'What all keys in Redis begin with.', { option: 'redisPrefix' }),
  cache: key(ref('cache_limits'), 'What the caches of endpoints may hold.'),
  secret: key(secret, 'Signs the cursors of lists.', { option: 'secret' }),
  ...operations,
  server: key(ref('server'), 'Where and how long to serve.'),
  defaults: key(ref('defaults'), 'What holds for every endpoint that does not say otherwise.', container),
  endpoints: key(
    { kind: 'either', of: [list(ref('endpoint')), { kind: 'each', what: 'route', of: ref('entry') }] },
    'What is served: a list of endpoints, or endpoints by route.',
  ),
  tables: key(
    list({ kind: 'either', of: [text, ref('table')] }),
    'Tables of the database that are served as they are, each at its own name.',
  ),
  mode: key(words('sync', 'async'), 'Accepted from the Python original; both may be mixed.'),
  enable_swagger: key(flag, 'The same as docs.'),
  swagger_title: key(text, 'The same as openapi.title.'),
  swagger_version: key(text, 'The same as openapi.version.'),
  swagger_description: key(text, 'The same as openapi.description.'),
});

const database: MapShape = map({
  url: key(secret, url, { option: 'database' }),
  pool_size: key(count, 'Connections to a database server, at most.', { option: 'databaseOptions.poolSize' }),
  tls: key({ kind: 'either', of: [flag, { kind: 'any' }] }, 'TLS to the database: true, or options of tls.connect.', {
    option: 'databaseOptions.tls',
  }),
  statement_timeout: key(count, 'Milliseconds that one statement may take.', {
    option: 'databaseOptions.statementTimeout',
  }),
  connect_timeout: key(count, 'Milliseconds that a connection may take to be there.', {
    option: 'databaseOptions.connectTimeout',
  }),
  replicas: key(list(secret), 'URLs of replicas, which answer reads in turns.', { option: 'databaseOptions.replicas' }),
  replica_lag: key({ kind: 'integer', min: 0 }, 'Milliseconds that a replica may be behind.', {
    option: 'databaseOptions.replicaLag',
  }),
});

const auth: MapShape = map({
  auth_path: key(text, 'Where the login routes are.', { option: 'authPath' }),
  login_validator: key(thing('function'), 'Whose user name and password these are.', { option: 'loginValidator' }),
  login_rate_limit: key(ref('login_rate_limit'), 'Tries of a client, and for a user name.', {
    option: 'loginRateLimit',
  }),
});

const server: MapShape = map({
  host: key(text, 'Where to listen.'),
  port: key({ kind: 'integer', min: 0 }, 'Where to listen; 0 takes any free one.'),
  drain_delay: key({ kind: 'integer', min: 0 }, 'Milliseconds in which the end is said and requests are accepted.'),
  linger_timeout: key(
    { kind: 'integer', min: 0 },
    'Milliseconds that connections without a request stay open meanwhile.',
  ),
  banner: key(flag, 'Whether the start is told.'),
  drain_timeout: key({ kind: 'integer', min: 0 }, 'Milliseconds that requests have to finish at the end.'),
});

const table: MapShape = map({
  name: key(text, 'The table.', { required: true }),
  crud: key(
    list({ ...words('get', 'post', 'put', 'patch', 'delete'), anyCase: true }),
    'The verbs that are served; without it, GET alone.',
  ),
});

export const grammar: Grammar = {
  root: 'document',
  shapes: {
    document,
    database,
    auth,
    login_rate_limit: map({
      points: key(count, 'The tries in a window.', { required: true }),
      duration: key(count, 'The window, in seconds.', { required: true }),
      store: key(thing('function'), 'Where to count: what processes share.'),
    }),
    openapi: map({
      title: key(text, 'What the API is called.'),
      version: key(text, 'The version of the API.'),
      description: key(text, 'What the API is for; Markdown.'),
      servers: key(list(any), 'Where the API is served, each as { url: … }.'),
      path: key(text, 'Where the document is served.'),
      authentication: key(ref('authentication'), 'Who may read the document and the API page.', guards),
    }),
    cache_limits: map({
      entries: key(count, 'Replies in the memory of a process.', { option: 'cache.entries' }),
      bytes: key(count, 'Bytes of these replies.', { option: 'cache.bytes' }),
      body_limit: key(count, 'Bytes of one reply; a larger one is not kept.', { option: 'cache.bodyLimit' }),
    }),
    server,
    metrics: map({
      path: key(text, 'Where they are.'),
      token: key(secret, 'Who asks must send it as Authorization: Bearer.'),
      port: key({ kind: 'integer', min: 0 }, 'A port of their own, on which nothing else is.'),
      host: key(text, 'The address of that port.'),
    }),
    table,
    ...endpointShapes,
    ...metaShapes,
  },
};
