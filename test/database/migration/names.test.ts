import { describe, expect, it } from 'vitest';
import { renames } from '../../../src/database/migration/names.ts';

const named = (hints: Readonly<Record<string, string>>) =>
  Object.entries(hints).map(([name, renamedFrom]) => ({ name, renamedFrom }));

describe('names', () => {
  it('are those of before where the old one is there and the new one is not', () => {
    expect([...renames(named({ title: 'name' }), ['id', 'name'])]).toEqual([['name', 'title']]);
    expect([...renames(named({ title: 'name' }), ['id', 'title'])]).toEqual([]);
    expect([...renames(named({ title: 'name' }), ['name', 'title'])]).toEqual([]);
  });

  it('that move up by one are given from the end', () => {
    expect([...renames(named({ b: 'a', c: 'b' }), ['a', 'b'])]).toEqual([
      ['b', 'c'],
      ['a', 'b'],
    ]);
    expect([...renames(named({ b: 'a', c: 'b' }), ['b', 'c'])]).toEqual([]);
  });

  it('that change places are left: nothing would tell when that is done', () => {
    expect([...renames(named({ b: 'a', a: 'b' }), ['a', 'b'])]).toEqual([]);
  });

  it('of before are given once', () => {
    expect([...renames(named({ b: 'a', c: 'a' }), ['a'])]).toEqual([['a', 'b']]);
  });
});
