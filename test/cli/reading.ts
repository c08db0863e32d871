/** Reads files of any cut with the readers of the command. */
import { field, LightApi, RestEndpoint } from 'lightapi';
import { onTestFinished } from 'vitest';
import { Fault } from '../../src/cli/fault.ts';
import { type Emit, type RowIn, type RowReader, readRows } from '../../src/cli/rows-in.ts';
import { readText } from '../../src/cli/source.ts';
import { openTargets, type Targets } from '../../src/cli/target.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
  pages = field.integer({ optional: true });
  price = field.decimal({ optional: true });
  tags = field.json({ optional: true });
}

/** The tables of an app with `/books` and `/old/books`. */
export async function books(): Promise<Targets> {
  const old = class OldBookEndpoint extends BookEndpoint {};
  const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint, '/old/books': old });
  onTestFinished(() => app.close());
  return openTargets(await app.open());
}

/** A row as `3: /books[0] {"title":"a"}`, or with what is wrong with it. */
const told = ({ line, place, body, complaints }: RowIn): string =>
  [`${line}:`, place, complaints === undefined ? JSON.stringify(body) : JSON.stringify(complaints)]
    .filter((part) => part !== '')
    .join(' ');

/** The rows of a file that comes in these pieces, and the fault that ends it. */
export async function read(pieces: Iterable<Buffer>, open: (emit: Emit) => RowReader): Promise<readonly string[]> {
  const found: string[] = [];
  const stream = async function* () {
    yield* pieces;
  };
  try {
    for await (const rows of readRows(readText(stream()), open)) found.push(...rows.map(told));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    found.push(`${error.line}: ${error.message}`);
  }
  return found;
}

/** The file in two pieces, in every way to cut it. */
export function cuts(text: string | Buffer): readonly (readonly Buffer[])[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
}
