/** Kysely on our connections, for what users write: their queries run where our own do. */
import {
  type CompiledQuery,
  type ConnectionProvider,
  createQueryId,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyPlugin,
  type KyselyProps,
  type QueryCompiler,
  type QueryExecutor,
  type QueryResult,
  type RawBuilder,
  sql,
  Transaction,
  TransactionBuilder,
  WithSchemaPlugin,
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

/** What ends transactions that others are in, or leaves one open on a connection that others use. */
const control = /^\s*(?:begin|start|commit|end|rollback|savepoint|release)\b/i;

/** What Kysely takes for a connection. */
class UserConnection implements DatabaseConnection {
  readonly #access: Access;
  held: Held | undefined;

  constructor(access: Access) {
    this.#access = access;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (control.test(sql)) throw new TypeError(`"${sql}": transactions are begun by this.db.transaction().`);
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

type Savepoint = [connection: UserConnection, name: string, compileQuery: QueryCompiler['compileQuery']];

async function runSavepoint(command: RawBuilder<unknown>, [connection, name, compile]: Savepoint): Promise<void> {
  const query = compile(sql`${command} ${sql.id(name)}`.toOperationNode(), createQueryId());
  await connection.held?.access.query(query.sql, []);
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

  async savepoint(...savepoint: Savepoint): Promise<void> {
    await runSavepoint(sql`savepoint`, savepoint);
  }

  async rollbackToSavepoint(...savepoint: Savepoint): Promise<void> {
    await runSavepoint(sql`rollback to`, savepoint);
  }

  async releaseSavepoint(...savepoint: Savepoint): Promise<void> {
    await runSavepoint(sql`release`, savepoint);
  }

  async releaseConnection(connection: UserConnection): Promise<void> {
    connection.held = undefined;
  }

  /** The app closes the database. */
  async destroy(): Promise<void> {}
}

type Work<T> = (transaction: Transaction<Tables>) => Promise<T>;
/** Runs work in a transaction that all it calls is in. */
type Begin = <T>(work: Work<T>, props: KyselyProps, settings?: TransactionSettings) => Promise<T>;

/** `transaction()` whose work is inside for all that it calls, not for Kysely alone. */
class UserTransactions extends TransactionBuilder<Tables> {
  readonly #props: KyselyProps;
  readonly #begin: Begin;
  readonly #settings: TransactionSettings;

  constructor(props: KyselyProps, begin: Begin, settings: TransactionSettings = {}) {
    super({ ...props, ...settings });
    this.#props = props;
    this.#begin = begin;
    this.#settings = settings;
  }

  override setAccessMode(accessMode: NonNullable<TransactionSettings['accessMode']>): UserTransactions {
    return new UserTransactions(this.#props, this.#begin, { ...this.#settings, accessMode });
  }

  override setIsolationLevel(isolationLevel: NonNullable<TransactionSettings['isolationLevel']>): UserTransactions {
    return new UserTransactions(this.#props, this.#begin, { ...this.#settings, isolationLevel });
  }

  override execute<T>(work: Work<T>): Promise<T> {
    return this.#begin(work, this.#props, this.#settings);
  }
}

/** Kysely whose transactions are ours, in whatever form it is asked for. */
class UserKysely extends Kysely<Tables> {
  readonly #props: KyselyProps;
  readonly #begin: Begin;

  constructor(props: KyselyProps, begin: Begin) {
    super(props);
    this.#props = props;
    this.#begin = begin;
    const same = () => this;
    // These change types alone.
    Object.assign(this, { withTables: same, $extendTables: same, $omitTables: same, $pickTables: same });
  }

  #on(executor: QueryExecutor): UserKysely {
    return new UserKysely({ ...this.#props, executor }, this.#begin);
  }

  override transaction(): TransactionBuilder<Tables> {
    return new UserTransactions(this.#props, this.#begin);
  }

  /** Whose connection it is makes no difference here: each statement finds its own. */
  override connection(): ReturnType<Kysely<Tables>['connection']> {
    const builder = { execute: <T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> => work(this) };
    return builder as unknown as ReturnType<Kysely<Tables>['connection']>;
  }

  override withPlugin(plugin: KyselyPlugin): UserKysely {
    return this.#on(this.#props.executor.withPlugin(plugin));
  }

  override withoutPlugins(): UserKysely {
    return this.#on(this.#props.executor.withoutPlugins());
  }

  override withSchema(schema: string): UserKysely {
    return this.#on(this.#props.executor.withPluginAtFront(new WithSchemaPlugin(schema)));
  }
}

/** The parts of Kysely that differ by dialect; its adapter must say that many may use a connection at a time. */
export type KyselyParts = Omit<Dialect, 'createDriver'>;

/** Kysely for users. */
interface UserQueries {
  readonly query: Kysely<Tables>;
  /** Runs work in a transaction, whose Kysely it is given. */
  readonly session: <T>(work: Work<T>, settings?: TransactionSettings) => Promise<T>;
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
  const connections = (access: Access): UserConnections => new UserConnections(ambient, access);
  const executor = new DefaultQueryExecutor(compiler, adapter, connections(ambient.access), [plugin]);
  const props: KyselyProps = { config: { dialect }, executor, dialect, driver: dialect.createDriver() };
  const begin: Begin = (work, asked, settings) =>
    ambient.transact((access) => {
      const inside = asked.executor.withConnectionProvider(connections(ambient.inside(access)));
      return work(new Transaction<Tables>({ ...asked, executor: inside }));
    }, settings);
  return { query: new UserKysely(props, begin), session: (work, settings) => begin(work, props, settings) };
}
