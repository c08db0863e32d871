/** Types of PostgreSQL that only others' tables have. */
import { type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../serve.ts';
import { databaseWith } from '../../../servers.ts';

class MemberEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'Member', filtering: { fields: ['email', 'order'] } };
}
const script = `create extension if not exists citext;
  create table "Member" ("order" bigint generated always as identity primary key, email citext unique, page xml)`;

describe('a reflected table of PostgreSQL', () => {
  it('may have texts of an extension, XML, and names that are words of SQL', async () => {
    const { get, post } = await serve({ '/members': MemberEndpoint }, { database: await databaseWith(script) });
    const made = await post('/members', { email: 'Ann@Example.org', page: '<a/>' });
    expect([made.status, made.body]).toEqual([201, { order: 1, email: 'Ann@Example.org', page: '<a/>' }]);
    expect((await post('/members', { email: 'ann@example.org' })).status).toBe(409);
    expect((await post('/members', { page: '<a' })).status).toBe(422);
    expect((await get('/members?email=Ann@Example.org&order=1')).body.results).toHaveLength(1);
  });
});
