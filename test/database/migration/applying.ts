/** Databases that tests migrate, and rows to migrate with them. */
import { expect, onTestFinished } from 'vitest';
import type { Migrator } from '../../../src/database/migration/migrator.ts';
import { openMigrator } from '../../../src/database/open.ts';
import type { Model } from '../../../src/model.ts';
import { dialect, freshDatabase } from '../../servers.ts';

export async function freshMigrator(): Promise<Migrator> {
  const migrator = await openMigrator(await freshDatabase());
  onTestFinished(() => migrator.close());
  return migrator;
}

let files = 0;

/** Applies what the models need, and gives it back. */
export async function bringUp(
  migrator: Migrator,
  models: readonly Model[],
  ownTables: readonly string[] = [],
): Promise<string> {
  const { steps, problems } = await migrator.plan(models, { ownTables: new Set(ownTables) });
  expect(problems).toEqual([]);
  const sql = steps.flatMap((step) => step.sql.map((statement) => `${statement};`)).join('\n');
  files += 1;
  await migrator.apply({ name: `f${files}`, sql });
  return sql;
}

/** As each database reads it. */
export const instant = dialect === 'mysql' ? "'2026-11-23 10:15:00.000'" : "'2026-11-23T10:15:00.000Z'";

/** A statement that inserts a row with these values of its own columns, as SQL. */
export const row = (table: string, more: Readonly<Record<string, string>> = {}): string =>
  `insert into ${table} (${['created_at', 'updated_at', 'version', ...Object.keys(more)].join(', ')})
   values (${instant}, ${instant}, 1${Object.values(more)
     .map((value) => `, ${value}`)
     .join('')});`;
