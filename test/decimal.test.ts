import { describe, expect, it } from 'vitest';
import { compareDecimals, type Decimal, parseDecimal, renderDecimal } from '../src/decimal.ts';

const decimal = (text: string): Decimal => {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`${text} is no decimal`);
  return parsed;
};

describe('a decimal number as text', () => {
  it.each([
    ['12.30', '12.3'],
    ['-0', '0'],
    ['-0.10', '-0.1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+7', '7'],
    ['1_000.000_1', '1000.0001'],
    ['1e3', '1000'],
    ['1E+3', '1000'],
    ['1.25e1', '12.5'],
    ['1.25e2', '125'],
    ['1.25e3', '1250'],
    ['125e-2', '1.25'],
    ['125e-3', '0.125'],
    ['125e-4', '0.0125'],
    ['0e99999', '0'],
    ['000', '0'],
    ['1e999', `1${'0'.repeat(999)}`],
    ['1e-1000', `0.${'0'.repeat(999)}1`],
  ])('%s is read and written as %s', (text, written) => {
    expect(renderDecimal(decimal(text))).toBe(written);
  });

  it.each(['', '.', 'e5', '1e', '--1', '1__0', '_1', '1_', '0x1', '1,5', ' 1', 'NaN', '1e1000', '1e-1001', '1e999999'])(
    '"%s" is none, or too long',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it('is written with at least the places that are asked for', () => {
    expect(renderDecimal(decimal('5'), 2)).toBe('5.00');
    expect(renderDecimal(decimal('5.125'), 2)).toBe('5.125');
  });

  it.each([
    ['1', '2', -1],
    ['2', '1', 1],
    ['1.0', '1', 0],
    ['-1', '1', -1],
    ['-2', '-1', -1],
    ['0.1', '0.10000000000000000001', -1],
    ['10000000000000000000.01', '10000000000000000000.02', -1],
    ['-0', '0', 0],
    ['9', '10', -1],
  ])('%s compared with %s is %d', (a, b, order) => {
    expect(compareDecimals(decimal(a), decimal(b))).toBe(order);
  });
});
