/** Databases on real servers, a fresh one for each test: where they are, and how one is made and dropped. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { onTestFinished } from 'vitest';

const postgres = process.env.LIGHTAPI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
const mysqlUrl = process.env.LIGHTAPI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';

/** Runs SQL on the PostgreSQL of the tests. */
export async function onPostgres(sql: string, url = postgres): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A schema of its own, dropped when the test ends. */
async function freshPostgres(): Promise<string> {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  await onPostgres(`create schema ${schema}`);
  onTestFinished(async () => void (await onPostgres(`drop schema ${schema} cascade`)));
  return `${postgres}?options=-csearch_path%3D${schema}`;
}

/** Runs SQL on the MySQL of the tests. */
export async function onMysql(sql: string, url = mysqlUrl): Promise<Record<string, unknown>[]> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  try {
    const [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

/** A database of its own, dropped when the test ends. */
async function freshMysql(): Promise<string> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onMysql(`create database ${name}`);
  onTestFinished(async () => void (await onMysql(`drop database ${name}`)));
  return Object.assign(new URL(mysqlUrl), { pathname: `/${name}` }).href;
}

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

const fresh: Readonly<Record<Dialect, () => Promise<string> | string>> = {
  sqlite: () => 'sqlite:///:memory:',
  postgres: freshPostgres,
  mysql: freshMysql,
};

/** The dialect that this run tests where a test does not say one. */
export const dialect = (process.env.LIGHTAPI_TEST_DIALECT ?? 'sqlite') as Dialect;

/** The URL of an empty database, which is gone when the test ends. */
export const freshDatabase = async (of: Dialect = dialect): Promise<string> => fresh[of]();

/** The URL of a database that SQL of its own dialect made, which is gone when the test ends. */
export async function databaseWith(script: string): Promise<string> {
  if (dialect === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'lightapi-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const db = new Sqlite(join(folder, 'existing.db'));
    db.exec(script);
    db.close();
    return `sqlite:///${join(folder, 'existing.db')}`;
  }
  const url = await freshDatabase();
  await (dialect === 'mysql' ? onMysql : onPostgres)(script, url);
  return url;
}
