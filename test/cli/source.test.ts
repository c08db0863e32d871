import { expect, it } from 'vitest';
import { readText } from '../../src/cli/source.ts';
import { cuts } from './reading.ts';

/** The text up to a fault, and the fault. */
async function textOf(pieces: readonly Buffer[]): Promise<{ readonly text: string; readonly fault?: unknown }> {
  let text = '';
  const stream = async function* () {
    yield* pieces;
  };
  try {
    for await (const piece of readText(stream())) text += piece.toString();
    return { text };
  } catch (fault) {
    return { text, fault };
  }
}

it('a piece never ends inside of a character, and the mark at the start is no text', async () => {
  for (const pieces of cuts('\ufeffä€😀\n\ufeff😀')) expect(await textOf(pieces)).toEqual({ text: 'ä€😀\n\ufeff😀' });
});

it.each([
  ['Latin-1', Buffer.from('ä\nb\ncaf\xe9\nd', 'latin1'), 1],
  ['a lone byte', Buffer.from([0x61, 0x0a, 0x80]), 2],
  ['half a character at the end', Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2],
  ['UTF-16', Buffer.from('\ufeffa\nb', 'utf16le'), 1],
])('%s is told with its line, behind the lines that are UTF-8', async (_, bytes, line) => {
  for (const pieces of cuts(bytes)) {
    const { text, fault } = await textOf(pieces);
    expect(fault).toMatchObject({ line, message: 'it is not UTF-8 here: save the file as UTF-8.' });
    expect(
      bytes
        .toString('latin1')
        .split('\n')
        .slice(0, line - 1)
        .join('\n'),
    ).toBe(text.trimEnd());
  }
});
