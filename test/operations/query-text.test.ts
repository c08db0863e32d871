import { describe, expect, it } from 'vitest';
import { operationOf, queryTexts } from '../../src/operations/query-text.ts';

it.each([
  ['select 1', 'SELECT'],
  ['  InSeRt into t', 'INSERT'],
  ['update t', 'UPDATE'],
  ['delete from t', 'DELETE'],
  ['with t as (select 1) select * from t', 'OTHER'],
  ['', 'OTHER'],
])('%j is told as %s', (sql, operation) => {
  expect(operationOf(sql)).toBe(operation);
});

describe('the text of a statement', () => {
  it.each([
    ['select "id" from "books" where "id" = $1 limit $12', 'select "id" from "books" where "id" = $1 limit $12'],
    ['select `a1` from t2 where x = ?', 'select `a1` from t2 where x = ?'],
    ["select * from t where a = 'hush' and b = 'it''s'", 'select * from t where a = ? and b = ?'],
    ['select * from t where pin = 1234 and x in (1.5, 0x1F)', 'select * from t where pin = ? and x in (?, ?)'],
    ["select 'open", 'select ?'],
    ["select 'a\\' as x, 'hush'", 'select ? …'],
    ['select $tag$hush$tag$, 1', 'select ? …'],
    ["select x -- it's hush", 'select x ? …'],
    ['select /* hush */ x', 'select ? …'],
  ])('%s is told as %s', (sql, told) => {
    expect(queryTexts('postgresql')(sql)).toBe(told);
  });

  it('knows that MySQL has texts in double quotes', () => {
    const sql = `select "hush", 'it"s', \`name\` from t`;
    expect(queryTexts('mysql')(sql)).toBe('select ?, ?, `name` from t');
    expect(queryTexts('sqlite')('select "name" from t')).toBe('select "name" from t');
  });

  it('is of bounded length, and is made in bounded time', () => {
    const sql = `select '${"''".repeat(200_000)} ${'$a'.repeat(100_000)}`;
    expect(queryTexts('sqlite')(sql).length).toBeLessThanOrEqual(2_000);
    expect(queryTexts('sqlite')(`select x in (${'?, '.repeat(5_000)})`)).toHaveLength(2_000);
  });
});
