/** Brings a MySQL up to its models, while others that start wait: it has no transactions for tables. */

import type { Configuration } from '@mikro-orm/core';
import {
  AbstractSqlConnection,
  AbstractSqlDriver,
  BaseMySqlPlatform,
  type DatabaseSchema,
  MySqlSchemaHelper,
} from '@mikro-orm/sql';
import { MysqlDialect, type MysqlPool } from 'kysely';
import type { Connection } from 'mysql2';
import { ConfigurationError } from '../../../errors.ts';
import type { Column, Model } from '../../../model.ts';
import type { ColumnTypes } from '../../compare.ts';
import type { CreateTables } from '../../create-tables.ts';
import type { SyncReport } from '../../database.ts';
import { adoptLegacyTables } from '../../legacy.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { differs, entityOf, openOrm, planTables } from '../../tables.ts';
import type { Flavour } from './flavour.ts';
import { labelOf } from './label.ts';
import { withClient } from './pool.ts';
import { ask, askRows } from './run.ts';
import { fitsType, storedTypes } from './types.ts';

export const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;

/** How columns are declared; a long text takes a default only as an expression. */
export function typesOf(flavour: Flavour): ColumnTypes {
  const types = storedTypes(flavour);
  const sqlType = (column: Column): string => types[column.type].sqlType(column);
  return {
    sqlType,
    fitsType,
    defaultSql: (column) => {
      if (column.default == null || typeof column.default === 'function') return undefined;
      const value = types[column.type].encode?.(column.default) ?? column.default;
      const plain = typeof value === 'number' || typeof value === 'bigint' ? String(value) : literal(value);
      return /^(?:longtext|json)/.test(sqlType(column)) ? `(${plain})` : plain;
    },
    identity: { type: 'bigint' },
  };
}

/** Texts in what is declared are written as in standard SQL. */
export const declaringMode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES';

/** So many seconds a start waits for another. */
const lockLimit = 60;
export const lock = "concat('lightapi:', md5(database()))";

class MysqlConnection extends AbstractSqlConnection {
  override createKyselyDialect(): never {
    throw new Error('the connection is ours');
  }
}

type Loading = Parameters<MySqlSchemaHelper['getAllChecks']>;

/** The values of `"status" in ('a','b')`, or `"status" = 'a'`, as MariaDB says it; MySQL escapes all of it once more, and says charsets. */
function valuesIn(check: string): readonly [column: string, values: string[]] | undefined {
  const plain = check.includes("_utf8mb4\\'") ? check.replaceAll(/\\(.)/gs, '$1').replaceAll("_utf8mb4'", "'") : check;
  const [, column, list = ''] = /^\(*["`]([^"`]+)["`] (?:in \(|= )('.*')/is.exec(plain) ?? [];
  if (column === undefined) return undefined;
  const texts = [...list.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)];
  return [column, texts.map(([, text = '']) => text.replaceAll(/\\(.)|'(')/gs, '$1$2'))];
}

class TableHelper extends MySqlSchemaHelper {
  override async loadViews(_: DatabaseSchema): Promise<void> {}

  /** A column of an enum is a text with a check. */
  override async getAllEnumDefinitions(...[connection, tables, context]: Loading) {
    const enums = await super.getAllEnumDefinitions(connection, tables, context);
    const checks = await this.getAllChecks(connection, tables, context);
    for (const [table, of] of Object.entries(checks)) {
      const found = of.flatMap(({ expression }) =>
        [valuesIn(String(expression)) ?? []].filter((each) => each.length > 0),
      );
      enums[table] = { ...enums[table], ...Object.fromEntries(found) };
    }
    return enums;
  }
}

class MysqlPlatform extends BaseMySqlPlatform {
  protected override readonly schemaHelper: MySqlSchemaHelper = new TableHelper(this);

  override escape(value: unknown): string {
    return literal(value);
  }

  /** An id would be unsigned, which no foreign key of ours could lead to. */
  override supportsUnsigned(): boolean {
    return false;
  }
}

export class MysqlDriver extends AbstractSqlDriver<MysqlConnection> {
  constructor(config: Configuration) {
    super(config, new MysqlPlatform(), MysqlConnection, ['kysely', 'mysql2']);
  }
}

/** MikroORM on a client of ours; it must not close what it did not open. */
export function dialectOn(client: Connection): MysqlDialect {
  const lent = { query: client.query.bind(client), execute: client.execute.bind(client), release: () => undefined };
  const pool = {
    getConnection: (give: (error: null, connection: unknown) => void) => give(null, lent),
    end: (done: () => void) => done(),
  };
  return new MysqlDialect({ pool: pool as unknown as MysqlPool });
}

async function bringUp(
  client: Connection,
  { flavour, createTables }: Pick<Place, 'flavour' | 'createTables'>,
  declared: readonly Model[],
): Promise<SyncReport> {
  const rows = await askRows(
    client,
    "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
  );
  const tables = new Set(rows.map(({ name }) => String(name)));
  const types = typesOf(flavour);
  const { models, notices } = adoptLegacyTables(declared, tables);
  const made = models.filter(({ isView }) => isView !== true);
  const orm = await openOrm(
    { driver: MysqlDriver, driverOptions: dialectOn(client) },
    made.map((model) => entityOf(model, types)),
  );
  const plan = await planTables(orm, made, { types, tables, createTables });
  if (plan.problems.length > 0) throw new ConfigurationError(plan.problems);
  if (plan.script.trim() !== '') {
    await ask(client, plan.script).catch((error: unknown) => {
      throw differs(error);
    });
  }
  return { models, notices: [...notices, ...plan.notices] };
}

/** Where tables are made, and by which rules. */
interface Place {
  readonly url: string;
  readonly options: DatabaseOptions;
  readonly flavour: Flavour;
  readonly createTables?: CreateTables | undefined;
}

/** Makes what is missing. Throws `ConfigurationError` with everything that differs otherwise, and changes nothing then. */
export const syncMysql = (
  { url, options, flavour, createTables }: Place,
  declared: readonly Model[],
): Promise<SyncReport> =>
  withClient(url, options, async (client) => {
    await ask(client, `set session sql_mode = '${declaringMode}'`);
    const [locked] = await askRows(client, `select get_lock(${lock}, ${lockLimit}) as got, database() as name`);
    if (locked?.name == null) throw cannotOpenServer(labelOf(url), 'the URL names no database');
    if (locked.got !== 1) throw cannotOpenServer(labelOf(url), 'another process is making its tables');
    return bringUp(client, { flavour, createTables }, declared);
  });
