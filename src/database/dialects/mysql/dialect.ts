/** MySQL and MariaDB behind the interface of database/database.ts. */
import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely';
import type { Database } from '../../database.ts';
import { explainTables } from '../../explained.ts';
import { openTables } from '../../opening.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import type { Tables } from '../../statements.ts';
import { compileStored } from '../../stored.ts';
import type { KyselyParts } from '../../user-queries.ts';
import { openConnection } from './connection.ts';
import { explain } from './explain.ts';
import { type Flavour, flavourOf } from './flavour.ts';
import { labelOf } from './label.ts';
import { planOf } from './plan.ts';
import { syncMysql } from './sync.ts';
import { bindable, spelling, storedTypes } from './types.ts';

const parts: KyselyParts = {
  createAdapter: () => new MysqlAdapter(),
  createIntrospector: (db) => new MysqlIntrospector(db),
  createQueryCompiler: () => new MysqlQueryCompiler(),
};

const compiler = new Kysely<Tables>({ dialect: { ...parts, createDriver: () => new DummyDriver() } });

/** The flavour of the server. Throws `ConfigurationError` where it can't be asked, or is too old. */
export async function flavourAt(url: string, ask: () => Promise<string>): Promise<Flavour> {
  const version = await ask().catch((error: unknown) => {
    throw cannotOpenServer(labelOf(url), error);
  });
  const flavour = flavourOf(version);
  if (flavour !== undefined) return flavour;
  throw cannotOpenServer(labelOf(url), `its version is ${version}: MySQL 8.0.17 or MariaDB 10.5 is needed`);
}

/** Connects to MySQL or MariaDB. Throws `ConfigurationError` where it can't. */
export async function openMysql(url: string, options: DatabaseOptions): Promise<Database> {
  const { version, access, transact, usage, close } = openConnection(url, options);
  const flavour = await flavourAt(url, version).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const engine = { spelling: spelling(flavour), ...compileStored(storedTypes(flavour)), bindable, explain };
  const connected = { access, transact, engine, compiler, parts };
  return {
    system: flavour.name.toLowerCase(),
    label: labelOf(url, flavour.name),
    sync: (models, createTables) => syncMysql({ url, options, flavour, createTables }, models),
    open: (models, observers) => openTables(connected, models, observers),
    explain: (models) => explainTables(connected, models, planOf),
    latest: (work) => work(),
    usage,
    close,
  };
}
