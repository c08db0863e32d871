import { expect, it } from 'vitest';
import { openLines } from '../../src/cli/lines-in.ts';
import { rowLimit } from '../../src/cli/rows-in.ts';
import { books, cuts, read } from './reading.ts';

it('each line is a row, however the file is cut', async () => {
  const target = (await books()).at('/books');
  for (const pieces of cuts('\ufeff{"title":"ö"}\r\n\n \n{"price":1.10}\n{"a" 1}\n[]')) {
    expect(await read(pieces, (emit) => openLines(target, emit))).toEqual([
      '1: {"title":"ö"}',
      '4: {"price":1.10}',
      '5: [{"loc":[],"msg":"malformed JSON: Expected \':\' after property name"}]',
      '6: []',
    ]);
  }
});

it('a file without rows has none', async () => {
  const target = (await books()).at('/books');
  expect(await read([], (emit) => openLines(target, emit))).toEqual([]);
});

it('a line without an end is not held in memory', async () => {
  const target = (await books()).at('/books');
  let taken = 0;
  const pieces = function* () {
    yield Buffer.from('{}\n');
    for (; taken < 50; taken += 1) yield Buffer.alloc(rowLimit / 8, 'a');
  };
  const rows = await read(pieces(), (emit) => openLines(target, emit));
  expect(taken).toBe(8);
  expect(rows).toEqual(['1: {}', '2: a row is longer than 16777216 characters.']);
});
