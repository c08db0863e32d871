/** Kysely on our connections, for what users write: their queries run where our own do. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyPlugin,
  type QueryResult,
} from 'kysely';
import type { Access, Transact } from './access.ts';
import type { Tables } from './statements.ts';

/** A transaction that Kysely holds open between its calls. */
interface Held {
  readonly access: Access;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** What Kysely takes for a connection. */
class UserConnection implements DatabaseConnection {
  readonly #access: Access;
  held: Held | undefined;

  constructor(access: Access) {
    this.#access = access;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { query } = this.held?.access ?? this.#access;
    return (await query(sql, parameters)) as QueryResult<R>;
  }

  /** All rows at once: they are read before anybody could write. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

const rolledBack = Symbol('rolled back');

/** Begins a transaction and keeps it open until one of the two is called. */
function hold(transact: Transact): Promise<Held> {
  return new Promise((resolve, reject) => {
    const ended = transact(
      (access) =>
        new Promise<void>((commit, undo) => {
          resolve({
            access,
            commit: () => {
              commit();
              return ended;
            },
            rollback: async () => {
              undo(rolledBack);
              await ended.catch((error: unknown) => {
                if (error !== rolledBack) throw error;
              });
            },
          });
        }),
    );
    ended.catch(reject);
  });
}

/** `transact` is absent inside a transaction, in which there is no other. */
class UserDriver implements Driver {
  readonly #access: Access;
  readonly #transact: Transact | undefined;

  constructor(access: Access, transact?: Transact) {
    this.#access = access;
    this.#transact = transact;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<UserConnection> {
    return new UserConnection(this.#access);
  }

  async beginTransaction(connection: UserConnection): Promise<void> {
    if (this.#transact === undefined) throw new TypeError('this is a transaction already: use it as it is.');
    connection.held = await hold(this.#transact);
  }

  async commitTransaction(connection: UserConnection): Promise<void> {
    await connection.held?.commit();
  }

  async rollbackTransaction(connection: UserConnection): Promise<void> {
    await connection.held?.rollback();
  }

  async releaseConnection(connection: UserConnection): Promise<void> {
    connection.held = undefined;
  }

  /** The app closes the database. */
  async destroy(): Promise<void> {}
}

/** The parts of Kysely that differ by dialect; its adapter must say that many may use a connection at a time. */
export type KyselyParts = Omit<Dialect, 'createDriver'>;

/** Kysely for users; inside a transaction without a `transact`. */
export const userQueries = (
  parts: KyselyParts,
  { access, transact }: { readonly access: Access; readonly transact?: Transact },
  plugin: KyselyPlugin,
): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => parts.createAdapter(),
      createDriver: () => new UserDriver(access, transact),
      createIntrospector: (db) => parts.createIntrospector(db),
      createQueryCompiler: () => parts.createQueryCompiler(),
    },
    plugins: [plugin],
  });
