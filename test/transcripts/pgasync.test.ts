/** The recorded conversation with the original on PostgreSQL, by its async engine. */
import { expect, it } from 'vitest';
import { pgasync, recorded } from './pgasync.ts';
import { replay } from './replay.ts';

it('the async engine answered nothing but 500', () => {
  expect(recorded.filter(({ response }) => response.status !== 500)).toEqual([]);
});

replay('what the async engine was asked on PostgreSQL, and the sync engine answered', pgasync);
