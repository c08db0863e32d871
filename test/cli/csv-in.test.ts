import { expect, it } from 'vitest';
import { openCsv } from '../../src/cli/csv-in.ts';
import { rowLimit } from '../../src/cli/rows-in.ts';
import { books, cuts, read } from './reading.ts';

it('a row knows its line and which cells are empty, however the file is cut', async () => {
  const target = (await books()).at('/books');
  const file = '\ufeff title,pages,"tags"\r\n"a\r\n""b""",3,"{""c"":\n1}"\r\n\r\n,,\n"","",""\nx,y\nö,7,{c}\n"é",8';
  for (const pieces of cuts(file)) {
    expect(await read(pieces, (emit) => openCsv(target, emit))).toEqual([
      '2: {"title":"a\\r\\n\\"b\\"","pages":"3","tags":{"c":1}}',
      '6: {}',
      '7: {"title":""}',
      '8: [{"loc":[],"msg":"it has 2 cells, the header 3"}]',
      '9: [{"loc":["tags"],"msg":"malformed JSON: Expected property name or \'}\'"}]',
      '10: [{"loc":[],"msg":"it has 2 cells, the header 3"}]',
    ]);
  }
});

it.each([
  ['', ['1: the file is empty: a CSV file begins with the names of columns.']],
  ['title\n', []],
  [
    'title,titel\n',
    [
      '1: the header names "titel", which is no column. Columns: title, pages, price, tags, id, created_at, updated_at, version.',
    ],
  ],
  ['title,pages,title\n', ['1: the header names "title" twice.']],
  [
    'title\na\n"b"c\n',
    ['2: {"title":"a"}', '3: malformed CSV: text follows a closing quote. Inside of a cell, write quotes twice.'],
  ],
  [
    'title\na\nb "c"\n',
    ['2: {"title":"a"}', '3: malformed CSV: a quote inside of a cell. Write it twice, and put the cell in quotes.'],
  ],
  ['title\na\n"b\nc\n', ['2: {"title":"a"}', '3: malformed CSV: a quote is never closed.']],
])('%j is %j', async (text, rows) => {
  const target = (await books()).at('/books');
  for (const pieces of cuts(text)) expect(await read(pieces, (emit) => openCsv(target, emit))).toEqual(rows);
});

it('a row without an end is not held in memory', async () => {
  const target = (await books()).at('/books');
  const pieces = [Buffer.from('title\n'), ...Array.from({ length: 9 }, () => Buffer.alloc(rowLimit / 8, 'a'))];
  const rows = await read(pieces, (emit) => openCsv(target, emit));
  expect(rows).toEqual(['2: a row is longer than 16777216 characters.']);
});
