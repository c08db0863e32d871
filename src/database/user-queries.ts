/** Kysely on our connections, for what users write: their queries run where our own do. */
import {
  DefaultQueryExecutor,
  type Dialect,
  Kysely,
  type KyselyPlugin,
  type KyselyProps,
  type QueryExecutor,
  Transaction,
  TransactionBuilder,
  WithSchemaPlugin,
} from 'kysely';
import type { TransactionSettings } from './access.ts';
import type { Ambient } from './ambient.ts';
import type { Tables } from './statements.ts';
import { type Place, UserConnections, UserDriver } from './user-connections.ts';

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
  const connections = (place: Place): UserConnections => new UserConnections(ambient, place);
  const executor = new DefaultQueryExecutor(compiler, adapter, connections(ambient), [plugin]);
  const props: KyselyProps = { config: { dialect }, executor, dialect, driver: dialect.createDriver() };
  const begin: Begin = (work, asked, settings) =>
    ambient.transact((access) => {
      const inside = asked.executor.withConnectionProvider(
        connections({
          access: ambient.inside(access),
          changing: ambient.changingHere(),
        }),
      );
      return work(new Transaction<Tables>({ ...asked, executor: inside }));
    }, settings);
  return { query: new UserKysely(props, begin), session: (work, settings) => begin(work, props, settings) };
}
