/** Kysely on our connections, for what users write: their queries run where our own do. */
import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyPlugin,
  type KyselyProps,
  type QueryResult,
  Transaction,
  TransactionBuilder,
} from 'kysely';
import type { Access, TransactionSettings } from './access.ts';
import type { Ambient } from './ambient.ts';
import type { Tables } from './statements.ts';

/** A transaction that is open between calls. */
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

/** Gives connections, each for one use. */
class UserConnections implements ConnectionProvider {
  readonly #ambient: Ambient;
  readonly #access: Access;

  constructor(ambient: Ambient, access: Access) {
    this.#ambient = ambient;
    this.#access = access;
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return this.#ambient.begin(() => consumer(new UserConnection(this.#access)));
  }
}

const rolledBack = Symbol('rolled back');

/** Begins a transaction and keeps it open until one of the two is called. */
function hold(ambient: Ambient, settings: TransactionSettings): Promise<Held> {
  return new Promise((resolve, reject) => {
    const ended = ambient.transact(
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
      settings,
    );
    ended.catch(reject);
  });
}

/** For transactions that are begun and ended by calls of their own: `startTransaction()`. */
class UserDriver implements Driver {
  readonly #ambient: Ambient;

  constructor(ambient: Ambient) {
    this.#ambient = ambient;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<UserConnection> {
    return new UserConnection(this.#ambient.access);
  }

  async beginTransaction(connection: UserConnection, settings: TransactionSettings): Promise<void> {
    connection.held = await hold(this.#ambient, settings);
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

type TransactionProps = ConstructorParameters<typeof TransactionBuilder>[0];
type Work<T> = (transaction: Transaction<Tables>) => Promise<T>;
/** Runs work in a transaction that all it calls is in. */
type Begin = <T>(work: Work<T>, settings?: TransactionSettings) => Promise<T>;

/** `transaction()` whose work is inside for all that it calls, not for Kysely alone. */
class UserTransactions extends TransactionBuilder<Tables> {
  readonly #props: TransactionProps;
  readonly #begin: Begin;

  constructor(props: TransactionProps, begin: Begin) {
    super(props);
    this.#props = props;
    this.#begin = begin;
  }

  override setAccessMode(accessMode: NonNullable<TransactionSettings['accessMode']>): UserTransactions {
    return new UserTransactions({ ...this.#props, accessMode }, this.#begin);
  }

  override setIsolationLevel(isolationLevel: NonNullable<TransactionSettings['isolationLevel']>): UserTransactions {
    return new UserTransactions({ ...this.#props, isolationLevel }, this.#begin);
  }

  override execute<T>(work: Work<T>): Promise<T> {
    return this.#begin(work, this.#props);
  }
}

class UserKysely extends Kysely<Tables> {
  readonly #props: KyselyProps;
  readonly #begin: Begin;

  constructor(props: KyselyProps, begin: Begin) {
    super(props);
    this.#props = props;
    this.#begin = begin;
  }

  override transaction(): TransactionBuilder<Tables> {
    return new UserTransactions(this.#props, this.#begin);
  }
}

/** The parts of Kysely that differ by dialect; its adapter must say that many may use a connection at a time. */
export type KyselyParts = Omit<Dialect, 'createDriver'>;

/** Kysely for users. */
interface UserQueries {
  readonly query: Kysely<Tables>;
  /** Runs work in a transaction, whose Kysely it is given. */
  readonly session: Begin;
}

export function userQueries(parts: KyselyParts, ambient: Ambient, plugin: KyselyPlugin): UserQueries {
  const dialect: Dialect = {
    createAdapter: () => parts.createAdapter(),
    createDriver: () => new UserDriver(ambient),
    createIntrospector: (db) => parts.createIntrospector(db),
    createQueryCompiler: () => parts.createQueryCompiler(),
  };
  const compiler = dialect.createQueryCompiler();
  const adapter = dialect.createAdapter();
  const propsOn = (access: Access): KyselyProps => ({
    config: { dialect },
    executor: new DefaultQueryExecutor(compiler, adapter, new UserConnections(ambient, access), [plugin]),
    dialect,
    driver: dialect.createDriver(),
  });
  const session: Begin = (work, settings) =>
    ambient.transact((access) => work(new Transaction<Tables>(propsOn(access))), settings);
  return { query: new UserKysely(propsOn(ambient.access), session), session };
}
