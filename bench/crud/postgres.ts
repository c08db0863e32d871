/** Schemas of a PostgreSQL to measure on, each with rows. */
import pg from 'pg';
import { start } from '../process.ts';
import type { Ground } from './ground.ts';

const server = process.env.LIGHTAPI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

export async function postgresGround(rows: number): Promise<Ground> {
  const client = new pg.Client(server);
  await client.connect();
  const schemas: string[] = [];
  const { rows: found } = await client.query<{ server_version: string }>('show server_version');
  return {
    label: `PostgreSQL ${found[0]?.server_version} at its defaults, by TCP`,
    raw: 'raw-postgres.ts',
    fresh: async () => {
      const schema = `bench_${process.pid}_${schemas.length}`;
      schemas.push(schema);
      await client.query(`create schema ${schema}`);
      const url = `${server}?options=-csearch_path%3D${schema}`;
      const maker = await start(new URL('./lightapi.ts', import.meta.url), [url], 0);
      await maker.stop();
      await client.query(
        `insert into ${schema}.books (title, author, created_at, updated_at, version)
         select 'The title of book ' || n, 'Author number ' || n % 100, now(), now(), 1 from generate_series(1, ${rows}) n`,
      );
      await client.query(`analyze ${schema}.books`);
      return url;
    },
    close: async () => {
      for (const schema of schemas) await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}
