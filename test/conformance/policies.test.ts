/** Whatever a client sends to a server with all policies on: no 5xx, no row of somebody else, no hidden value. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, hiddenMark, log, makeCallers, makeRows, owners, read, stampOf } from './policies.ts';

let callers: Awaited<ReturnType<typeof makeCallers>>;

beforeAll(async () => {
  callers = await makeCallers();
  await makeRows(callers);
});

afterAll(() => app.close());

const columns = [...read, 'hidden', 'password', 'nope', '__proto__', ''];
const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'contains', 'icontains', 'startswith', 'isnull'];
const text = fc.oneof(
  fc.constantFrom('1', '0', '-1', 'true', 'null', 'ann', 'bob', '2.50', '1e99', '2026-11-22', '2026-11-22T10:00:00Z'),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((part) => part.isWellFormed()),
);
const parameter = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...columns),
      fc.constantFrom('', ...[...operators, 'between', 'x'].map((name) => `__${name}`)),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('search', 'ordering', 'page', 'page_size', 'cursor', 'after', 'fields'),
);
const named = fc.array(fc.constantFrom(...columns, '-title', '-id', '-hidden'), { maxLength: 3 }).map(String);
const query = fc
  .array(fc.tuple(parameter, fc.oneof(text, named)), { maxLength: 2 })
  .map((pairs) => pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&'));

const verb = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'BREW');
const id = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('-1', '1e3', '9'.repeat(20), '%00', 'x') },
);
const to = (verbs: fc.Arbitrary<string>, ...rest: fc.Arbitrary<string>[]) =>
  fc.tuple(verbs, fc.constantFrom('/notes', '/strict', '/plain'), ...rest);
const odd = fc.constantFrom('/auth/login', '/auth/token', '/healthz', '/', '/%zz', '/notes', '/notes/1', '/notes/1/x');
/** A method and the parts of a path. */
const call = fc.oneof(
  { weight: 6, arbitrary: to(fc.constant('GET')) },
  { weight: 4, arbitrary: to(fc.constant('POST')) },
  { weight: 4, arbitrary: to(fc.constant('GET'), fc.constant('/'), id) },
  { weight: 4, arbitrary: to(fc.constantFrom('PUT', 'PATCH'), fc.constant('/'), id) },
  { weight: 1, arbitrary: to(fc.constant('DELETE'), fc.constant('/'), id) },
  { weight: 2, arbitrary: fc.tuple(verb, odd) },
);
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const row = fc.record(
  Object.fromEntries(
    [...columns, 'username'].map((name) => [name, name === 'version' ? fc.constantFrom(1, 2, 3, '1') : value]),
  ),
  { requiredKeys: [] },
);
const likely = fc.record(
  {
    title: fc.string({ minLength: 1, maxLength: 9 }),
    version: fc.constantFrom(1, 2, 3),
    owner: fc.constantFrom('ann', 'bob'),
  },
  { requiredKeys: ['title'] },
);
const body = fc.oneof(
  { weight: 2, arbitrary: row.map((each) => JSON.stringify(each)) },
  { weight: 3, arbitrary: likely.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()) },
);
const types = fc.oneof(
  { weight: 9, arbitrary: fc.constant('application/json') },
  { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/json; charset=latin1', 'multipart/form-data') },
);
const others = fc.record(
  {
    'if-match': fc.constantFrom('*', '"1"', 'W/"1"', '"1", "2"', '"x"', ''),
    'if-none-match': fc.constantFrom('*', '"1"', 'W/"2"', 'x'),
    origin: fc.constantFrom('https://app.example', 'https://evil.example', 'null'),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', '::1, x', ','),
    'x-request-id': fc.string({ maxLength: 20 }).map(encodeURIComponent),
    'x-http-method-override': fc.constant('DELETE'),
  },
  { requiredKeys: [] },
);
const headers = fc.tuple(types, fc.option(others)).map(([type, more]) => ({ 'content-type': type, ...more }));
const known = { weight: 3, arbitrary: fc.nat({ max: owners.length - 1 }) };
const sent = fc.record({
  call,
  query,
  headers,
  body,
  caller: fc.oneof(known, { weight: 1, arbitrary: fc.nat({ max: 8 }) }),
});

describe('a server with all policies on', () => {
  it('never fails, and shows nobody what is not theirs', { timeout: 60_000 }, async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(sent, async ({ call: [method, ...path], query, headers, body, caller }) => {
        const [owner, authorization] = callers[caller] ?? [];
        const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
        const reply = await app.request(`${path.join('')}?${query}`, {
          method,
          headers: authorization === undefined ? headers : { ...headers, authorization },
          ...(hasBody && { body }),
        });
        const said = `${await reply.text()}${JSON.stringify([...reply.headers])}`;
        statuses.add(reply.status);
        expect(reply.status, said).toBeLessThan(500);
        // Probes are answered before any middleware is asked.
        expect(reply.headers.get('x-stamped')).toBe(path.join('') === '/healthz' ? null : 'yes');
        expect(said).not.toContain(hiddenMark);
        for (const other of owners) if (other !== owner) expect(said).not.toContain(stampOf(other));
      }),
      { numRuns: 3_000, seed: Number(process.env.FUZZ_SEED ?? 20_261_123) },
    );
    expect(log.errors).toEqual([]);

    // Every kind of answer came of it, or the property would say little.
    expect([...statuses].sort((one, other) => one - other)).toEqual([
      ...[200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 412, 415, 422, 428],
    ]);
  });

  it('shows each of them their own rows, which the property above would not miss', async () => {
    for (const [owner, authorization = ''] of callers.slice(0, 2)) {
      const reply = await (await app.request('/plain', { headers: { authorization } })).text();
      expect(reply).toContain(stampOf(String(owner)));
    }
  });
});
