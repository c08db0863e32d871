import { FieldFilter, field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  price = field.decimal();
  pages = field.integer();
  kind = field.enum(['a', 'b']);
  data = field.json();
  secret = field.string({ writeOnly: true });
  static override meta: Meta = {
    filtering: { fields: ['title', 'price', 'pages', 'kind', 'data'], search: ['title'], ordering: ['price'] },
    strictQuery: true,
  };
}

/** The policies of a class with this meta. */
async function policiesOf(meta: Meta) {
  class DescribedEndpoint extends BookEndpoint {
    static override meta: Meta = { ...BookEndpoint.meta, ...meta };
  }
  const { app, get } = await serve({ '/books': DescribedEndpoint });
  const [resource] = await app.resources();
  return { policies: resource?.policies, get };
}

describe('an endpoint tells machines', () => {
  it('every parameter that its lists take, with its type and its whitelist', async () => {
    const { policies } = await policiesOf({});
    const told = new Map(policies?.parameters.map(({ name, ...rest }) => [name, rest]));
    expect([...told.keys()].filter((name) => !name.includes('__'))).toEqual([
      ...['title', 'price', 'pages', 'kind', 'search', 'ordering', 'after', 'fields'],
    ]);
    expect(told.get('title')).toEqual({ description: 'Rows whose title is this.', schema: { type: 'string' } });
    expect(told.get('price__gte')?.schema).toEqual({ type: 'string', format: 'decimal' });
    expect(told.get('pages__lt')?.schema).toEqual({ type: 'integer' });
    expect(told.get('pages__in')?.schema).toEqual({
      type: 'array',
      items: { type: 'integer' },
      minItems: 1,
      maxItems: 100,
    });
    expect(told.get('kind')?.schema).toEqual({ type: 'string', enum: ['a', 'b'] });
    expect(told.get('data__isnull')?.schema).toEqual({ type: 'boolean' });
    expect(told.get('search')?.description).toBe('Rows that hold this text in title.');
    expect(told.get('ordering')?.description).toBe('A comma list of price; descending with - before it.');
    expect(JSON.stringify([...told])).not.toContain('secret');
  });

  it('parameters that it takes, each of them, and no others', async () => {
    const { policies, get } = await policiesOf({});
    for (const { name } of policies?.parameters ?? []) {
      const { body } = await get(`/books?${name}=`);
      expect(JSON.stringify(body), name).not.toContain('extra_forbidden');
    }
    expect((await get('/books?page_size=3')).status).toBe(422);
  });

  it('nothing of filters that it does not have', async () => {
    const { policies } = await policiesOf({
      filtering: { backends: [FieldFilter], fields: ['kind'], search: ['title'] },
    });
    const names = policies?.parameters.map(({ name }) => name) ?? [];
    expect(names.filter((name) => !name.startsWith('kind'))).toEqual(['after', 'fields']);
  });

  it.each<[Meta['rateLimit'], readonly (readonly [string, string])[]]>([
    [undefined, []],
    [{ points: 5, duration: 60, verbs: ['POST'] }, [['POST', 'At most 5 requests in 60 s for each client.']]],
    [{ DELETE: { points: 1, duration: 9, by: 'user' } }, [['DELETE', 'At most 1 request in 9 s for each user.']]],
    [{ POST: { points: 1, duration: 9, by: () => 'all' } }, [['POST', 'At most 1 request in 9 s.']]],
  ])('the limits of its verbs: %j', async (rateLimit, limits) => {
    const { policies } = await policiesOf(rateLimit === undefined ? {} : { rateLimit });
    expect([...(policies?.limits ?? [])]).toEqual(limits);
  });
});
