import {
  FieldFilter,
  type Filterable,
  type FilterBackend,
  field,
  type Meta,
  OrderingFilter,
  type Query,
  RequestError,
  RestEndpoint,
  SearchFilter,
} from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, mistakesOf, serve } from '../serve.ts';

class Books extends RestEndpoint {
  title = field.string();
  pages = field.integer({ optional: true });
  notes = field.string({ default: 'secret notes' });
  password = field.string({ writeOnly: true, default: 'secret word' });
  tags = field.json({ optional: true });
}

const endpoint = (meta: unknown): typeof Books =>
  class BookEndpoint extends Books {
    static override meta = meta as Meta;
  };

async function shelf(meta: unknown): Promise<Api> {
  const api = await serve({ '/books': endpoint(meta) });
  for (const [title, pages] of [
    ['a', 3],
    ['b', 2],
    ['c', null],
  ] as const)
    await api.post('/books', { title, pages });
  return api;
}

const titles = async (api: Api, query: string): Promise<unknown> =>
  (await api.get(`/books?${query}`)).body.results.map(({ title }) => title);

const all = ['a', 'b', 'c'];
const read = ['id', 'title', 'pages', 'version'];
const hidden = ['notes', 'password', 'nope', 'Title', 5, null, '__proto__'];

describe('meta.filtering', () => {
  it('lets nothing be asked for where it is not given', async () => {
    const api = await shelf({});
    expect(await titles(api, 'title=b&pages__gt=2&search=b&ordering=-title')).toEqual(all);
  });

  it('lets only those be compared, searched and sorted by that its lists name', async () => {
    const api = await shelf({ filtering: { fields: ['pages'], search: ['title'], ordering: ['pages'] } });
    expect(await titles(api, 'pages=2')).toEqual(['b']);
    for (const query of ['title=b', 'title__eq=b', 'notes=x', 'password=x', 'id=2', 'ordering=-title', 'Pages=2']) {
      expect(await titles(api, query), query).toEqual(all);
    }
    expect(await titles(api, 'search=secret')).toEqual([]);
    expect(await titles(api, 'ordering=-pages')).toEqual(all);
    expect(await titles(api, 'ordering=pages')).toEqual(['c', 'b', 'a']);
  });

  it.each(['pages__contains=2', 'pages__like=2', 'pages__=2', '__eq=2', 'pages__eq__eq=2', 'pages__GT=2', 'tags=1'])(
    'has no operator for ?%s, which is ignored',
    async (query) => {
      const api = await shelf({ filtering: { fields: ['pages', 'tags'] } });
      expect(await titles(api, query)).toEqual(all);
    },
  );

  it('takes 50 comparisons, and refuses more with 422', async () => {
    const names = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'between'];
    const fields = ['id', 'pages', 'version', 'created_at', 'updated_at', 'title'];
    const all = fields.flatMap((name) =>
      names.map((operator) => `${name}__${operator}=1${operator === 'between' ? ',1' : ''}`),
    );
    const api = await shelf({ filtering: { fields } });
    expect((await api.get(`/books?${all.slice(0, 50).join('&')}`)).status).toBe(200);
    const reply = await api.get(`/books?${all.slice(0, 51).join('&')}`);
    expect([reply.status, reply.body.detail]).toMatchObject([422, [{ type: 'too_long', loc: ['query', 'id__eq'] }]]);
  });
});

describe('S10: a column that replies do not show', () => {
  const lists = ['fields', 'search', 'ordering'];

  it.each(lists.flatMap((list) => hidden.map((name) => [list, name] as const)))(
    'can not stand in %s: %j is a mistake at start',
    async (list, name) => {
      const { problems } = await mistakesOf({
        '/books': endpoint({ serializer: { read }, filtering: { [list]: [name] } }),
      });
      expect(problems).toEqual([
        {
          code: 'unknown_column',
          where: 'BookEndpoint.meta.filtering',
          problem: `it names "${name}", which is no column that is shown.`,
          remedy: 'Columns: title, pages, id, version.',
        },
      ]);
    },
  );

  it('and is shown to writes alone can not be asked for either', async () => {
    const meta = { serializer: { read, write: ['id', 'notes', 'version'] }, filtering: { ordering: ['notes'] } };
    const { problems } = await mistakesOf({ '/books': endpoint(meta) });
    expect(problems).toMatchObject([{ code: 'unknown_column', where: 'BookEndpoint.meta.filtering' }]);
  });

  it.each(['notes__startswith=x', 'password=x', 'search=secret', 'ordering=notes', 'ordering=-password,title'])(
    'changes nothing when it is asked for: ?%s',
    async (query) => {
      const api = await shelf({ serializer: { read }, filtering: { fields: read, search: ['title'], ordering: read } });
      const found = await api.get(`/books?${query}`);
      expect(found.status).toBe(200);
      expect(found.text).not.toContain('secret');
      if (!query.startsWith('search')) expect(await titles(api, query)).toEqual(all);
    },
  );
});

