/** Types of PostgreSQL that only others' tables have. */
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../serve.ts';
import { databaseWith } from '../../../servers.ts';

class MemberEndpoint extends RestEndpoint {
  static override meta: Meta = {
    reflect: true,
    table: 'Member',
    filtering: { fields: ['email', 'order'], ordering: ['email'] },
    pagination: { style: 'cursor', pageSize: 1 },
  };
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

  it.each([
    ['as it is', MemberEndpoint],
    [
      'under a declared field',
      class Declared extends MemberEndpoint {
        email = field.string({ optional: true, maxLength: 90 });
      },
    ],
  ])('compares a text of any case as the column does, %s', async (_, endpoint) => {
    const { get, post } = await serve({ '/members': endpoint }, { database: await databaseWith(script) });
    for (const email of ['bob@example.org', 'Ann@Example.org', 'CAT@example.org']) await post('/members', { email });
    const found = async (query: string) => (await get(`/members?${query}`)).body.results.map(({ order }) => order);
    expect(await found('email=ann@example.ORG')).toEqual([2]);
    expect(await found('email__in=x,BOB@EXAMPLE.ORG')).toEqual([1]);
    expect(await found('email__ne=ANN@EXAMPLE.ORG&ordering=email')).toEqual([1]);
    expect(await found('email__gt=BOB@EXAMPLE.ORG')).toEqual([3]);
    const walked: unknown[] = [];
    for (let cursor: string | undefined = ''; cursor != null; ) {
      const { body } = await get(`/members?ordering=email${cursor && `&cursor=${cursor}`}`);
      walked.push(...body.results.map(({ email }) => email));
      cursor = body.next;
    }
    expect(walked).toEqual(['Ann@Example.org', 'bob@example.org', 'CAT@example.org']);
  });
});
