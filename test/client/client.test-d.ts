/** The types of an API as its client sees them, right and wrong uses: the compiler runs this file, in `npm run check`. */
import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { type ApiTypes, type CreateInput, createClient, type Json, type UpdateInput } from 'lightapi/client';
import { expectTypeOf } from 'vitest';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  price = field.decimal({ optional: true });
}
class AuthorEndpoint extends RestEndpoint {
  name = field.string();
  born = field.datetime({ default: () => new Date() });
}

const app = new LightApi().register({ '/books': BookEndpoint }).register({ '/authors': AuthorEndpoint });
type Api = ApiTypes<typeof app>;

expectTypeOf<keyof Api>().toEqualTypeOf<'/books' | '/authors'>();
expectTypeOf<Api['/books']['row']>().toEqualTypeOf<Json<BookEndpoint>>();
expectTypeOf<Api['/books']['list']>().toEqualTypeOf<{ results: Json<BookEndpoint>[]; next?: string }>();
expectTypeOf<Api['/authors']['create']>().toEqualTypeOf<CreateInput<AuthorEndpoint>>();
expectTypeOf<Api['/authors']['update']>().toEqualTypeOf<UpdateInput<AuthorEndpoint>>();

export const create: Api['/authors']['create'] = { name: 'Ann' };
// @ts-expect-error a PUT says the version that it replaces
export const replace: Api['/authors']['replace'] = { name: 'Ann' };
// @ts-expect-error times are text in JSON
export const born: Api['/authors']['row']['born'] = new Date();
// @ts-expect-error there is no such route
export type Nothing = Api['/nothing'];

/** The calls are types here: nothing runs. */
const call = (_: () => unknown): void => undefined;

/** `satisfies`: the client knows what `meta` says. */
class ArticleEndpoint extends RestEndpoint {
  title = field.string();
  category = field.enum(['news', 'sport']);
  price = field.decimal();
  views = field.integer({ default: 0 });
  at = field.datetime({ optional: true });
  open = field.boolean({ default: true });
  tags = field.json({ optional: true });
  secret = field.string({ writeOnly: true });
  static override meta = {
    filtering: {
      fields: ['category', 'price', 'at', 'open', 'tags'],
      search: ['title'],
      ordering: ['title', 'price'],
    },
    pagination: { style: 'cursor', maxPageSize: 100 },
  } satisfies Meta<ArticleEndpoint>;
}
/** `as const`: the same. */
class LogEndpoint extends RestEndpoint {
  override id = field.uuid({ primaryKey: true });
  line = field.string();
  level = field.integer();
  static override meta = {
    methods: ['GET', 'POST'],
    filtering: { fields: ['level'] },
    pagination: { style: 'page_number', pageSize: 2 },
    serializer: { read: ['id', 'line'], write: ['id'] },
  } as const satisfies Meta<LogEndpoint>;
}
/** Annotated: what there is can be asked for, since the list of what may be is not known. */
class NoteEndpoint extends RestEndpoint {
  text = field.string();
  stars = field.integer();
  static override meta: Meta<NoteEndpoint> = { filtering: { fields: ['text'] }, pagination: { style: 'cursor' } };
}
class SettingEndpoint extends RestEndpoint {
  key = field.string({ primaryKey: true });
  value = field.string();
  static override meta = {
    locking: false,
    methods: { GET: null, PUT: null, DELETE: null },
    pagination: { count: false },
  } satisfies Meta<SettingEndpoint>;
}
class StrictEndpoint extends RestEndpoint {
  name = field.string();
  static override meta = { requireVersionOnDelete: true } satisfies Meta<StrictEndpoint>;
}
class LegacyEndpoint extends RestEndpoint {
  static override meta = { reflect: true, table: 'legacy' } satisfies Meta<LegacyEndpoint>;
}
const site = new LightApi().register({
  '/articles': ArticleEndpoint,
  '/articles/archive': BookEndpoint,
  '/articles/list': BookEndpoint,
  '/api/v1/logs': LogEndpoint,
  '/order-notes': NoteEndpoint,
  '/settings': SettingEndpoint,
  '/stricts': StrictEndpoint,
  '/legacy': LegacyEndpoint,
  '/plain': BookEndpoint,
});
const api = createClient<typeof site>('https://example.com/api', { token: async () => 'x', retry: 2 });
type Article = Json<ArticleEndpoint>;

call(() => api.articles.list({ category: 'news', price__gte: '10', ordering: '-title' }));
call(() => api.articles.list({ price__between: [1, '2.50'], category__in: ['news'], at__lt: new Date(), search: 'x' }));
call(() => api.articles.list({ tags__isnull: true, open: undefined, page_size: 3, ordering: ['price', '-title'] }));
call(() => api.articles.all({ at__isnull: false }, { signal: AbortSignal.abort(), params: { cheap: true } }));
// @ts-expect-error a name that is no column
call(() => api.articles.list({ categry: 'news' }));
// @ts-expect-error a column that is not among those of the filter
call(() => api.articles.list({ views: 3 }));
// @ts-expect-error a column that replies do not show
call(() => api.articles.list({ secret: 'x' }));
// @ts-expect-error a value that the column can not have
call(() => api.articles.list({ category: 'weather' }));
// @ts-expect-error what has no order is not compared by it
call(() => api.articles.list({ open__gt: true }));
// @ts-expect-error text is looked into, numbers are not
call(() => api.articles.list({ price__contains: '1' }));
// @ts-expect-error JSON is there or not
call(() => api.articles.list({ tags: 'x' }));
// @ts-expect-error a range has two ends
call(() => api.articles.list({ price__between: ['1'] }));
// @ts-expect-error a list of values is a list
call(() => api.articles.list({ category__in: 'news' }));
// @ts-expect-error a column that lists are not sorted by
call(() => api.articles.list({ ordering: 'views' }));
// @ts-expect-error pages of this list are had by cursor
call(() => api.articles.list({ page: 2 }));
// @ts-expect-error nothing equals null: ask for at__isnull
call(() => api.articles.list({ at: null }));

