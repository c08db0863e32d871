import { expect, it } from 'vitest';
import { openJson } from '../../src/cli/json-in.ts';
import { rowLimit } from '../../src/cli/rows-in.ts';
import { books, cuts, read } from './reading.ts';

const array = ' [\n{"title": "a ] , \\" \\\\", "tags": [[1, {}],\n[]]},\n\n {"title":"ö"} ,5]\n';
const object = '{"/books": [{"title": "a"}], \n"/old/books":[ ],\r\n"\\u002fbooks"\n:\n[{"price": 1.10},\n{}]}';

it('the rows of an array are the same, however the file is cut', async () => {
  const { at } = await books();
  for (const pieces of cuts(array)) {
    expect(await read(pieces, (emit) => openJson(() => at('/books'), emit))).toEqual([
      '2: [0] {"title":"a ] , \\" \\\\","tags":[[1,{}],[]]}',
      '5: [1] {"title":"ö"}',
      '5: [2] 5',
    ]);
  }
});

it('so are the rows of an object by route', async () => {
  const { at } = await books();
  for (const pieces of cuts(object)) {
    expect(await read(pieces, (emit) => openJson((route, line) => at(String(route), line), emit))).toEqual([
      '1: /books[0] {"title":"a"}',
      '5: /books[0] {"price":1.10}',
      '6: /books[1] {}',
    ]);
  }
});

it.each([
  ['', ['1: the file is empty: a JSON file holds [] at least.']],
  [' \n', ['1: the file is empty: a JSON file holds [] at least.']],
  ['\n"text"', ['2: it is no array of rows, and no object of such arrays by route.']],
  ['[]', []],
  ['[\n1,\n]', ['2: [0] 1', '2: malformed JSON: Unexpected end of JSON input.']],
  ['[1 2]', ['1: malformed JSON: Unexpected non-whitespace character after JSON.']],
  ['[\n{"a": 1,\n "b": x}]', ["2: malformed JSON: Unexpected token 'x'."]],
  ['[\n{"a": 1,\n "b" 2}]', ["3: malformed JSON: Expected ':' after property name."]],
  ['[{"a": 1}', ['1: the file ends before the JSON does.']],
  ['[1]\n\n[2]', ['1: [0] 1', '3: malformed JSON: something follows the end.']],
  ['[1}', ["1: malformed JSON: Unexpected token '}'."]],
  ['{"/books": [1]]', ['1: /books[0] 1', "1: malformed JSON: Unexpected token ']'."]],
  ['{"/books": {}}', ['1: "/books" holds no array of rows.']],
  ['{"title": "a",\n"tags": []}', ['2: arrays of rows by route are expected, as in {"/books": []}.']],
  ['{"/books": [] "/books": []}', ['1: arrays of rows by route are expected, as in {"/books": []}.']],
  ['{"title": "a"}', ['1: malformed JSON: the object holds more than arrays of rows by route.']],
  ['{\n"/films": []}', ['2: "/films" is no route. Routes: /books, /old/books.']],
  ['{}', []],
])('%j is %j', async (text, rows) => {
  const { at } = await books();
  const target = (route = '/books', line = 0) => at(route, line);
  for (const pieces of cuts(text)) expect(await read(pieces, (emit) => openJson(target, emit))).toEqual(rows);
});

it('a row without an end is not held in memory', async () => {
  const { at } = await books();
  const pieces = [Buffer.from('[\n{"title": "'), ...Array.from({ length: 9 }, () => Buffer.alloc(rowLimit / 8, 'a'))];
  const rows = await read(pieces, (emit) => openJson(() => at('/books'), emit));
  expect(rows).toEqual(['2: a row is longer than 16777216 characters.']);
});
