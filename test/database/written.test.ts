import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { callers, NoteEndpoint } from '../endpoint/owned.ts';

it('values find their places where the same SQL is written in two ways', async () => {
  class WrittenEndpoint extends NoteEndpoint {
    override scope() {
      const name = String(this.user?.sub);
      const id = sql.ref('notes.id');
      const raw = sql<boolean>`${id} in (with "w" as (select "id" from "notes" where "owner" = ${name}) select "id" from "w" where "id" > ${0})`;
      const own = this.db
        .with('w', (db) => db.selectFrom('notes').select('id').where('owner', '=', name))
        .selectFrom('w')
        .select('id')
        .where('id', '>', 0);
      return name === 'ann' ? this.eb(this.id, 'in', own) : raw;
    }
  }
  const { ann, bob } = await callers({ '/notes': WrittenEndpoint });
  for (const caller of [ann, bob]) {
    expect((await caller.request('POST', '/notes', { text: 'mine' })).status).toBe(201);
    expect((await caller.request('GET', '/notes')).body.count).toBe(1);
  }
});
