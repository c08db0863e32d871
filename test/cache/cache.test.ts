import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { dependsOn, endedBy } from '../../src/cache/cache.ts';
import { mistakesOf } from '../serve.ts';

describe('what a reply depends on', () => {
  const ends = (changed: readonly string[], read: readonly string[]): boolean =>
    endedBy(changed).some((name) => dependsOn(read).includes(name));

  it('is ended by a change of one of its tables, or of what is not known by tables', () => {
    expect(ends(['books'], ['authors', 'books'])).toBe(true);
    expect(ends(['Books'], ['books'])).toBe(true);
    expect(ends(['*'], ['books'])).toBe(true);
    expect(ends(['*'], ['*'])).toBe(true);
    expect(ends(['books'], ['*'])).toBe(true);
    expect(ends(['books'], ['authors'])).toBe(false);
  });
});

describe('a cache that makes no sense', () => {
  it.each([
    [{ ttl: 0 }, 'ttl is 0.'],
    [{ ttl: '60' }, 'ttl is "60".'],
    [{}, 'ttl is undefined.'],
    [{ ttl: Number.POSITIVE_INFINITY }, 'ttl is null.'],
    [{ ttl: 60, varyOn: 'Accept' }, 'varyOn is no list of request headers.'],
    [{ ttl: 60, varyOn: ['*'] }, 'varyOn is no list of request headers.'],
    [{ ttl: 60, vary_on: [] }, '"vary_on" is no option.'],
    [60, 'it is 60.'],
  ])('is told at the start: %j', async (cache, problem) => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      static override meta: Meta = { cache: cache as never };
    }
    const { problems } = await mistakesOf({ '/books': BookEndpoint });
    expect(problems[0]).toMatchObject({ where: 'BookEndpoint.meta.cache', problem });
  });

  it('has its bounds told as well', () => {
    expect(() => new LightApi({ cache: { entries: 0 } })).toThrow('cache: entries is 0.');
    expect(() => new LightApi({ cache: { size: 1 } as never })).toThrow('"size" is no option');
    expect(() => new LightApi({ redisPrefix: 'a b' })).toThrow('redisPrefix: it is');
  });
});
