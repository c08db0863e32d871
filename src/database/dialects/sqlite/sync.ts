/** Brings a SQLite file up to its models, in one transaction. */
import type Sqlite from 'better-sqlite3';
import { SqliteDialect } from 'kysely';
import { ConfigurationError } from '../../../errors.ts';
import type { Column, Model } from '../../../model.ts';
import type { ColumnTypes } from '../../compare.ts';
import type { CreateTables } from '../../create-tables.ts';
import type { SyncReport } from '../../database.ts';
import { adoptLegacyTables } from '../../legacy.ts';
import { differs, entityOf, openOrm, planTables } from '../../tables.ts';
import { whileBusy } from './busy.ts';
import { SqliteDriver } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { cannotOpen } from './errors.ts';
import { defaultSql, fitsType, sqlType } from './types.ts';

const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
export const types: ColumnTypes = {
  sqlType,
  fitsType,
  defaultSql: (column: Column) => defaultSql(column, literal),
  identity: { type: 'integer' },
};

/** Our connection for MikroORM, which must not close what it did not open. */
export function dialectOn(db: Sqlite.Database): SqliteDialect {
  return new SqliteDialect({
    database: { prepare: (sql: string) => db.prepare(sql), close: () => undefined },
  });
}

function apply(db: Sqlite.Database, script: string): void {
  try {
    db.exec(script);
  } catch (error) {
    throw differs(error);
  }
}

/** Makes what is missing. Throws `ConfigurationError` with everything that differs otherwise, and changes nothing then. */
export async function syncSqlite(
  { db }: Connection,
  declared: readonly Model[],
  createTables?: CreateTables,
): Promise<SyncReport> {
  await whileBusy(() => db.exec('BEGIN IMMEDIATE')).catch((error: unknown) => {
    throw cannotOpen(db.name, error);
  });
  try {
    const rows = db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    const tables = new Set(rows.map(({ name }) => name));
    const { models, notices } = adoptLegacyTables(declared, tables);
    const made = models.filter(({ isView }) => isView !== true);
    const orm = await openOrm(
      { driver: SqliteDriver, driverOptions: dialectOn(db), dbName: db.name },
      made.map((model) => entityOf(model, types)),
    );
    const plan = await planTables(orm, made, { types, tables, createTables });
    if (plan.problems.length > 0) throw new ConfigurationError(plan.problems);
    apply(db, plan.script);
    db.exec('COMMIT');
    return { models, notices: [...notices, ...plan.notices] };
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
