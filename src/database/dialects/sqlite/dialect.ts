/** SQLite behind the interface of database/database.ts. */
import { Kysely, SqliteAdapter, SqliteDialect, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Engine } from '../../access.ts';
import type { Database } from '../../database.ts';
import { explainTables } from '../../explained.ts';
import { openTables } from '../../opening.ts';
import type { Tables } from '../../statements.ts';
import { compileStored } from '../../stored.ts';
import type { KyselyParts } from '../../user-queries.ts';
import { openConnection } from './connection.ts';
import { explain } from './explain.ts';
import { planOf } from './plan.ts';
import { endReads } from './reader.ts';
import { syncSqlite } from './sync.ts';
import { bindable, spelling, storedTypes } from './types.ts';

const engine: Engine = { spelling, ...compileStored(storedTypes), bindable, explain };

/** Ours may be used by many at a time: Kysely must not make a query wait for somebody's transaction. */
class UserAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const parts: KyselyParts = {
  createAdapter: () => new UserAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

/** Opens a SQLite file, making it where it is missing. Throws `ConfigurationError` where it can't. */
export async function openSqlite(file: string): Promise<Database> {
  const connection = await openConnection(file);
  const { access, transact } = connection;
  const compiler = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection.db }) });
  const connected = { access, transact, engine, compiler, parts };
  return {
    system: 'sqlite',
    label: file === ':memory:' ? 'SQLite in memory' : `SQLite ${file}`,
    sync: (models, createTables) => syncSqlite(connection, models, createTables),
    open: (models, observers) => openTables(connected, models, observers),
    explain: (models) => explainTables(connected, models, planOf),
    latest: (work) => {
      endReads();
      return work();
    },
    close: connection.close,
  };
}