const page = api.articles.list();
expectTypeOf(page).resolves.toEqualTypeOf<{ next: string | null; previous: string | null; results: Article[] }>();
const titles = api.articles.list({ fields: ['id', 'title'], category: 'news' });
expectTypeOf(titles).resolves.toHaveProperty('results').toEqualTypeOf<{ id: number; title: string }[]>();
expectTypeOf(api.articles.get(1)).resolves.toEqualTypeOf<Article>();
expectTypeOf(api.articles.get(1, { fields: ['price'] })).resolves.toEqualTypeOf<{ price: string }>();
// @ts-expect-error a field that replies do not show
call(() => api.articles.get(1, { fields: ['secret'] }));
// @ts-expect-error the id is a number
call(() => api.articles.get('1'));
call(async () => {
  for await (const article of api.articles.all({ category: 'news' })) {
    expectTypeOf(article).toEqualTypeOf<Article>();
  }
});

call(() => api.articles.create({ title: 'a', category: 'news', price: '1', secret: 's' }));
// @ts-expect-error a price is required
call(() => api.articles.create({ title: 'a', category: 'news', secret: 's' }));
// @ts-expect-error the version is given by the server
call(() => api.articles.create({ title: 'a', category: 'news', price: '1', secret: 's', version: 1 }));
call(() => api.articles.update(1, { version: 3, title: 'b' }));
// @ts-expect-error an update says the version that it is of
call(() => api.articles.update(1, { title: 'b' }));
// @ts-expect-error a misspelt field
call(() => api.articles.update(1, { version: 1, titel: 'b' }));
call(async () => api.articles.update(await api.articles.get(1), { title: 'b' }));
// @ts-expect-error a row that was read without its version
call(async () => api.articles.update(await api.articles.get(1, { fields: ['id'] }), { title: 'b' }));
call(() => api.articles.replace(1, { title: 'a', category: 'news', price: '1', secret: 's', version: 1 }));
// @ts-expect-error a PUT says the version that it replaces
call(() => api.articles.replace(1, { title: 'a', category: 'news', price: '1', secret: 's' }));
call(() => api.articles.delete(1));
call(() => api.articles.delete(1, { version: 2 }));
// @ts-expect-error there is no such route
call(() => api.articels);

// Routes below others, also where one is called like a call.
expectTypeOf(api.articles.archive.get(1)).resolves.toEqualTypeOf<Json<BookEndpoint>>();
expectTypeOf(api.$at('/articles/list').get(1)).resolves.toEqualTypeOf<Json<BookEndpoint>>();
// @ts-expect-error a call hides the route
call(() => api.articles.list.get(1));
// @ts-expect-error no such route
call(() => api.$at('/nothing'));

const log = { id: '', line: '' };
expectTypeOf(api.api.v1.logs.list({ level__lte: 3, page: 2 })).resolves.toEqualTypeOf<{
  count: number;
  pages: number;
  next: string | null;
  previous: string | null;
  results: (typeof log)[];
}>;
expectTypeOf(api.$at('/api/v1/logs').create({ line: 'x', level: 1 })).resolves.toEqualTypeOf<{ id: string }>();
// @ts-expect-error the size of these pages is fixed
call(() => api.api.v1.logs.list({ page_size: 3 }));
// @ts-expect-error nothing is sorted
call(() => api.api.v1.logs.list({ ordering: 'line' }));
// @ts-expect-error nothing is searched
call(() => api.api.v1.logs.list({ search: 'line' }));
// @ts-expect-error PATCH is not served
call(() => api.api.v1.logs.update('x', { line: 'y', version: 1 }));

call(() => api['order-notes'].list({ text__icontains: 'x', stars__gte: 3, ordering: ['-stars', 'text'], page: 2 }));
// @ts-expect-error a name that is no column is refused in any case
call(() => api['order-notes'].list({ star: 3 }));
expectTypeOf(api['order-notes'].list()).resolves.toHaveProperty('next').toEqualTypeOf<string | null | undefined>();

// Last write wins: no version, and a key of another name.
call(() => api.settings.replace('theme', { key: 'theme', value: 'dark' }));
expectTypeOf(api.settings.list()).resolves.not.toHaveProperty('count');
// @ts-expect-error not served
call(() => api.settings.create({ key: 'a', value: 'b' }));

call(() => api.stricts.delete(1, { version: 2 }));
call(async () => api.stricts.delete(await api.stricts.get(1)));
// @ts-expect-error a DELETE must say the version here
call(() => api.stricts.delete(1));

// Columns that no class knows.
call(() => api.legacy.list({ Anything: 3 }));
call(() => api.legacy.update('ALFKI', { City: 'Berlin' }, { ifMatch: '"x"' }));
expectTypeOf(api.legacy.get(1)).resolves.toHaveProperty('City').toEqualTypeOf<unknown>();

// A class without meta: nothing can be filtered.
call(() => api.plain.list({ after: 3 }));
// @ts-expect-error not filtered
call(() => api.plain.list({ title: 'x' }));

// A client without a type knows no routes, and takes any.
const untyped = createClient('https://example.com');
call(() => untyped.$at('/books').list({ title: 'x' }));
// @ts-expect-error which routes there are is not known
call(() => untyped.books);
