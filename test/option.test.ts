import { afterEach, describe, expect, it, vi } from 'vitest';
import { complaining } from '../src/complain.ts';
import type { ConfigurationProblem } from '../src/errors.ts';
import {
  callable,
  having,
  nothing,
  type OptionTable,
  oneOf,
  optionsOf,
  readOptions,
  text,
  wholeNumber,
} from '../src/option.ts';

interface Tea {
  readonly cups: number;
  readonly kind: string;
  readonly milk: { readonly drops: number } | undefined;
}

const milk: OptionTable<{ readonly drops: number }> = {
  drops: { check: wholeNumber({ from: 0, to: 9, remedy: 'Give 0 to 9.' }), otherwise: () => 1 },
};
const table: OptionTable<Tea> = {
  cups: {
    check: wholeNumber({ from: 1, remedy: 'Give 1 or more.' }),
    variable: 'TEST_CUPS',
    parse: Number,
    otherwise: () => 2,
  },
  kind: { check: oneOf(['black', 'green']), variable: 'TEST_KIND', otherwise: () => 'black' },
  milk: { check: optionsOf('milk', milk), otherwise: nothing },
};

function read(said: unknown): { readonly tea: Tea; readonly problems: readonly string[] } {
  const problems: ConfigurationProblem[] = [];
  const tea = readOptions(table, said, { of: 'tea', complainAt: complaining(problems) });
  return { tea, problems: problems.map(({ where, problem }) => `${where}: ${problem}`) };
}

afterEach(() => vi.unstubAllEnvs());

describe('an option', () => {
  it('stands over its variable, and that over the default', () => {
    vi.stubEnv('TEST_CUPS', '5');
    expect(read({ kind: 'green' }).tea).toEqual({ cups: 5, kind: 'green', milk: undefined });
    expect(read({ cups: 3 }).tea.cups).toBe(3);
    vi.stubEnv('TEST_CUPS', '');
    expect(read({ kind: '' }).tea).toEqual({ cups: 2, kind: 'black', milk: undefined });
  });

  it('is checked wherever it was said, and told with the others', () => {
    vi.stubEnv('TEST_CUPS', '-1');
    expect(read({ kind: 'blue', milk: { drops: 10, sugar: 1 }, pot: 1 }).problems).toEqual([
      'pot: tea knows no such option.',
      'TEST_CUPS: it is -1.',
      'kind: it is blue.',
      'milk.sugar: milk knows no such option.',
      'milk.drops: it is 10.',
    ]);
  });

  it.each([
    [null, 'null'],
    ['tea', 'tea'],
    [[], 'object'],
  ])('is no part of %j', (said, told) => {
    expect(read(said).problems).toEqual([`tea: it takes no ${told}.`]);
    expect(read({ milk: said }).problems).toEqual([`milk: it takes no ${told}.`]);
  });

  it('of the name of a method that every object has is unknown', () => {
    expect(read({ toString: 1 }).problems).toEqual(['toString: tea knows no such option.']);
  });
});

describe('a check', () => {
  const wrong = (check: Parameters<typeof Object.is>[0], value: unknown): string | undefined => {
    const problems: ConfigurationProblem[] = [];
    const complainAt = complaining(problems);
    check(value, complainAt('it'), complainAt);
    return problems[0]?.problem;
  };

  it.each([
    [text('…'), 5, 'it is no text, but a number.'],
    [text('…', /^a/), 'b', 'it is "b".'],
    [text('…', /^a/), 'ab', undefined],
    [callable('…'), {}, 'it is no function.'],
    [callable('…'), () => 1, undefined],
    [having(['info', 'warn'], '…'), { info: () => 1 }, 'it has no warn.'],
    [having(['info'], '…'), null, 'it has no info.'],
    [having(['info'], '…'), console, undefined],
    [wholeNumber({ from: 0, remedy: '…' }), { password: 'x' }, 'it is object.'],
  ])('%# of %j says %j', (check, value, problem) => {
    expect(wrong(check, value)).toBe(problem);
  });
});
