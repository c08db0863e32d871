/** Runs SQL on a connection through a bounded cache of prepared statements. */
import type Sqlite from 'better-sqlite3';
import type { QueryResult } from 'kysely';
import type { StoredRow } from '../../../model.ts';
import { sizeOf } from '../../selection.ts';

/** Prepared statements that are kept for each connection; PATCH has one shape for each set of columns. */
const cacheLimit = 500;

/** Runs a statement with its values in order; what returns no rows gives one empty row for each that it changed. */
export type Run = (statement: { readonly sql: string }, values: readonly unknown[], byteLimit?: number) => StoredRow[];

/** Runs what a user wrote. */
export type RunQuery = (sql: string, values: readonly unknown[]) => QueryResult<StoredRow>;

interface Queries {
  /** Whether a query changes nothing. */
  readonly isRead: (sql: string) => boolean;
  readonly query: RunQuery;
}

/** Rows up to the one with which they are larger than the limit; what is behind it is never held in memory. */
function readUntil(found: IterableIterator<unknown>, byteLimit: number): StoredRow[] {
  const rows: StoredRow[] = [];
  let size = 0;
  for (const row of found as IterableIterator<StoredRow>) {
    rows.push(row);
    size += sizeOf([row]);
    if (size > byteLimit) break;
  }
  return rows;
}

/** Statements by their SQL, the latest of them kept. */
function keepPrepared(prepare: (sql: string) => Sqlite.Statement): (sql: string) => Sqlite.Statement {
  const cache = new Map<string, Sqlite.Statement>();
  return (sql) => {
    const known = cache.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    const oldest = cache.keys().next().value;
    if (cache.size >= cacheLimit && oldest !== undefined) cache.delete(oldest);
    cache.set(sql, statement);
    return statement;
  };
}

export function prepareRun(db: Sqlite.Database): Run {
  const prepared = keepPrepared((sql) => db.prepare(sql));
  return ({ sql }, values, byteLimit) => {
    const statement = prepared(sql);
    if (byteLimit !== undefined) return readUntil(statement.iterate(...values), byteLimit);
    // .all() for every other statement: INSERT … RETURNING read by .get() costs half as much again.
    if (statement.reader) return statement.all(...values) as StoredRow[];
    return Array.from({ length: statement.run(...values).changes }, () => ({}));
  };
}

/** Integers beyond 2^53 are `bigint`, the others numbers: none is rounded. */
function withPlainNumbers(row: StoredRow): StoredRow {
  for (const name in row) {
    const value = row[name];
    if (typeof value !== 'bigint') continue;
    const number = Number(value);
    if (Number.isSafeInteger(number)) row[name] = number;
  }
  return row;
}

/** Runs what users write, whose integers may be of any size. */
export function prepareQueries(db: Sqlite.Database): Queries {
  const prepared = keepPrepared((sql) => db.prepare(sql));
  const query: RunQuery = (sql, values) => {
    const statement = prepared(sql);
    if (statement.reader) {
      const rows = statement.safeIntegers().all(...values) as StoredRow[];
      return { rows: rows.map(withPlainNumbers) };
    }
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  };
  return { isRead: (sql) => prepared(sql).readonly, query };
}
