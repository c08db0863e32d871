import fc from 'fast-check';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, keepLog, serve } from '../serve.ts';

/** Stands in every column that replies do not show. */
const marker = 'zq-hidden-zq';

class ThingEndpoint extends RestEndpoint {
  name = field.string();
  count = field.integer({ optional: true });
  price = field.decimal({ optional: true, decimalPlaces: 2 });
  big = field.bigint({ optional: true });
  at = field.datetime({ optional: true });
  flag = field.boolean({ optional: true });
  kind = field.enum(['x', 'y'], { optional: true });
  notes = field.string({ default: marker });
  password = field.string({ writeOnly: true, default: marker });
}

const shown = ['id', 'name', 'count', 'price', 'big', 'at', 'flag', 'kind'] as const;
const meta: Meta<ThingEndpoint> = {
  serializer: { fields: [...shown] },
  filtering: { fields: shown, search: ['name', 'kind'], ordering: shown },
};
class PageEndpoint extends ThingEndpoint {
  static override meta: Meta = { ...meta, pagination: { pageSize: 2, maxPageSize: 5 } };
}
class CursorEndpoint extends ThingEndpoint {
  static override meta: Meta = { ...meta, pagination: { style: 'cursor', pageSize: 2, maxPageSize: 5 } };
}
class KeyEndpoint extends ThingEndpoint {
  static override meta: Meta = meta;
}

const routes = ['/pages', '/cursors', '/keys'] as const;

async function shelf(): Promise<Api & { readonly errors: readonly unknown[] }> {
  const logger = keepLog();
  const options = { logger, listLimit: 2, secret: 'a'.repeat(32) };
  const api = await serve({ '/pages': PageEndpoint, '/cursors': CursorEndpoint, '/keys': KeyEndpoint }, options);
  const rows = [
    { name: 'a', count: 1, price: '1.50', big: '9007199254740993', at: 0, flag: true, kind: 'x' },
    { name: "b'%_", count: -1, price: '-0.05' },
    { name: 'c' },
  ];
  for (const route of routes) for (const row of rows) await api.post(route, row);
  return { ...api, errors: logger.errors };
}

const operators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'contains',
  'icontains',
  'startswith',
  'isnull',
  'between',
];
const columns = [...shown, 'notes', 'password', 'created_at', 'nope', '__proto__'];
const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('search', 'ordering', 'fields', 'page', 'page_size', 'cursor', 'after') },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...columns), fc.constantFrom(...operators)).map((parts) => parts.join('__')),
  },
  fc.constantFrom(...columns),
  fc.string({ unit: 'binary' }),
);
const values = fc.oneof(
  fc.constantFrom(
    ...columns,
    '-name,price',
    'name,-big',
    'a',
    '%',
    "'",
    '1',
    '0',
    '-1',
    '1.5',
    '1,2',
    'true',
    '',
    marker,
  ),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.base64String(),
  fc.string({ unit: 'binary' }),
);
const queries = fc.array(fc.tuple(names, values), { maxLength: 6 });

describe('any query', () => {
  it('is answered with 200 or 422, and shows no hidden column', { timeout: 30_000 }, async () => {
    const { get, errors } = await shelf();
    const ask = async (path: string, query: readonly (readonly [string, string])[]): Promise<void> => {
      const sent = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]));
      const reply = await get(`${path}?${sent}`);
      expect([200, 422, path.endsWith('/1') ? 304 : 200]).toContain(reply.status);
      if (reply.status === 422) return;
      const { next: _, previous: __, ...rest } = reply.body as unknown as Record<string, unknown>;
      const text = JSON.stringify(rest);
      expect(text).not.toContain(marker);
      expect(text).not.toMatch(/"(?:notes|password)":/);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...routes, '/pages/1'), queries, ask), { numRuns: 1500 });
    expect(errors).toEqual([]);
  });
});

describe('SQL', () => {
  const attacks = [
    "' OR '1'='1",
    "'; DROP TABLE things; --",
    '" OR 1=1 --',
    '1 OR 1=1',
    '1; DELETE FROM things',
    ') OR (1=1',
    "x' UNION SELECT password FROM things --",
    'name) UNION SELECT notes FROM things --',
    '(select password from things)',
    '-name;drop table things',
    '`name`',
    '?1 $1 :id @id',
    '\0',
    '/**/',
  ];
  const parameters = ['search', 'ordering', 'fields', 'page', 'page_size', 'cursor', 'after', ...columns];
  const everywhere = [...parameters, ...shown.flatMap((name) => operators.map((operator) => `${name}__${operator}`))];

  it.each(routes)('is never part of a query: %s', async (route) => {
    const { get, errors } = await shelf();
    const before = (await get(route)).text;
    for (const attack of attacks) {
      for (const name of everywhere) {
        const reply = await get(`${route}?${new URLSearchParams([[name, attack]])}`);
        expect([200, 422], `${name}=${attack}`).toContain(reply.status);
        if (reply.status === 200) expect(JSON.stringify(reply.body.results)).not.toContain(marker);
        const asName = await get(`${route}?${new URLSearchParams([[`${name}${attack}`, '1']])}`);
        expect([200, 422]).toContain(asName.status);
      }
    }
    expect((await get(route)).text).toBe(before);
    expect(errors).toEqual([]);
  });

  it('that would make a condition true finds nothing', async () => {
    const { get } = await shelf();
    for (const attack of attacks) {
      const found = await get(`/keys?${new URLSearchParams([['name', attack]])}`);
      // PostgreSQL takes no NUL at all.
      expect(found.status === 422 ? [] : found.body.results).toEqual([]);
      expect(found.status === 200 || attack.includes('\0')).toBe(true);
    }
  });
});
