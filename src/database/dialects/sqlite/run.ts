/** Runs SQL on a connection through a bounded cache of prepared statements. */
import type Sqlite from 'better-sqlite3';
import { sizeOf } from '../../selection.ts';

/** Prepared statements that are kept for each connection; PATCH has one shape for each set of columns. */
const cacheLimit = 500;

/** Runs a statement with its values in order; what returns no rows gives one empty row for each that it changed. */
export type Run = (
  statement: { readonly sql: string },
  values: readonly unknown[],
  byteLimit?: number,
) => Record<string, unknown>[];

/** Rows up to the one with which they are larger than the limit; what is behind it is never held in memory. */
function readUntil(found: IterableIterator<unknown>, byteLimit: number): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  let size = 0;
  for (const row of found as IterableIterator<Record<string, unknown>>) {
    rows.push(row);
    size += sizeOf([row]);
    if (size > byteLimit) break;
  }
  return rows;
}

export function prepareRun(db: Sqlite.Database): Run {
  const cache = new Map<string, Sqlite.Statement>();
  const prepare = (sql: string): Sqlite.Statement => {
    const statement = db.prepare(sql);
    const oldest = cache.keys().next().value;
    if (cache.size >= cacheLimit && oldest !== undefined) cache.delete(oldest);
    cache.set(sql, statement);
    return statement;
  };
  return ({ sql }, values, byteLimit) => {
    const statement = cache.get(sql) ?? prepare(sql);
    if (byteLimit !== undefined) return readUntil(statement.iterate(...values), byteLimit);
    // .all() for every other statement: INSERT … RETURNING read by .get() costs half as much again.
    if (statement.reader) return statement.all(...values) as Record<string, unknown>[];
    return Array.from({ length: statement.run(...values).changes }, () => ({}));
  };
}
