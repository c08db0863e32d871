import type { Context } from 'hono';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { callers, NoteEndpoint } from '../endpoint/owned.ts';
import { keepLog, serve } from '../serve.ts';

const texts = (body: { results: { text: string }[] }): string[] => body.results.map(({ text }) => text);

describe('a queryset', () => {
  class ArticleEndpoint extends RestEndpoint {
    title = field.string();
    price = field.decimal({ decimalPlaces: 2, default: '1.00' });
    live = field.boolean({ default: true });
    hidden = field.string({ default: 'h', writeOnly: true });
    static override meta: Meta = { filtering: { fields: ['title'], ordering: ['title'] }, table: 'articles' };
    override queryset(_: Context) {
      return this.select().where(this.live, '=', true);
    }
  }
  const articles = [
    { title: 'b', price: '10.00' },
    { title: 'c', live: false },
    { title: 'a', price: '9.50' },
  ];
  const shown = (body: { results: readonly Readonly<Record<string, unknown>>[] }) =>
    body.results.map(({ title }) => title).join('');

  async function listed(endpoint: new () => ArticleEndpoint, meta: Meta, ...queries: string[]) {
    class ListedEndpoint extends (endpoint as typeof ArticleEndpoint) {
      static override meta: Meta = { ...ArticleEndpoint.meta, ...meta };
    }
    const { post, get } = await serve({ '/articles': ListedEndpoint });
    for (const article of articles) await post('/articles', article);
    return Promise.all(queries.map(async (query) => (await get(`/articles${query}`)).body));
  }

  it('is what lists start from, and single rows do not', async () => {
    const { post, get } = await serve({ '/articles': ArticleEndpoint });
    for (const article of articles) await post('/articles', article);
    expect(shown((await get('/articles')).body)).toBe('ba');
    expect((await get('/articles/2')).body).toMatchObject({ title: 'c', live: false });
  });

  it('takes filters, order, and pages with their counts', async () => {
    const [ordered, filtered, second] = await listed(
      ArticleEndpoint,
      { pagination: { pageSize: 1 } },
      '?ordering=title',
      '?title__in=a,c',
      '?page=2',
    );
    expect([shown(ordered as never), ordered?.count]).toEqual(['a', 2]);
    expect([shown(filtered as never), filtered?.count]).toEqual(['a', 1]);
    expect(shown(second as never)).toBe('a');
  });

  it('has an order of its own, which is that of the list and its cursors where none is asked for', async () => {
    class OrderedEndpoint extends ArticleEndpoint {
      override queryset() {
        return this.select().orderBy(this.price, 'desc');
      }
    }
    const [all, asked] = await listed(OrderedEndpoint, {}, '', '?ordering=title');
    expect([shown(all as never), shown(asked as never)]).toEqual(['bac', 'abc']);
    const { post, get } = await serve({
      '/articles': class extends OrderedEndpoint {
        static override meta: Meta = { ...ArticleEndpoint.meta, pagination: { style: 'cursor', pageSize: 2 } };
      },
    });
    for (const article of articles) await post('/articles', article);
    const first = (await get('/articles')).body;
    const second = (await get(`/articles?cursor=${first.next}`)).body;
    expect([shown(first), shown(second)]).toEqual(['ba', 'c']);
  });

  it('may join, and may be async', async () => {
    class AuthorEndpoint extends RestEndpoint {
      name = field.string();
    }
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      author = field.integer({ foreignKey: 'authors.id' });
      override async queryset() {
        await Promise.resolve();
        return this.select().innerJoin('authors', 'authors.id', 'books.author').where('authors.name', '=', 'Brooks');
      }
    }
    const { post, get } = await serve({ '/authors': AuthorEndpoint, '/books': BookEndpoint });
    await post('/authors', { name: 'Brooks' });
    await post('/authors', { name: 'Knuth' });
    for (const author of [1, 2, 1]) await post('/books', { title: `by ${author}`, author });
    expect((await get('/books')).body.results.map(({ title }) => title)).toEqual(['by 1', 'by 1']);
  });

  it('keeps its limit, which stays with its order', async () => {
    class NewestEndpoint extends ArticleEndpoint {
      override queryset() {
        return this.select().orderBy(this.id, 'desc').limit(2);
      }
    }
    const [all, asked] = await listed(NewestEndpoint, {}, '', '?ordering=title');
    expect([shown(all as never), shown(asked as never)]).toEqual(['ac', 'ac']);
  });

  it.each([
    ['no query', () => [], /SloppyEndpoint.queryset gave no query: return this.select\(\)/],
    ['nothing', () => undefined, /gave no query/],
    ['a condition', (e: ArticleEndpoint) => e.eb(e.live, '=', true), /gave no query/],
    [
      'an order by what is no column',
      (e: ArticleEndpoint) => e.select().orderBy((eb) => eb.fn('abs', ['id'])),
      /order by/,
    ],
    [
      "an order by another table's column",
      (e: ArticleEndpoint) => e.select().innerJoin('articles as o', 'o.id', 'articles.id').orderBy('o.title'),
      /order by/,
    ],
    ['an order by a hidden column', (e: ArticleEndpoint) => e.select().orderBy(e.hidden), /order by columns alone/],
  ])('that gives %s is a mistake of the program', async (_, queryset, message) => {
    class SloppyEndpoint extends ArticleEndpoint {
      override queryset() {
        return queryset(this) as never;
      }
    }
    const log = keepLog();
    const { get } = await serve({ '/articles': SloppyEndpoint }, { logger: log });
    expect((await get('/articles')).status).toBe(500);
    expect(String(log.errors[0])).toMatch(message);
  });

  it('is joined by the scope', async () => {
    class RankedEndpoint extends NoteEndpoint {
      override queryset() {
        return this.select().where(this.rank, '>', 1);
      }
    }
    const { ann, bob, root } = await callers({ '/notes': RankedEndpoint });
    for (const rank of [1, 2, 3]) await ann.request('POST', '/notes', { text: `${rank}`, rank });
    await bob.request('POST', '/notes', { text: 'b', rank: 9 });
    expect(texts((await ann.request('GET', '/notes')).body)).toEqual(['2', '3']);
    expect((await root.request('GET', '/notes')).body.count).toBe(3);
  });
});
