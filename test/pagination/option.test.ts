import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { mistakesOf, serve } from '../serve.ts';

describe('a mistake in meta.pagination is told at start', () => {
  it.each([
    ['an option that is none', { page_size: 5 }, '"page_size" is no option.'],
    ['a style that is none', { style: 'offset' }, 'the style "offset" is none.'],
    ['a size of 0', { pageSize: 0 }, 'pageSize is 0.'],
    ['a size below 0', { pageSize: -1 }, 'pageSize is -1.'],
    ['a broken size', { pageSize: 1.5 }, 'pageSize is 1.5.'],
    ['a size in words', { pageSize: '20' }, 'pageSize is 20.'],
    ['an endless limit', { maxPageSize: Number.POSITIVE_INFINITY }, 'maxPageSize is Infinity.'],
    ['a limit below the size', { pageSize: 50, maxPageSize: 20 }, 'maxPageSize 20 is below pageSize 50.'],
    ['a limit below the default size', { maxPageSize: 5 }, 'maxPageSize 5 is below pageSize 20.'],
    ['a count that is no boolean', { count: 'no' }, expect.any(String)],
    ['null', null, expect.any(String)],
    ['true', true, expect.any(String)],
    ['a style alone', 'cursor', expect.any(String)],
  ])('(%s), with its remedy', async (_, pagination, problem) => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      static override meta = { pagination } as Meta;
    }
    const { problems } = await mistakesOf({ '/books': BookEndpoint });
    expect(problems[0]).toMatchObject({ code: 'unknown_meta', where: 'BookEndpoint.meta.pagination', problem });
    expect(problems[0]?.remedy).toMatch(/.\.$/);
  });
});

describe('a way to page tells machines', () => {
  const row = { type: 'object' };
  const results = { type: 'array', items: row };
  const pageSize = { name: 'page_size', schema: { type: 'integer', minimum: 1, maximum: 50, default: 20 } };
  it.each<[Meta['pagination'], readonly object[], readonly string[], readonly string[]]>([
    [undefined, [{ name: 'after' }], ['results'], ['next', 'results']],
    [{ maxPageSize: 50 }, [{ name: 'page' }, pageSize], ['count', 'pages', 'next', 'previous', 'results'], []],
    [{ count: false }, [{ name: 'page', schema: { minimum: 1 } }], ['next', 'previous', 'results'], []],
    [{ style: 'cursor' }, [{ name: 'cursor' }], ['next', 'previous', 'results'], []],
  ])('with %j its parameters and its envelope', async (pagination, parameters, required, properties) => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      static override meta: Meta = pagination === undefined ? {} : { pagination };
    }
    const { app, get } = await serve({ '/books': BookEndpoint });
    const [resource] = await app.resources();
    const { paginator } = resource?.policies ?? {};
    expect(paginator?.parameters).toMatchObject(parameters);
    const envelope = paginator?.envelope(row);
    expect(envelope).toMatchObject({ type: 'object', required, properties: { results } });
    const told = properties.length === 0 ? required : properties;
    expect(Object.keys(Object(envelope?.properties))).toEqual(told);
    // What is told is what is sent.
    expect(Object.keys((await get('/books')).body)).toEqual(required);
  });
});