describe('a backend', () => {
  /** `?long` finds books of at least three pages, the longest first. */
  class LongFilter implements FilterBackend {
    compile({ fields }: Filterable) {
      const column = fields.find(({ name }) => name === 'pages');
      if (column === undefined) return { parameters: [], read: () => ({}) };
      const parse = (query: Query) => {
        const text = query.get('long')?.at(-1);
        if (text === undefined) return {};
        if (text !== '') throw new RequestError('validation_failed', 'long takes no value');
        const where = [{ column, is: 'gte', value: 2 }] as const;
        return { where, order: [{ column, descending: false }] };
      };
      return { parameters: [{ name: 'long' }], read: parse };
    }
  }

  it.each([
    ['a class', LongFilter],
    ['an object', new LongFilter()],
  ])('of your own is %s', async (_, backend) => {
    const api = await shelf({ filtering: { backends: [backend], fields: ['pages'] } });
    expect(await titles(api, 'long')).toEqual(['b', 'a']);
    expect(await titles(api, 'pages=3')).toEqual(all);
    const reply = await api.get('/books?long=yes');
    expect([reply.status, reply.body]).toEqual([422, { detail: 'long takes no value' }]);
  });

  it('stands beside others, and its parameters are known to strictQuery', async () => {
    const backends = [FieldFilter, new SearchFilter(), OrderingFilter, LongFilter];
    const lists = { fields: ['pages'], search: ['title'], ordering: ['title'] };
    const api = await shelf({ strictQuery: true, filtering: { backends, ...lists } });
    expect(await titles(api, 'long&ordering=-title&search=a&pages__lte=3')).toEqual(['a']);
    expect(await titles(api, 'ordering=-title&long')).toEqual(['b', 'a']);
    expect((await api.get('/books?longer')).status).toBe(422);
  });

  it.each([
    ['ordering', [FieldFilter], 'ordering=-title'],
    ['search', [FieldFilter, OrderingFilter], 'search=b'],
    ['fields', [SearchFilter], 'title=b'],
  ])('that is left out leaves %s without a meaning', async (_, backends, query) => {
    const lists = { fields: ['title'], search: ['title'], ordering: ['title'] };
    expect(await titles(await shelf({ filtering: { backends, ...lists } }), query)).toEqual(all);
  });

  it('that fails is the mistake of the program: 500 without its words', async () => {
    const backend = {
      compile: () => ({
        parameters: [],
        read: () => {
          throw new Error('secret');
        },
      }),
    };
    const reply = await (await shelf({ filtering: { backends: [backend] } })).get('/books');
    expect([reply.status, reply.body]).toEqual([500, { detail: 'internal server error' }]);
  });
});

describe('a mistake in meta.filtering is told at start', () => {
  it.each([
    ['an option that is none', { filed: ['title'] }, 'unknown_meta', '"filed" is no option.'],
    ['fields that are no list', { fields: 'title' }, 'unknown_meta', 'it is no list of fields.'],
    ['backends that are no list', { backends: FieldFilter }, 'unknown_meta', 'backends is no list.'],
    ['a backend that is none', { backends: [{}] }, 'unknown_meta', 'backends holds what is no filter backend.'],
    ['a backend that is null', { backends: [null] }, 'unknown_meta', 'backends holds what is no filter backend.'],
    ['a class that is no backend', { backends: [Books] }, 'unknown_meta', 'backends holds what is no filter backend.'],
    ['a search of numbers', { search: ['pages'] }, 'unknown_column', '"pages" is integer.'],
    ['an order of JSON', { ordering: ['tags'] }, 'unknown_column', '"tags" is json.'],
    ['null', null, 'unknown_meta', expect.any(String)],
    ['true', true, 'unknown_meta', expect.any(String)],
    ['a number', 5, 'unknown_meta', expect.any(String)],
    ['a list', ['title'], 'unknown_meta', expect.any(String)],
  ])('(%s), with its remedy', async (_, filtering, code, problem) => {
    const { problems } = await mistakesOf({ '/books': endpoint({ filtering }) });
    expect(problems).toMatchObject([{ code, where: 'BookEndpoint.meta.filtering', problem }]);
    expect(problems[0]?.remedy).toMatch(/.\.$/);
  });
});

describe('a parameter that would mean two things is told at start', () => {
  it.each([
    ['a page and a column', 'page', {}],
    ['a size and a column', 'page_size', { pagination: { maxPageSize: 50 } }],
    ['a cursor and a column', 'cursor', { pagination: { style: 'cursor' } }],
    ['a search and a column', 'search', {}],
    ['an order and a column', 'ordering', {}],
    ['the shown fields and a column', 'fields', {}],
    ['a comparison and a column', 'title__gte', {}],
  ])('(%s)', async (_, name, more) => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      [name] = field.string();
      static override meta = {
        pagination: {},
        ...more,
        filtering: { fields: ['title', name], search: ['title'], ordering: ['title'] },
      } as Meta;
    }
    const { problems } = await mistakesOf({ '/books': BookEndpoint });
    expect(problems).toMatchObject([{ where: 'BookEndpoint.meta.filtering' }]);
    expect(problems[0]?.problem).toContain(`"${name}"`);
  });
});
