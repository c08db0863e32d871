import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/operations/redact.ts';

describe('a secret', () => {
  it.each([
    'connect postgres://me:hush@db/books failed',
    'redis://:hush@cache:6379',
    'Authorization: Bearer hush0hush0hush',
    'authorization: Basic aHVzaDpodXNo',
    'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.hush',
    'GET /books?access_token=hush&page=2',
    'password=hush;user=me',
    '{"password":"hush"}',
    '{"headers":{"cookie":"a=hush; b=hush"}}',
    JSON.stringify({ msg: JSON.stringify({ api_key: 'hush' }) }),
    JSON.stringify({ password: 'a"hush' }),
    inspect({ password: 'hush', clientSecret: 'hush', nested: { apiKey: 'hush' } }),
    inspect({ headers: { 'x-api-key': 'hush', 'set-cookie': 'hush' } }),
  ])('is not in %s', (text) => {
    expect(redact(text)).not.toMatch(/hush|aHVzaD/);
    expect(redact(text)).toContain('[redacted]');
  });

  it.each([
    'LightAPI on http://127.0.0.1:8000, PostgreSQL books on db:5432',
    'secret: it is no text, but a number. Give a long random text.',
    'BookEndpoint.token: it is no plain path.',
    'Basic authentication, or a Bearer token',
    'who@example.org wrote {"title":"a password"}',
    '{"tokens":3,"results":[]}',
  ])('is not seen where there is none: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each(['a://b:', '"password":"\\', 'token=', 'eyJaaaaa.', 'Bearer a'])(
    'takes bounded time to miss in many %s',
    (part) => {
      const started = performance.now();
      redact(part.repeat(20_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});
