import { sql } from 'kysely';
import { field, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { openMuted } from '../../../muted.ts';
import { serve } from '../../../serve.ts';
import { freshDatabase } from '../../../servers.ts';

class EntryEndpoint extends RestEndpoint {
  key = field.string();
}

it('of one connection is the end of all that nobody has', async () => {
  const { url, mute } = await openMuted(await freshDatabase());
  const databaseOptions = { statementTimeout: 100, connectTimeout: 200 };
  const { get, post } = await serve({ '/entries': EntryEndpoint }, { database: url, databaseOptions });
  const six = <T>(work: (at: number) => T) => Promise.all(Array.from({ length: 6 }, (_, at) => work(at)));
  await six(() => get('/entries'));
  mute();
  // A read is tried once more; a write is not, and would meet another of the old connections.
  expect((await get('/entries')).status).toBe(200);
  const written = await six((at) => post('/entries', { key: `${at}` }));
  expect(written.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
});

it('of an open transaction that asks for nothing is not the end of it', async () => {
  const databaseOptions = { statementTimeout: 20, connectTimeout: 100 };
  const { app, get, post } = await serve({ '/entries': EntryEndpoint }, { databaseOptions });
  await post('/entries', { key: 'kept' });
  await app.withSession(async (session) => {
    await sql`update entries set version = version + 1`.execute(session);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await sql`update entries set version = version + 1`.execute(session);
  });
  expect((await get('/entries/1')).body.version).toBe(3);
});
