import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/config/nearest.ts';

const known = ['min_length', 'max_length', 'pattern', 'GET', 'PATCH', 'IsAdminUser', 'ge'];

describe('the nearest name', () => {
  it.each([
    ['min_lenght', 'min_length'],
    ['minLength', 'min_length'],
    ['MAX-LENGTH', 'max_length'],
    ['patern', 'pattern'],
    ['get', 'GET'],
    ['IsAdmin', 'IsAdminUser'],
    ['eg', 'ge'],
  ])('to %s is %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it.each(['colour', 'x', '', 'm'.repeat(1_000)])('to "%s" is none', (name) => {
    expect(nearest(name, known)).toBeUndefined();
    expect(didYouMean(name, known)).toBe('');
  });
});
