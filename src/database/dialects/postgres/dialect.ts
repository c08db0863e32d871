/** PostgreSQL behind the interface of database/database.ts. */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Engine } from '../../access.ts';
import type { Database } from '../../database.ts';
import { explainTables } from '../../explained.ts';
import { openTables } from '../../opening.ts';
import type { DatabaseOptions } from '../../options.ts';
import type { Statement, Tables } from '../../statements.ts';
import { compileStored } from '../../stored.ts';
import type { KyselyParts } from '../../user-queries.ts';
import { openConnection } from './connection.ts';
import { explain } from './explain.ts';
import { labelOf } from './label.ts';
import { planOf } from './plan.ts';
import { syncPostgres } from './sync.ts';
import { bindable, spelling, storedTypes } from './types.ts';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A sequence knows nothing of keys that it did not give; it never goes back. */
function passKeys(table: string, key: string): Statement {
  const [from, of] = [quote(table).replaceAll("'", "''"), key.replaceAll("'", "''")];
  const sequence = `pg_get_serial_sequence('${from}', '${of}')`;
  const last = `coalesce(pg_sequence_last_value(${sequence}::regclass), 1)`;
  return { sql: `select setval(${sequence}, greatest(max(${quote(key)}), ${last})) from ${quote(table)}`, order: [] };
}

const engine: Engine = { spelling, ...compileStored(storedTypes), bindable, explain, passKeys };

const parts: KyselyParts = {
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

const compiler = new Kysely<Tables>({ dialect: { ...parts, createDriver: () => new DummyDriver() } });

/** Connects to PostgreSQL, or what speaks its protocol. Throws `ConfigurationError` where it can't. */
export async function openPostgres(url: string, options: DatabaseOptions): Promise<Database> {
  const { access, transact, anywhere, latest, usage, close } = openConnection(url, options);
  const connected = { access, transact, engine, compiler, parts };
  return {
    system: 'postgresql',
    label: labelOf(url),
    sync: (models, createTables) => syncPostgres({ url, options }, models, createTables),
    open: (models, observers) => openTables(connected, models, observers),
    explain: (models) => explainTables(connected, models, planOf),
    ...(anywhere && { anywhere }),
    latest,
    usage,
    close,
  };
}
