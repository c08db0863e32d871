/** `node scripts/answers.ts <url>`: whether the tests can use the database of a URL, as the exit code. */
import mysql from 'mysql2/promise';
import pg from 'pg';

async function ask(url: string): Promise<void> {
  if (url.startsWith('mysql:')) {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 2_000 });
    await connection.query('select 1');
    return connection.end();
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  await client.query('select 1');
  await client.end();
}

try {
  await ask(process.argv[2] ?? '');
} catch {
  process.exitCode = 1;
}
