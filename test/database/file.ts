/** A database file, seen from outside: by a connection of its own, as another program would. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { temporaryFile } from '../serve.ts';

export interface File {
  readonly path: string;
  readonly url: string;
  readonly db: Sqlite.Database;
  /** The first column of the first row. */
  readonly value: (sql: string) => unknown;
  readonly rows: (sql: string) => unknown[];
  /** The declarations of all tables and indexes. */
  readonly schema: () => unknown[];
}

/** A new file; `script` is run in it first. The connection is closed when the test ends. */
export function databaseFile(script = ''): File {
  const path = temporaryFile();
  const db = new Sqlite(path, { timeout: 0 });
  onTestFinished(() => void db.close());
  db.exec(script);
  const rows = (sql: string): unknown[] => db.prepare(sql).all();
  return {
    path,
    url: `sqlite:///${path}`,
    db,
    value: (sql) => db.prepare(sql).pluck().get(),
    rows,
    schema: () => rows("select name, tbl_name, sql from sqlite_master where name not like 'sqlite_%' order by name"),
  };
}

/**
 * How many transactions stand in the write-ahead log: the frames that end one carry the size of the database
 * (https://sqlite.org/fileformat2.html#the_write_ahead_log).
 */
export function commitsInLog(path: string): number {
  const log = `${path}-wal`;
  const bytes = Buffer.alloc(statSync(log).size);
  const handle = openSync(log, 'r');
  readSync(handle, bytes);
  closeSync(handle);
  const frameSize = 24 + bytes.readUInt32BE(8);
  const salts = bytes.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + frameSize <= bytes.length; at += frameSize) {
    if (!bytes.subarray(at + 8, at + 16).equals(salts)) break;
    if (bytes.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}
