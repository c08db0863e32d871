import fc from 'fast-check';
import { ConfigurationError } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { readDict } from '../../src/config/config.ts';
import { shaped } from './shaped.ts';

const memory = { database: 'sqlite:///:memory:' };

describe('a configuration of any kind', () => {
  const isTold = async (config: unknown): Promise<boolean> => {
    const error: unknown = await readDict(config as object, memory).catch((caught: unknown) => caught);
    if (error instanceof Error && !(error instanceof ConfigurationError)) throw error;
    return ({} as { polluted?: unknown }).polluted === undefined;
  };

  it('in the form of the grammar gives an app or a ConfigurationError', async () => {
    await fc.assert(fc.asyncProperty(shaped({ kind: 'ref', name: 'document' }, 6), isTold), { numRuns: 500 });
    const endpoints = fc.record({
      endpoints: fc.array(shaped({ kind: 'ref', name: 'endpoint' }, 5), { maxLength: 3 }),
    });
    await fc.assert(fc.asyncProperty(endpoints, isTold), { numRuns: 500 });
  });

  it('in no form gives an app or a ConfigurationError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), isTold),
    );
    const circular: Record<string, unknown> = {};
    circular.defaults = circular;
    expect(await isTold(circular)).toBe(true);
  });
});
