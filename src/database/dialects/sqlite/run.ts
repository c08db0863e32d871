/** Runs SQL on a connection through a bounded cache of prepared statements. */
import type Sqlite from 'better-sqlite3';

/** Prepared statements that are kept for each connection; PATCH has one shape for each set of columns. */
const cacheLimit = 500;

/** Runs a statement with its values in order; what returns no rows gives one empty row for each that it changed. */
export type Run = (statement: { readonly sql: string }, values: readonly unknown[]) => Record<string, unknown>[];

export function prepareRun(db: Sqlite.Database): Run {
  const cache = new Map<string, Sqlite.Statement>();
  const prepare = (sql: string): Sqlite.Statement => {
    const statement = db.prepare(sql);
    const oldest = cache.keys().next().value;
    if (cache.size >= cacheLimit && oldest !== undefined) cache.delete(oldest);
    cache.set(sql, statement);
    return statement;
  };
  return ({ sql }, values) => {
    const statement = cache.get(sql) ?? prepare(sql);
    // .all() for every statement: INSERT … RETURNING read by .get() costs half as much again.
    if (statement.reader) return statement.all(...values) as Record<string, unknown>[];
    return Array.from({ length: statement.run(...values).changes }, () => ({}));
  };
}
