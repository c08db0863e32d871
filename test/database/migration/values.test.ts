import { describe, expect, it } from 'vitest';
import { familyOf, sameDefault, shortens } from '../../../src/database/migration/values.ts';
import type { Column, ColumnType } from '../../../src/model.ts';

const column = (type: ColumnType): Column => ({ type }) as Column;

describe('a default', () => {
  it.each([
    ['datetime', "'2026-11-23T10:15:00.000Z'", "'2026-11-23 11:15:00+01'"],
    ['json', `'{"b":1,"a":[]}'`, `'{"a": [], "b": 1}'`],
    ['string', `('(1)')`, `'(1)'`],
    ['boolean', '1', 'true'],
    ['number', '1e21', "'1000000000000000000000'"],
    ['integer', '-5', "'-5'"],
    ['decimal', "'1.50'", '1.5'],
    ['string', "'it''s'", "'it''s'"],
  ] as [ColumnType, string, string][])('of a %s is the same as %s and as %s', (type, declared, found) => {
    expect(sameDefault(column(type), declared, found)).toBe(true);
  });

  it.each([
    ['string', "'1'", "'01'"],
    ['json', "'[1,2]'", "'[2,1]'"],
    ['integer', '1', undefined],
    ['datetime', "'2026-11-23T10:15:00.000Z'", 'now()'],
  ] as [ColumnType, string, string | undefined][])('of a %s differs, of %s and %s', (type, declared, found) => {
    expect(sameDefault(column(type), declared, found)).toBe(false);
  });
});

describe('types', () => {
  it('have a family, whatever a database calls them', () => {
    expect(
      ['int8', 'VARCHAR(5)', 'timestamptz(3)', 'decimal_text(8,2)', 'tinyint(1)', 'json_text', 'blob'].map(familyOf),
    ).toEqual([...['integer', 'text', 'datetime', 'decimal', 'boolean', 'json', undefined]]);
    expect(['varchar(2002)', 'char(36)', 'char(35)'].map(familyOf)).toEqual(['decimal', 'uuid', 'text']);
  });

  it('get shorter where they hold fewer characters or digits', () => {
    expect(shortens('varchar(10)', 'varchar(9)')).toBe(true);
    expect(shortens('text', 'varchar(9)')).toBe(true);
    expect(shortens('varchar(10)', 'text')).toBe(false);
    expect(shortens('numeric(8,2)', 'numeric(10,4)')).toBe(false);
    expect(shortens('numeric(8,2)', 'numeric(8,4)')).toBe(true);
    expect(shortens('numeric', 'numeric(8,4)')).toBe(true);
    expect(shortens('decimal(8,2)', 'varchar(2002)')).toBe(false);
    expect(shortens('varchar(2002)', 'decimal(8,2)')).toBe(true);
  });
});
