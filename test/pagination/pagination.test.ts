import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../database/file.ts';
import { serve } from '../serve.ts';
import { at, type Page, pageOf } from './walk.ts';

const count = 100_000;
const pageSize = 10_000;

class EventEndpoint extends RestEndpoint {
  place = field.integer({ optional: true });
  static override meta: Meta<EventEndpoint> = {
    table: 'events',
    pagination: { style: 'cursor', pageSize },
    filtering: { ordering: ['place'] },
    serializer: { read: ['id', 'place'] },
  };
}

/** Rows in an order that has nothing to do with their ids, with ties and NULLs. */
const fill = `
  with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?)
  insert into events (place, created_at, updated_at, version)
  select case when n % 100 = 0 then null else (n * 7919) % 1009 end, '', '', 1 from numbers`;

describe('100,000 rows', () => {
  it.each(['?ordering=-place', ''])(
    'are walked forward and back while others are inserted before, behind and between: none lost, none twice (%s)',
    { timeout: 30_000 },
    async (query) => {
      const { url, db } = databaseFile();
      const api = await serve({ '/events': EventEndpoint }, { database: url });
      db.prepare(fill).run(count);
      const path = `/events${query}`;
      let inserted = 0;
      /** Another program inserts, and a client of the API as well, which is not waited for. */
      const step = async (direction: 'next' | 'previous', from: Page): Promise<Page | undefined> => {
        db.prepare(fill).run(50);
        const post = api.post('/events', { place: inserted % 1009 });
        inserted += 51;
        const cursor = from[direction];
        const page = cursor === null ? undefined : await pageOf(api, at(path, cursor));
        expect((await post).status).toBe(201);
        return page;
      };
      const walk = async (direction: 'next' | 'previous', from: Page): Promise<number> => {
        const seen = new Uint8Array(count + 1);
        let last = from;
        let old = 0;
        for (let page: Page | undefined = from; page !== undefined; page = await step(direction, page)) {
          last = page;
          for (const { id } of page.results) {
            if (id > count) continue;
            expect(seen[id]).toBe(0);
            seen[id] = 1;
            old += 1;
          }
        }
        end = last;
        return old;
      };
      let end = await pageOf(api, path);
      expect(await walk('next', end)).toBe(count);
      const missed = end.results.filter(({ id }) => id <= count).length;
      const previous = await step('previous', end);
      expect(await walk('previous', previous as Page)).toBe(count - missed);
      expect(inserted).toBeGreaterThan(1000);
    },
  );
});
