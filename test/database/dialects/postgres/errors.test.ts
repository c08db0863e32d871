import type { Context } from 'hono';
import { type Changes, field, type Meta, RestEndpoint, type Row } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { keepLog, mistakesOf, type Routes, serve } from '../../../serve.ts';
import { databaseWith, freshDatabase, onPostgres } from '../../../servers.ts';

const script = `
  create table things (id serial primary key, small smallint not null, word varchar(5) not null unique,
    moment time, made timestamptz, check (small <> 13));
  create table authorendpoints (id serial primary key, created_at timestamp, updated_at timestamp,
    version integer not null, name varchar not null);
  create unique index ix_authorendpoints_name on authorendpoints (name);
  insert into authorendpoints (created_at, updated_at, version, name)
    values ('2026-11-22 05:15:20.291879', '2026-11-22 05:22:59.999936', 3, 'Abelson');
  create table bookendpoints (id serial primary key, created_at timestamp, updated_at timestamp,
    version integer not null, title varchar not null, pages integer not null, rating float, in_stock boolean not null,
    published timestamp not null, price numeric not null, author_id integer references authorendpoints (id));
  insert into bookendpoints (version, title, pages, rating, in_stock, published, price, author_id)
    values (1, 'SICP', 657, 4.5, true, '1985-07-01 00:00:00', 39.9, 1);`;

class ThingEndpoint extends RestEndpoint {
  static override meta: Meta = { reflect: true, table: 'things' };
}

class PlainEndpoint extends RestEndpoint {
  name = field.string();
}

describe('what PostgreSQL refuses', () => {
  it.each([
    ['a check', { small: 13 }, 409, { type: 'constraint_violation', loc: [] }],
    ['a number that its type can not hold', { small: 40_000 }, 422, { type: 'less_than_equal', loc: ['small'] }],
    ['a text that its type can not hold', { word: 'toolong' }, 422, { type: 'string_too_long', loc: ['word'] }],
    ['what is no time of day', { moment: 'noonish' }, 422, { type: 'value_error' }],
    ['a NUL', { word: 'a\u0000' }, 422, { type: 'value_error' }],
  ])('is told: %s', async (_, values, status, problem) => {
    const log = keepLog();
    const { post } = await serve({ '/things': ThingEndpoint }, { database: await databaseWith(script), logger: log });
    const refused = await post('/things', { small: 1, word: 'w', ...values });
    expect([refused.status, refused.body.detail]).toMatchObject([status, [problem]]);
    expect(log.errors).toEqual([]);
  });
});

describe('transactions that lose', () => {
  /** Two rows, and changes that each change the other row, too, in the opposite order. */
  async function crossing() {
    let waiting = 0;
    let go: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      go = resolve;
    });
    class PairEndpoint extends RestEndpoint {
      n = field.integer({ default: 0 });
      static override meta: Meta = { table: 'pairs' };
      override async beforeUpdate(_: Context, __: Changes<PairEndpoint>, { id }: Row<PairEndpoint>) {
        await this.db.updateTable('pairs').set({ n: 7 }).where('id', '=', id).execute();
        waiting += 1;
        if (waiting === 2) go();
        await both;
        await this.db
          .updateTable('pairs')
          .set({ n: 8 })
          .where('id', '=', 3 - id)
          .execute();
      }
    }
    const api = await serve({ '/pairs': PairEndpoint } as Routes, { database: await freshDatabase() });
    for (const n of [1, 2]) await api.post('/pairs', { n });
    return api;
  }

  it('in a deadlock are a 503 where they had hooks, and the other goes on', async () => {
    const { patch } = await crossing();
    const replies = await Promise.all([1, 2].map((id) => patch(`/pairs/${id}`, { n: 5, version: 1 })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 503]);
    const lost = replies.find(({ status }) => status === 503);
    expect(lost?.headers.get('retry-after')).toBe('1');
  });
});

it('a search path without a schema is told', async () => {
  const database = (await freshDatabase()).replace(/search_path.*/, 'search_path%3Dnowhere');
  const { problems } = await mistakesOf({ '/things': PlainEndpoint }, { database });
  expect(problems.map(({ problem }) => problem).join()).toMatch(
    /^PostgreSQL \w+ on [\w.:]+ can't be opened: there is no schema of its search_path, nowhere\.$/,
  );
});

it('a statement that takes too long is a 503', async () => {
  const database = await databaseWith(
    `${script} create view slow as select id, small, pg_sleep(2)::text as word from things;
     insert into things (small, word) values (1, 'a');`,
  );
  class SlowEndpoint extends RestEndpoint {
    static override meta: Meta = { reflect: true, table: 'slow' };
  }
  const { get } = await serve({ '/slow': SlowEndpoint }, { database, databaseOptions: { statementTimeout: 100 } });
  expect((await get('/slow')).status).toBe(503);
});

it('a database of the Python original is found, read and changed', async () => {
  class AuthorEndpoint extends RestEndpoint {
    name = field.string({ unique: true, index: true });
  }
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    pages = field.integer();
    rating = field.number({ optional: true });
    in_stock = field.boolean();
    published = field.datetime();
    price = field.decimal({ decimalPlaces: 2 });
    author_id = field.integer({ optional: true, foreignKey: 'authors.id' });
    static override meta: Meta = { filtering: { fields: ['published', 'title'] } };
  }
  const database = await databaseWith(script);
  const routes = { '/authors': AuthorEndpoint, '/books': BookEndpoint };
  const { get, patch, post } = await serve(routes, { database });
  expect((await get('/authors/1')).body).toEqual({
    name: 'Abelson',
    id: 1,
    created_at: '2026-11-22T05:15:20.291Z',
    updated_at: '2026-11-22T05:22:59.999Z',
    version: 3,
  });
  const sicp = { title: 'SICP', published: '1985-07-01T00:00:00.000Z', in_stock: true, author_id: 1, version: 1 };
  expect((await get('/books')).body.results).toMatchObject([sicp]);
  expect((await get('/books?published__lt=1985-07-01T00:00:01Z')).body.results).toHaveLength(1);
  expect((await get('/books?published__lt=1985-07-01T00:00:00Z')).body.results).toHaveLength(0);
  const made = await post('/books', {
    ...sicp,
    title: 'B',
    pages: 1,
    price: '5.5',
    published: '2026-01-01T00:00:00+02:00',
  });
  expect(made.body).toMatchObject({ published: '2025-12-31T22:00:00.000Z', price: '5.50', id: 2, version: 1 });
  expect((await patch('/books/1', { pages: 658, version: 1 })).body).toMatchObject({ pages: 658, version: 2 });
  const [stored] = await onPostgres('select published::text from bookendpoints where id = 2', database);
  expect(stored).toEqual({ published: '2025-12-31 22:00:00' });
});
