/** The app: endpoints, a database, and a Web-standard fetch handler made of them. */
import type { Hono } from 'hono';
import { assemble } from './assemble.ts';
import type { Awaitable } from './awaitable.ts';
import { type Built, build } from './build.ts';
import type { Config, ConfigOptions } from './config/config.ts';
import { underNames } from './database/kysely.ts';
import { inspect } from './database/open.ts';
import type { Session, SessionSettings } from './database/session.ts';
import { Background } from './endpoint/background.ts';
import type { EndpointClass } from './endpoint/endpoint.ts';
import { lateRegistration, Registry } from './endpoint/registry.ts';
import type { Resource } from './endpoint/resource.ts';
import { ConfigurationError } from './errors.ts';
import { describeApi, type OpenApiDocument } from './openapi/openapi.ts';
import { ownPaths } from './operations/own-paths.ts';
import { Readiness } from './operations/readiness.ts';
import { announce } from './server/announce.ts';
import { listenAll } from './server/listen-all.ts';
import type { Listening } from './server/node.ts';
import { closeOnSignal } from './server/shutdown.ts';
import { namesByRoute, type SessionTables } from './session.ts';
import {
  type Drain,
  type LightApiOptions,
  type RunOptions,
  readDrain,
  readRun,
  readSettings,
  type Settings,
} from './settings.ts';
import type { DeclaredApp, OpenedApp } from './tools.ts';

type Routes = Readonly<Record<`/${string}`, EndpointClass>>;

/**
 * Endpoints on one database, served as REST. Several apps can live in one process.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1 });
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' });
 * app.register({ '/books': BookEndpoint });
 * const reply = await app.request('/books');
 * console.assert((await reply.text()) === '{"results":[]}');
 * await app.close();
 * ```
 */
// biome-ignore lint/complexity/noBannedTypes: no routes yet, which `register` adds to
export class LightApi<R extends Routes = {}> {
  /** The registered classes by route, as a type: what a typed client is made from. */
  declare readonly routes: R;
  /** The path under which all is served, as the options say it: `/api`, or an empty text. */
  readonly basePath: string;
  readonly #settings: Settings;
  readonly #registry: Registry;
  readonly #background: Background;
  readonly #readiness: Readiness;
  #building: Promise<Built> | undefined;
  #fetch: ((request: Request, env?: object) => Awaitable<Response>) | undefined;
  #listening: readonly Listening[] = [];
  #forgetSignals = (): void => undefined;
  #closing: Promise<void> | undefined;
  /** What a file says of serving, and where the mistakes of its classes are in it. */
  #config: Pick<Config, 'server' | 'place'> = { server: {}, place: (error) => error };

  constructor(options: LightApiOptions = {}) {
    this.#settings = readSettings(options);
    this.basePath = this.#settings.basePath;
    const { logger, loginValidator, readyTimeout } = this.#settings;
    this.#registry = new Registry({ ownPaths: ownPaths(this.#settings), loginValidator });
    this.#readiness = new Readiness({ logger, timeout: readyTimeout });
    this.#background = new Background(logger);
  }

  /**
   * The app that a YAML file says, with its endpoints registered. What `options` say wins over the file. Throws
   * `ConfigurationError` with all mistakes in it, each with line and column.
   */
  static async fromConfig(file: string, options: ConfigOptions = {}): Promise<LightApi> {
    const { readConfig } = await import('./config/config.ts');
    return LightApi.#configured(await readConfig(file, options));
  }

  /** The app that an object says: what a YAML file would hold, or the dictionary of the Python original's `from_dict`. */
  static async fromDict(config: object, options: ConfigOptions = {}): Promise<LightApi> {
    const { readDict } = await import('./config/config.ts');
    return LightApi.#configured(await readDict(config, options));
  }

