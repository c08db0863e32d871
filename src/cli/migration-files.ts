/** The files of a folder of migrations: read, compared with what was applied, and written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Applied, checksumOf, type Migration } from '../database/migration/migrator.ts';
import type { Step } from '../database/migration/plan.ts';

/** The migrations of a folder in their order; a folder that is not there has none. */
export function readMigrations(folder: string): readonly Migration[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .flatMap((file) => /^(\d{14}_\w+)\.sql$/.exec(file)?.[1] ?? [])
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, `${name}.sql`), 'utf8') }));
}

type State = 'applied' | 'pending' | 'stopped' | 'changed' | 'missing';

/** What became of a migration: `stopped` on the way, `changed` after it was applied, or applied and `missing` now. */
export interface Standing {
  readonly name: string;
  readonly state: State;
  /** When, or where. */
  readonly at?: string;
}

/** What became of files, of which `stopped` says how many statements are done. */
export function compare(
  files: readonly Migration[],
  applied: readonly Applied[],
  stopped: ReadonlyMap<string, number> = new Map(),
): readonly Standing[] {
  const known = new Map(applied.map((each) => [each.name, each]));
  const standings = files.map(({ name, sql }): Standing => {
    const before = known.get(name);
    const done = stopped.get(name);
    if (before === undefined && done !== undefined) return { name, state: 'stopped', at: `after ${done} statements` };
    if (before === undefined) return { name, state: 'pending' };
    return { name, state: before.checksum === checksumOf(sql) ? 'applied' : 'changed', at: before.at };
  });
  const names = new Set(files.map(({ name }) => name));
  const missing = applied.filter(({ name }) => !names.has(name));
  return [...standings, ...missing.map(({ name, at }): Standing => ({ name, state: 'missing', at }))].sort(
    (one, other) => (one.name < other.name ? -1 : 1),
  );
}

/** The tables that migrations made, under the names that they have now. */
export function tablesOf(files: readonly Migration[]): ReadonlySet<string> {
  const tables = new Set<string>();
  const made =
    /^create table (?:if not exists )?["`]?(\w+)["`]?|^alter table ["`]?(\w+)["`]? rename to ["`]?(\w+)["`]?/gim;
  for (const { sql } of files) {
    for (const [, created, from, to] of sql.matchAll(made)) {
      if (created !== undefined) tables.add(created);
      else if (from !== undefined && to !== undefined && tables.delete(from)) tables.add(to);
    }
  }
  return tables;
}

const heading = (dialect: string): string => `-- lightapi migration for ${dialect}`;

/** Which dialect a file says that it is for. */
export const dialectOf = ({ sql }: Migration): string | undefined => /^-- lightapi migration for (\w+)/m.exec(sql)?.[1];

const comment = (words: string): string => `-- ${words.replaceAll(/\s*[\r\n]+\s*/g, ' ')}`;

/** Steps as the text of a file. */
export const render = (steps: readonly Step[], dialect: string): string =>
  [
    heading(dialect),
    ...steps.map(({ says, sql }) => [...says.map(comment), ...sql.map((statement) => `${statement};`)].join('\n')),
  ]
    .join('\n\n')
    .concat('\n');

const stamp = (at: Date): string => at.toISOString().replace(/\D/g, '').slice(0, 14);

/** The next name: behind all others, also where clocks differ. */
export function nameAfter(files: readonly Migration[], title: string, now: Date): string {
  const last = files.at(-1)?.name.slice(0, 14) ?? '';
  const [year, ...rest] = [last.slice(0, 4), ...(last.slice(4).match(/\d\d/g) ?? [])].map(Number);
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = rest;
  const least = last === '' ? 0 : Date.UTC(year ?? 0, month - 1, day, hour, minute, second + 1);
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 60);
  return `${stamp(new Date(Math.max(now.getTime(), least)))}_${words.replace(/^_+|_+$/g, '') || 'migration'}`;
}

/** Writes a file, which must not be there. */
export function writeMigration(folder: string, { name, sql }: Migration): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.sql`);
  writeFileSync(file, sql, { flag: 'wx' });
  return file;
}
