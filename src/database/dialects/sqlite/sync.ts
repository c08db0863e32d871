/** Brings a SQLite file up to its models, in one transaction. */
import { SqliteDriver, SqlMikroORM, SqlSchemaGenerator } from '@mikro-orm/sql';
import type Sqlite from 'better-sqlite3';
import { SqliteDialect } from 'kysely';
import { ConfigurationError } from '../../../errors.ts';
import type { Column, Model } from '../../../model.ts';
import type { ColumnTypes } from '../../compare.ts';
import type { SyncReport } from '../../database.ts';
import { adoptLegacyTables } from '../../legacy.ts';
import { entityOf, type Orm, planTables } from '../../tables.ts';
import { whileBusy } from './busy.ts';
import type { Connection } from './connection.ts';
import { cannotOpen } from './errors.ts';
import { defaultSql, fitsType, sqlType } from './types.ts';

const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
const types: ColumnTypes = { sqlType, fitsType, defaultSql: (column: Column) => defaultSql(column, literal) };

/** MikroORM on our connection; it must not close what it did not open. */
async function openOrm(db: Sqlite.Database, models: readonly Model[]): Promise<Orm> {
  const database = { prepare: (sql: string) => db.prepare(sql), close: () => undefined };
  const orm = new SqlMikroORM({
    driver: SqliteDriver,
    dbName: db.name,
    driverOptions: new SqliteDialect({ database }),
    entities: models.map((model) => entityOf(model, types)),
    extensions: [SqlSchemaGenerator],
    discovery: { warnWhenNoEntities: false },
  });
  await orm.connect();
  return orm as unknown as Orm;
}

function apply(db: Sqlite.Database, script: string): void {
  try {
    db.exec(script);
  } catch (error) {
    throw new ConfigurationError([
      {
        code: 'table_differs',
        where: 'database',
        problem: `the tables can't be brought up to the declaration: ${error instanceof Error ? error.message : String(error)}.`,
        remedy: 'For a unique field, first change the rows that hold the same value.',
      },
    ]);
  }
}

/** Makes what is missing. Throws `ConfigurationError` with everything that differs otherwise, and changes nothing then. */
export async function syncSqlite({ db }: Connection, declared: readonly Model[]): Promise<SyncReport> {
  await whileBusy(() => db.exec('BEGIN IMMEDIATE')).catch((error: unknown) => {
    throw cannotOpen(db.name, error);
  });
  try {
    const rows = db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    const { models, notices } = adoptLegacyTables(declared, new Set(rows.map(({ name }) => name)));
    const plan = await planTables(await openOrm(db, models), models, types);
    if (plan.problems.length > 0) throw new ConfigurationError(plan.problems);
    apply(db, plan.script);
    db.exec('COMMIT');
    return { models, notices: [...notices, ...plan.notices] };
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
