/** The bytes of a file or of the standard input, in pieces that are whole characters of UTF-8. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Fault } from './fault.ts';

/** A piece of a file, in bytes: with `--skip-invalid`, what one transaction holds. */
const pieceSize = 2 ** 18;

interface Source {
  /** For people. */
  readonly name: string;
  /** In bytes, where it is known. */
  readonly size: number | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'it is a folder.',
  EACCES: 'it may not be read.',
};

function unusable(file: string, error: unknown): Fault {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new Fault(`${file}: ${reasons[code] ?? message}`);
}

async function* readPieces(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: pieceSize });
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Opens a file; `-` is the standard input. Throws `Fault`. */
export async function openSource(file: string): Promise<Source> {
  if (file === '-') return { name: 'stdin', size: undefined, bytes: process.stdin };
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const size = found.isFile() ? found.size : undefined;
    return { name: file, size, bytes: readPieces(file) };
  } catch (error) {
    throw unusable(file, error);
  }
}

/** So many bytes at the end begin a character whose rest is in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? back : 0;
  }
  return 0;
}

const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const newline = 10;

/** The lines of a piece that are UTF-8, up to the first that is not. */
function* soundLines(piece: Buffer): Generator<Buffer> {
  for (let from = 0; from < piece.length; ) {
    const end = piece.indexOf(newline, from);
    const line = piece.subarray(from, end === -1 ? piece.length : end + 1);
    if (!isUtf8(line)) return;
    yield line;
    from += line.length;
  }
}

const countLines = (piece: Buffer): number => {
  let count = 0;
  for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) count += 1;
  return count;
};

/** Whole characters, without a byte order mark. Throws `Fault` behind the last line that is UTF-8. */
export async function* readText(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let isFirst = true;
  const check = function* (whole: Buffer): Generator<Buffer> {
    const piece = isFirst && whole.subarray(0, 3).equals(bom) ? whole.subarray(3) : whole;
    isFirst = false;
    const sound = isUtf8(piece) ? piece : Buffer.concat([...soundLines(piece)]);
    yield sound;
    line += countLines(sound);
    if (sound.length < piece.length) throw new Fault('it is not UTF-8 here: save the file as UTF-8.', line);
  };
  for await (const read of bytes) {
    const piece = rest.length === 0 ? read : Buffer.concat([rest, read]);
    const end = piece.length - unfinished(piece);
    rest = piece.subarray(end);
    if (end > 0) yield* check(piece.subarray(0, end));
  }
  if (rest.length > 0) yield* check(rest);
}
