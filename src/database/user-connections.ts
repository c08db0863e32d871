/** The connections that Kysely is given for what users write: ours, each for one use. */
import {
  type CompiledQuery,
  type ConnectionProvider,
  createQueryId,
  type DatabaseConnection,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Access, TransactionSettings } from './access.ts';
import type { Ambient } from './ambient.ts';
import { type Changing, changedBy } from './changes.ts';

/** Where statements run, and where it is noted what they change. */
export interface Place {
  readonly access: Access;
  readonly changing: Changing;
}

/** A transaction that is open between calls. */
interface Held extends Place {
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** What ends transactions that others are in, or leaves one open on a connection that others use. */
const control = /^\s*(?:begin|start|commit|end|rollback|savepoint|release)\b/i;

/** What Kysely takes for a connection. */
class UserConnection implements DatabaseConnection {
  readonly #place: Place;
  held: Held | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = compiled;
    if (control.test(sql)) throw new TypeError(`"${sql}": transactions are begun by this.db.transaction().`);
    const { access, changing } = this.held ?? this.#place;
    return changing(changedBy(compiled), async () => (await access.query(sql, parameters)) as QueryResult<R>);
  }

  /** All rows at once: they are read before anybody could write. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** Gives connections, each for one use. */
export class UserConnections implements ConnectionProvider {
  readonly #ambient: Ambient;
  readonly #place: Place;

  constructor(ambient: Ambient, place: Place) {
    this.#ambient = ambient;
    this.#place = place;
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return this.#ambient.begin(() => consumer(new UserConnection(this.#place)));
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
            changing: ambient.changingHere(),
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
export class UserDriver implements Driver {
  readonly #ambient: Ambient;

  constructor(ambient: Ambient) {
    this.#ambient = ambient;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<UserConnection> {
    return new UserConnection(this.#ambient);
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
