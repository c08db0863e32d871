/** Assertions of the house rules: each failure is a list of sentences that say what to do. */
import { expect } from 'vitest';

/** Fails with one line for each of them. */
export function none(broken: readonly string[]): void {
  expect([...new Set(broken)].sort()).toEqual([]);
}

/** Fails with one line for each name that stands in the source or in the docs alone. */
export function documented(source: readonly string[], docs: readonly string[], where: string): void {
  expect(source, 'names found in the source').not.toEqual([]);
  none([
    ...source.filter((name) => !docs.includes(name)).map((name) => `${name} is not documented: add it to ${where}.`),
    ...docs.filter((name) => !source.includes(name)).map((name) => `${name} is in ${where}, but not in the source.`),
  ]);
}
