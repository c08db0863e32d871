/** The class that users extend: its fields are the table, the validation and the endpoint. */
import type { Context } from 'hono';
import type { User } from '../auth/user.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Query } from '../database/database.ts';
import { type Conditions, conditions, type RowCondition, type Rows } from '../database/kysely.ts';
import type { Session, SessionSettings } from '../database/session.ts';
import { Field } from '../field/field.ts';
import type { Loaded } from '../field/infer.ts';
import type { Meta, NoMeta } from './meta.ts';
import type { Body, Runtime } from './runtime.ts';

/** Gives an endpoint what its methods stand on. */
export let attach: (endpoint: RestEndpoint, runtime: Runtime) => void;

/** What a verb replies with: a `Response`, or data, which is sent as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: an override returns what it likes; a super call gives a Response
type Reply = Awaitable<any>;

/** A row or values of a class that only the subclass knows: it says which, as `Row<BookEndpoint>`. */
// biome-ignore lint/suspicious/noExplicitAny: as above
type Known = any;

/** What a `scope` gives: a condition, `true` for all rows or `false` for none. */
export type Scope = Awaitable<RowCondition | boolean>;

/** A page of rows, in the envelope of the endpoint's pagination. */
export interface Listing<Row> {
  readonly results: readonly Row[];
  readonly next?: string | null;
  readonly previous?: string | null;
  readonly count?: number;
  readonly pages?: number;
}

/**
 * One class is the table, the validation schema and the REST endpoint. Every endpoint has `id`, `created_at`,
 * `updated_at` and `version`: never declared, never accepted as input, always in responses.
 *
 * Each method can be overridden, sync or async, and calls its default by `super`. One object of a class answers all
 * requests of an app: keep what belongs to a request in `c.set(…)`.
 *
 * @example
 * ```ts
 * import { field, LightApi, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   title = field.string({ minLength: 1 });
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const reply = await app.request('/books', {
 *   method: 'POST',
 *   headers: { 'Content-Type': 'application/json' },
 *   body: JSON.stringify({ title: 'SICP' }),
 * });
 * console.assert(reply.status === 201);
 * await app.close();
 * ```
 */
export abstract class RestEndpoint {
  /** The primary key, given by the database, never given twice; `id = field.uuid({ primaryKey: true })` is another. */
  // biome-ignore lint/suspicious/noExplicitAny: a subclass may say another type; `Row` knows a number otherwise
  readonly id: Field<any, any, 'none' | 'key' | 'given key'> = new Field<number, number, 'none'>('integer', {}, true);
  /** When the row was created. */
  readonly created_at = new Field<Date, string, 'none', 'datetime'>('datetime', {}, true);
  /** When the row was last written. */
  readonly updated_at = new Field<Date, string, 'none', 'datetime'>('datetime', {}, true);
  /** 1 on creation, one more with every PUT and PATCH, which must say the version that they change. */
  readonly version = new Field<number, number, 'none', 'integer'>('integer', {}, true);

  static meta: NoMeta = {};

  #attached: Runtime | undefined;

  static {
    attach = (endpoint, runtime) => {
      endpoint.#attached = runtime;
    };
  }

  get #runtime(): Runtime {
    if (this.#attached !== undefined) return this.#attached;
    throw new TypeError(`${this.constructor.name} is registered at no app, or that is not built yet.`);
  }

  /** Answers GET, on the collection and on an item, where `c.req.param('id')` says which. */
  get(c: Context): Reply {
    return this.#runtime.get(c);
  }

  /** Answers POST. `c.req.json()` reads the body as the default does: bounded, declared as JSON, 4xx otherwise. */
  post(c: Context): Reply {
    return this.#runtime.post(c);
  }

  /** Answers PUT. */
  put(c: Context): Reply {
    return this.#runtime.change(c, false);
  }

  /** Answers PATCH. */
  patch(c: Context): Reply {
    return this.#runtime.change(c, true);
  }

  /** Answers DELETE; nothing returned is a 204. */
  delete(c: Context): Reply {
    return this.#runtime.remove(c);
  }

  /** The page that the query asks for, in the scope. Throws `validation_failed`. */
  list(c: Context): Awaitable<Listing<Loaded<this>>> {
    return this.#runtime.list(c) as Promise<Known>;
  }

  /** One row of the scope. Throws `not_found`. */
  retrieve(c: Context, id: Known): Awaitable<Loaded<this>> {
    return this.#runtime.retrieve(c, id) as Promise<Known>;
  }