  static #configured(config: Config): LightApi {
    const app = new LightApi(config.options);
    app.#config = config;
    for (const notice of config.notices) app.#settings.logger.warn(notice);
    return app.register(config.routes);
  }

  /** Adds endpoints by route: `{ '/books': BookEndpoint }`. Mistakes are told together, when the app is built. */
  register<const More extends Routes>(routes: More): LightApi<R & More> {
    if (this.#building !== undefined) throw lateRegistration(Object.keys(routes));
    for (const [route, endpoint] of Object.entries(routes)) this.#registry.add(route, endpoint);
    return this as unknown as LightApi<R & More>;
  }

  /**
   * Opens the database, makes what its tables lack, and compiles the routes; the Hono app that comes of it can be
   * mounted or extended. Throws `ConfigurationError` with every mistake of the declaration.
   */
  async build(): Promise<Hono> {
    return (await this.#build()).hono;
  }

  /** Builds, and says what is served under which route and table: for tools. Throws `ConfigurationError`. */
  async resources(): Promise<readonly Resource[]> {
    return (await this.#build()).resources;
  }

  /**
   * The API as an OpenAPI 3.1 document, of what is declared: for tools. Nothing is made, and the database is only asked
   * for tables that classes reflect. Throws `ConfigurationError`.
   */
  async openapi(): Promise<OpenApiDocument> {
    const { authPath, loginValidator, openapi: info } = this.#settings;
    const isReflecting = this.#registry.reflected().length > 0;
    const resources = isReflecting ? await this.#declared() : this.#registry.resources();
    return describeApi({ resources, authPath, loginValidator, info }, this.basePath);
  }

  /** Builds, and gives what the app stands on, past scopes, permissions and hooks: for tools. Throws `ConfigurationError`. */
  async open(): Promise<OpenedApp> {
    const { database, resources, operations } = await this.#build();
    const assembleOn: OpenedApp['assemble'] = (opened, logger) => {
      const background = new Background(logger);
      const parts = { opened, resources, operations, background, latest: database.latest };
      return assemble(parts, { ...this.#settings, logger });
    };
    return { database, resources, now: this.#settings.clock, assemble: assembleOn };
  }

  /** What is declared, and for which database: for tools. Nothing is made. Throws `ConfigurationError`. */
  declaration(): DeclaredApp {
    const { databaseUrl, databaseOptions: options, createTables, corsOrigins } = this.#settings;
    const resources = () => this.#placed(() => this.#declared());
    const models = async () => (await resources()).map(({ model }) => model);
    return { url: databaseUrl(), options, createTables, corsOrigins, resources, models };
  }

  /**
   * Runs `work` in one transaction: committed when it returns, undone when it throws; a session inside is a savepoint.
   * Kysely knows the registered tables by the last part of their routes. Throws what `work` throws.
   */
  async withSession<T, Tables = SessionTables<R>>(
    work: (session: Session<Tables>) => Promise<T>,
    settings?: SessionSettings,
  ): Promise<T> {
    const { opened, resources } = await this.#build();
    return opened.session((session) => work(underNames(session, namesByRoute(resources))), settings);
  }

  /**
   * Answers a Web-standard request; the app builds itself on the first one. `env` is what the server knows besides: the
   * address of the client.
   */
  readonly fetch = (request: Request, env?: unknown): Awaitable<Response> =>
    this.#fetch === undefined
      ? this.#build().then(({ hono }) => hono.fetch(request, env as object | undefined))
      : this.#fetch(request, env as object | undefined);

  /**
   * Calls the app in-process: `await app.request('/books', { method: 'POST', … })`. For tests; the path is the whole one,
   * and `env` is as in `fetch`.
   */
  async request(path: string | URL, init?: RequestInit, env?: object): Promise<Response> {
    return this.fetch(new Request(new URL(path, 'http://localhost'), init), env);
  }

  /**
   * Builds, listens, and prints address, database and routes; `url` is where the routes begin. SIGTERM and SIGINT stop
   * accepting, let requests finish, close the database and exit with 0. Throws `ConfigurationError`.
   */
  async run(given: RunOptions = {}): Promise<{ readonly url: string }> {
    const started = performance.now();
    const options = { ...this.#config.server, ...given };
    const { host, port, banner } = readRun(options);
    const { database, resources, operations } = await this.#build();
    this.#listening = await listenAll([{ fetch: this.fetch, host, port }, ...operations.apart(host)]);
    const [origin = '', metrics] = this.#listening.map((listening) => listening.url);
    const url = `${origin}${this.basePath}`;
    const took = performance.now() - started;
    if (banner) {
      const start = { url, database: database.label, resources, took, ...(metrics && { metrics }) };
      announce(this.#settings.logger, start);
    }
    this.#forgetSignals = closeOnSignal(() => this.close(options));
    return { url };
  }

  /** Stops serving, finishes what was accepted, and closes the database; a later request is an error. */
  close(options: Partial<Drain> = {}): Promise<void> {
    this.#closing ??= this.#close(readDrain(options));
    return this.#closing;
  }

  async #close({ drainDelay, drainTimeout, lingerTimeout }: Drain): Promise<void> {
    this.#readiness.drain();
    const [api, ...others] = this.#listening;
    const end = performance.now() + (api === undefined ? 0 : drainDelay) + drainTimeout;
    await api?.stop(drainTimeout, { delay: drainDelay, linger: lingerTimeout });
    await this.#background.finish(end - performance.now());
    await Promise.all(others.map((other) => other.stop(0)));
    const built = await this.#building?.catch(() => undefined);
    await built?.database.close();
    await built?.stores.close();
    this.#fetch = () => Promise.reject(new Error('the app is closed'));
    this.#forgetSignals();
  }

  #build(): Promise<Built> {
    this.#building ??= this.#placed(() => this.#compile());
    return this.#building;
  }

  async #placed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof ConfigurationError ? this.#config.place(error) : error;
    }
  }

  async #declared(): Promise<readonly Resource[]> {
    const { databaseUrl, databaseOptions } = this.#settings;
    return this.#registry.resources(await inspect(databaseUrl, databaseOptions, this.#registry.reflected()));
  }

  async #compile(): Promise<Built> {
    const parts = { settings: this.#settings, readiness: this.#readiness, background: this.#background };
    const built = await build(await this.#declared(), parts);
    this.#fetch = built.hono.fetch;
    return built;
  }
}
