/** Rows on their way in: what the readers of all formats give, a piece of the file at a time. */
import type { Awaitable } from '../awaitable.ts';
import type { Problem } from '../errors.ts';
import { Fault } from './fault.ts';
import type { Target } from './target.ts';

/** What is wrong with a row. */
export type Complaint = Pick<Problem, 'loc' | 'msg' | 'input'>;

export interface RowIn {
  readonly target: Target;
  /** Where it starts, from 1. */
  readonly line: number;
  /** In a JSON file, the way to it: `[3]`, `/books[3]`. */
  readonly place: string;
  /** The row, or anything else that stands in its place. */
  readonly body: unknown;
  /** What keeps the file from saying it. */
  readonly complaints?: readonly Complaint[];
}

/** Takes a file in pieces; throws `Fault` where it can't be read on. */
export interface RowReader {
  readonly push: (piece: Buffer) => Awaitable<void>;
  readonly end: () => Awaitable<void>;
}

/** Is given each row as it is complete. */
export type Emit = (row: RowIn) => void;

/** More characters than this are no row, but a file of another format. */
export const rowLimit = 2 ** 24;

/** A row that is too long to be one. */
export const tooLong = (line: number): Fault => new Fault(`a row is longer than ${rowLimit} characters.`, line);

/** The pieces of a file up to its fault, which `told` is given. */
async function* untilFault(pieces: AsyncIterable<Buffer>, told: (fault: Fault) => void): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    told(error);
  }
}

/** The rows of each piece of a file. What was complete before a fault comes before it. */
export async function* readRows(
  pieces: AsyncIterable<Buffer>,
  open: (emit: Emit) => RowReader,
): AsyncGenerator<readonly RowIn[]> {
  let rows: RowIn[] = [];
  let fault: Fault | undefined;
  const tell = (found: Fault): void => {
    fault ??= found;
  };
  const reader = open((row) => rows.push(row));
  try {
    for await (const piece of untilFault(pieces, tell)) {
      await reader.push(piece);
      yield rows;
      rows = [];
    }
    await reader.end();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // What is cut off by a fault is none of its own.
    tell(error);
  }
  yield rows;
  if (fault !== undefined) throw fault;
}