  /** Validates what a body says and makes a row of it. Throws `validation_failed`, `permission_denied` and others. */
  create(c: Context, data: Body): Awaitable<Loaded<this>> {
    return this.#runtime.create(c, data) as Promise<Known>;
  }

  /** Validates what a body says, and changes the row at its version. Throws as `create` does, and `version_conflict`. */
  // biome-ignore lint/complexity/useMaxParams: an action is given all that it needs, as those of the original
  update(c: Context, id: Known, data: Body, { partial }: { readonly partial: boolean }): Awaitable<Loaded<this>> {
    return this.#runtime.update(c, id, { data, partial }) as Promise<Known>;
  }

  /** Removes a row of the scope. Throws `not_found`. */
  destroy(c: Context, id: Known): Awaitable<unknown> {
    return this.#runtime.destroy(c, id);
  }

  /** The rows of lists: a query of this table, whose order is the list's where none is asked for. Default: all. */
  queryset(_: Context): Awaitable<Rows<Known>> {
    return this.select();
  }

  /**
   * Which rows there are for the caller, on every verb: a condition, `true` for all or `false` for none. Others are 404;
   * a row that a write would put outside is 403. Default: all.
   */
  scope(_: Context): Scope {
    return true;
  }

  /** What fills columns in that the body of a POST or PUT leaves out: the owner. Default: nothing. */
  scopeDefaults(_: Context): Awaitable<Readonly<Record<string, unknown>>> {
    return {};
  }

  /** Runs before a row is made, in the same transaction: changes the values, or returns others; throws to refuse. */
  beforeCreate(_c: Context, _values: Known): Awaitable<unknown> {
    return undefined;
  }

  /** Runs after a row is made, in the same transaction; what it throws undoes the write. */
  afterCreate(_c: Context, _row: Known): Awaitable<unknown> {
    return undefined;
  }

  /** As `beforeCreate`, with the row as it is. */
  beforeUpdate(_c: Context, _values: Known, _row: Known): Awaitable<unknown> {
    return undefined;
  }

  /** As `afterCreate`, with the row as it was. */
  afterUpdate(_c: Context, _row: Known, _before: Known): Awaitable<unknown> {
    return undefined;
  }

  /** Runs before a row is removed, in the same transaction; throws to refuse. */
  beforeDelete(_c: Context, _row: Known): Awaitable<unknown> {
    return undefined;
  }

  /** Runs after a row is removed, in the same transaction; what it throws undoes that. */
  afterDelete(_c: Context, _row: Known): Awaitable<unknown> {
    return undefined;
  }

  /** A query of this table's rows, as the program sees them. It does not know the scope. */
  select(): Rows<Loaded<this>> {
    return this.#runtime.select() as unknown as Rows<Loaded<this>>;
  }

  /** Kysely on the app's database, in the transaction that there is: in a hook, that of the write. */
  get db(): Query {
    return this.#runtime.db();
  }

  /**
   * Runs `work` in one transaction, which all that it calls joins: committed when it returns, undone when it throws.
   * Inside another transaction, it is a savepoint of that.
   */
  withSession<T>(work: (session: Session) => Promise<T>, settings?: SessionSettings): Promise<T> {
    return this.#runtime.session(work, settings);
  }

  /** Kysely's expression builder: `this.eb(this.owner, '=', 'ann')`. */
  get eb(): Conditions {
    return conditions;
  }

  /** The caller of the request that is being answered, or `undefined` where nobody is logged in. */
  get user(): User | undefined {
    return this.#runtime.user();
  }

  /**
   * Calls `task` with `args` once the reply has left. Errors go to the log; a shutdown waits for it. Nothing is called
   * where the request fails. Throws `TypeError` outside of a request.
   */
  background<Args extends readonly unknown[]>(task: (...args: Args) => unknown, ...args: Args): void {
    this.#runtime.later(() => task(...args));
  }
}

/** What tells an endpoint to the compiler; the methods of classes with different rows can't be compared. */
type Automatic = Pick<RestEndpoint, 'id' | 'created_at' | 'updated_at' | 'version'>;

/** A class that can be registered: extends `RestEndpoint`, is concrete, and is made without arguments. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type EndpointClass = (new () => Automatic) & { readonly meta: Meta<any> };

/** The same, once it is known to be one. */
export type DescribedClass = (new () => RestEndpoint) & Pick<EndpointClass, 'meta'>;
