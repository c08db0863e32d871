import { describe, expect, it } from 'vitest';
import { compare, nameAfter, render, tablesOf } from '../../src/cli/migration-files.ts';
import { checksumOf } from '../../src/database/migration/migrator.ts';

const now = new Date('2026-11-23T10:15:00.000Z');

describe('the name of a file', () => {
  it('says when, and what', () => {
    expect(nameAfter([], 'Add books.price!', now)).toBe('20261123101500_add_books_price');
    expect(nameAfter([], '…', now)).toBe('20261123101500_migration');
  });

  it('stands behind all others', () => {
    expect(nameAfter([{ name: '20261123101500_a', sql: '' }], 'b', now)).toBe('20261123101501_b');
    expect(nameAfter([{ name: '20261231235959_a', sql: '' }], 'b', now)).toBe('20270101000000_b');
  });
});

describe('a file', () => {
  it('lets no words out of its comments', () => {
    const step = {
      stage: 'dropTable',
      says: ["has the default 'a\n; drop table b;'."],
      isDestructive: false,
      sql: ['select 1'],
    } as const;
    expect(render([step], 'sqlite')).toBe(
      "-- lightapi migration for sqlite\n\n-- has the default 'a ; drop table b;'.\nselect 1;\n",
    );
  });

  it('says which tables are its own, under their last names', () => {
    const files = [
      { name: '1', sql: 'create table `books` (\n);\ncreate table "authors" (id integer);' },
      {
        name: '2',
        sql: 'create table `books__new` ();\nalter table `books__new` rename to `books`;\nalter table "authors" rename to "people";',
      },
      { name: '3', sql: 'drop table `books`;\n-- create table nothing' },
    ];
    expect([...tablesOf(files)].sort()).toEqual(['books', 'people']);
  });
});

describe('what became of files', () => {
  it('is pending, or stopped where some of it is done', () => {
    const files = ['1', '2', '3'].map((name) => ({ name, sql: '' }));
    const done = { name: '1', checksum: checksumOf(''), at: 'then' };
    // What is remembered of the first is of before it was applied.
    const stopped = new Map([
      ['1', 1],
      ['2', 4],
    ]);
    expect(compare(files, [done], stopped)).toEqual([
      { name: '1', state: 'applied', at: 'then' },
      { name: '2', state: 'stopped', at: 'after 4 statements' },
      { name: '3', state: 'pending' },
    ]);
  });
});
