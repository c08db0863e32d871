import { RequestError } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { createFlights } from '../../src/cache/flights.ts';

describe('one computation', () => {
  it('is shared by those who ask at once, and not by others', async () => {
    const join = createFlights<string>();
    let made = 0;
    const { promise, resolve } = Promise.withResolvers<string>();
    const make = () => {
      made += 1;
      return promise;
    };
    const asked = ['a', 'a', 'a', 'b'].map((key) => join(key, make));
    resolve('done');
    expect((await Promise.all(asked)).map(({ isFirst, value }) => [isFirst, value])).toEqual([
      [true, 'done'],
      [false, 'done'],
      [false, 'done'],
      [true, 'done'],
    ]);
    expect(made).toBe(2);
    await join('a', make);
    expect(made).toBe(3);
  });

  it('that is refused is refused for all of them', async () => {
    const join = createFlights<string>();
    const refuse = () => Promise.reject(new RequestError('not_found', 'not found'));
    const asked = await Promise.allSettled([join('a', refuse), join('a', refuse)]);
    expect(asked).toMatchObject([{ reason: { status: 404 } }, { reason: { status: 404 } }]);
  });

  it('that fails is the first one`s failure: each of the others makes its own', async () => {
    const join = createFlights<string>();
    const fail = () => Promise.reject(new Error('mine alone'));
    const asked = await Promise.allSettled([join('a', fail), join('a', fail)]);
    expect(asked).toMatchObject([
      { reason: { message: 'mine alone' } },
      { value: { isFirst: false, value: undefined } },
    ]);
  });

  it('that takes too long is waited for no longer', async () => {
    const join = createFlights<string>(10);
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = join('a', () => promise);
    expect(await join('a', () => promise)).toEqual({ isFirst: false, value: undefined });
    resolve('late');
    expect(await first).toEqual({ isFirst: true, value: 'late' });
  });
});
