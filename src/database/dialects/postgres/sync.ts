/** Brings a PostgreSQL up to its models, in one transaction that others wait for. */

import type { Configuration } from '@mikro-orm/core';
import {
  AbstractSqlConnection,
  AbstractSqlDriver,
  BasePostgreSqlPlatform,
  PostgreSqlSchemaHelper,
} from '@mikro-orm/sql';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { ConfigurationError } from '../../../errors.ts';
import type { Column, Model } from '../../../model.ts';
import type { ColumnTypes } from '../../compare.ts';
import type { CreateTables } from '../../create-tables.ts';
import type { SyncReport } from '../../database.ts';
import { adoptLegacyTables } from '../../legacy.ts';
import type { DatabaseOptions } from '../../options.ts';
import { cannotOpenServer } from '../../refusals.ts';
import { differs, entityOf, openOrm, planTables } from '../../tables.ts';
import { clientConfig } from './connection.ts';
import { labelOf } from './label.ts';
import { defaultSql, fitsType, sqlType } from './types.ts';

export const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
export const types: ColumnTypes = {
  sqlType,
  fitsType,
  defaultSql: (column: Column) => defaultSql(column, literal),
  identity: { type: 'bigint', generated: 'by default as identity' },
};

/** Any number that other programs hardly take: two starts must not make the same tables. */
export const lock = 7_345_201_118;

class PostgresConnection extends AbstractSqlConnection {
  override createKyselyDialect(): never {
    throw new Error('the connection is ours');
  }
}

type AllIndexes = Parameters<PostgreSqlSchemaHelper['getAllIndexes']>;

/** Another schema may have a constraint of the same name, and a name in quotes is no expression. */
function byObject(sql: string): string {
  const column = 'select attname from pg_attribute where attrelid = idx.indrelid and attnum = idx.indkey[k]';
  return sql
    .replace('indrelid::regclass as table_name', '(select relname from pg_class where oid = indrelid) as table_name')
    .replace('on c.conname = i.relname', "on c.conindid = i.oid and c.contype <> 'f'")
    .replace('pg_get_indexdef(idx.indexrelid, k + 1, true)', (whole) => `coalesce((${column})::text, ${whole})`);
}

/** Looks at the tables of one schema: another may have some of the same names. */
class CurrentSchema extends PostgreSqlSchemaHelper {
  override getListTablesSQL(): string {
    const all = super.getListTablesSQL();
    return all.replace('tables t where ', 'tables t where t.table_schema = current_schema() and ');
  }
  override getAllIndexes(...[connection, ...rest]: AllIndexes): ReturnType<PostgreSqlSchemaHelper['getAllIndexes']> {
    const rewriting = {
      execute: (sql: string, ...more: unknown[]) => connection.execute(byObject(sql), ...(more as [])),
    };
    return super.getAllIndexes(rewriting as never, ...rest);
  }
  override async loadViews(): Promise<void> {}
  override async loadMaterializedViews(): Promise<void> {}
}

class PostgresPlatform extends BasePostgreSqlPlatform {
  protected override readonly schemaHelper: PostgreSqlSchemaHelper = new CurrentSchema(this);
}

export class PostgresDriver extends AbstractSqlDriver<PostgresConnection> {
  constructor(config: Configuration) {
    super(config, new PostgresPlatform(), PostgresConnection, ['kysely', 'pg']);
  }
}

/** MikroORM on a client of ours; it must not close what it did not open. */
export const dialectOn = (client: pg.Client): PostgresDialect =>
  new PostgresDialect({
    pool: {
      options: {},
      connect: async () => ({ query: client.query.bind(client), release: () => undefined }) as never,
      end: async () => undefined,
    },
  });

/** So often the lock is tried, in milliseconds. */
const lockStep = 50;

/**
 * Waits for the lock, however long another process has it: in steps, since a statement that waits holds a snapshot, which
 * `create index concurrently` of that process would wait for.
 */
export async function takeLock(
  client: pg.Client,
  how: 'pg_try_advisory_lock' | 'pg_try_advisory_xact_lock',
): Promise<void> {
  for (;;) {
    // Without parameters: those make a portal, which keeps its snapshot until the transaction ends.
    const { rows } = await client.query<{ got: boolean }>(`select ${how}(${lock}) as got`);
    if (rows[0]?.got) return;
    await new Promise((resolve) => setTimeout(resolve, lockStep));
  }
}

async function bringUp(
  client: pg.Client,
  declared: readonly Model[],
  createTables: CreateTables | undefined,
): Promise<SyncReport> {
  await takeLock(client, 'pg_try_advisory_xact_lock');
  const current = await client.query<{ schema: string; tables: string[] }>(
    `select current_schema() as schema, array(
       select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
     ) as tables`,
  );
  const [{ schema, tables: names } = { schema: 'public', tables: [] }] = current.rows;
  const tables = new Set(names);
  const { models, notices } = adoptLegacyTables(declared, tables);
  const made = models.filter(({ isView }) => isView !== true);
  const orm = await openOrm(
    { driver: PostgresDriver, driverOptions: dialectOn(client), schema },
    made.map((model) => entityOf(model, types)),
  );
  const plan = await planTables(orm, made, { types, schema, tables, createTables });
  if (plan.problems.length > 0) throw new ConfigurationError(plan.problems);
  if (plan.script.trim() !== '') {
    await client.query(plan.script).catch((error: unknown) => {
      throw differs(error);
    });
  }
  return { models, notices: [...notices, ...plan.notices] };
}

/** Makes what is missing. Throws `ConfigurationError` with everything that differs otherwise, and changes nothing then. */
export async function syncPostgres(
  { url, options }: { readonly url: string; readonly options: DatabaseOptions },
  declared: readonly Model[],
  createTables?: CreateTables,
): Promise<SyncReport> {
  // The driver's own types: MikroORM reads the catalogue with them.
  const { types: _, ...config } = clientConfig(url, options);
  const client = new pg.Client({ ...config, statement_timeout: false });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw cannotOpenServer(labelOf(url), error);
  });
  try {
    await client.query('begin');
    const report = await bringUp(client, declared, createTables);
    await client.query('commit');
    return report;
  } finally {
    await client.end().catch(() => undefined);
  }
}
