/** Migrations of one database: what it lacks, what was applied, and applying the next. */
import { createHash } from 'node:crypto';
import { ConfigurationError } from '../../errors.ts';
import type { Model } from '../../model.ts';
import { migrationsTable } from '../create-tables.ts';
import { type Plan, type PlanOptions, planMigration } from './plan.ts';
import type { Side } from './side.ts';

/** A file of SQL. */
export interface Migration {
  /** `20261123101500_add_price`. */
  readonly name: string;
  readonly sql: string;
}

/** What the database remembers of a file. */
export interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly at: string;
}

export interface Migrator {
  /** As files name it: `postgres`. */
  readonly dialect: string;
  /** For people: `SQLite books.db`. */
  readonly label: string;
  /** What the database needs to be what the models say. Throws `ConfigurationError`. */
  readonly plan: (models: readonly Model[], options?: PlanOptions) => Promise<Plan>;
  readonly applied: () => Promise<readonly Applied[]>;
  /** How many statements are done of files that stopped on the way, which no transaction undid. */
  readonly stopped: () => Promise<ReadonlyMap<string, number>>;
  readonly rows: Side['rows'];
  /** Applies a file and remembers it; `false`: another process was first. Throws `ConfigurationError`. */
  readonly apply: (migration: Migration) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** SHA-256 of the text, with line ends as they are everywhere. */
export const checksumOf = (sql: string): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');

const create = `create table if not exists ${migrationsTable} (
  name varchar(255) not null primary key,
  checksum varchar(64) not null,
  applied_at varchar(30) not null
)`;

const failed = (name: string, error: unknown): ConfigurationError =>
  new ConfigurationError([
    {
      code: 'migration_failed',
      where: name,
      problem: `${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Change the rows or the file, and run "lightapi migrate up" again.',
    },
  ]);

/** Statements that would end the transaction that a file is applied in. */
const transacting = /^\s*(?:begin|commit|rollback)(?:\s+(?:transaction|work))?\s*;/im;

const refused = (where: string, problem: string, remedy: string): ConfigurationError =>
  new ConfigurationError([{ code: 'migration_failed', where, problem, remedy }]);

/** Whether the comments at the top of a file say so. */
function isAlone(sql: string): boolean {
  const lines = sql.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('--'));
  return lines.slice(0, end < 0 ? lines.length : end).includes('-- lightapi: no transaction');
}

/** What is wrong with a file before anything of it runs. */
function checkFile({ name, sql }: Migration, { alone, resume, label }: Side): void {
  if (!/^\w+$/.test(name) || transacting.test(sql)) {
    throw refused(name, 'it begins or ends a transaction, and is applied in one.', 'Remove that statement.');
  }
  if (isAlone(sql) && alone === undefined && resume === undefined) {
    throw refused(name, `it wants no transaction, and ${label} applies each file in one.`, 'Remove that line.');
  }
}

/** Migrations on the connection of a dialect. */
export function migratorOn(side: Side, clock: () => Date = () => new Date()): Migrator {
  const applied = async (): Promise<readonly Applied[]> => {
    if (!(await side.tables()).has(migrationsTable)) return [];
    const rows = await side.rows(`select name, checksum, applied_at from ${migrationsTable} order by name`);
    return rows.map((row) => ({
      name: String(row.name),
      checksum: String(row.checksum),
      at: String(row.applied_at),
    }));
  };
  return {
    dialect: side.dialect,
    label: side.label,
    plan: (models, options = {}) => planMigration(side, models, options),
    applied,
    rows: side.rows,
    stopped: async () => (await side.stopped?.()) ?? new Map(),
    apply: async (migration) => {
      const { name, sql } = migration;
      checkFile(migration, side);
      const alone = isAlone(sql) ? side.alone : undefined;
      const run = alone?.run ?? ((script: string) => side.resume?.(name, script) ?? side.run(script));
      try {
        return await (alone ?? side).locked(async () => {
          if ((await applied()).some((other) => other.name === name)) return false;
          await side.run(create);
          await run(sql);
          const values = [name, checksumOf(sql), clock().toISOString()].map((value) => `'${value}'`).join(', ');
          await side.run(`insert into ${migrationsTable} (name, checksum, applied_at) values (${values})`);
          return true;
        });
      } catch (error) {
        throw error instanceof ConfigurationError ? error : failed(name, error);
      }
    },
    close: side.close,
  };
}
