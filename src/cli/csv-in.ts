/** CSV: a header with the names of columns, and a row in each record; cells are text that columns read as such. */
import { type CsvError, type Parser, parse } from 'csv-parse';
import { Fault } from './fault.ts';
import { malformed, newlinesIn } from './malformed.ts';
import { type Complaint, type Emit, type RowReader, rowLimit, tooLong } from './rows-in.ts';
import type { Target } from './target.ts';

/** A cell; `undefined` where nothing stands in it, not even quotes. */
type Cell = string | undefined;

const newline = 10;

/** Finds the line of a record by its bytes: the parser counts a line break of two characters twice inside of quotes. */
function lineCounter() {
  let offset = 0;
  let line = 1;
  let breaks: number[] = [];
  let at = 0;
  return {
    add: (piece: Buffer): void => {
      breaks = breaks.slice(at);
      at = 0;
      for (let found = piece.indexOf(newline); found !== -1; found = piece.indexOf(newline, found + 1)) {
        breaks.push(offset + found);
      }
      offset += piece.length;
    },
    /** The line that a byte stands on, which is not before those that were asked for. */
    lineOf: (byte: number): number => {
      while ((breaks[at] ?? byte) < byte) {
        at += 1;
        line += 1;
      }
      return line;
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'malformed CSV: a quote is never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'malformed CSV: text follows a closing quote. Inside of a cell, write quotes twice.',
  INVALID_OPENING_QUOTE: 'malformed CSV: a quote inside of a cell. Write it twice, and put the cell in quotes.',
};

/** The names of the columns; a mistake here would be one of every row. */
function readHeader(cells: readonly Cell[], { columns }: Target): readonly string[] {
  const names = cells.map((cell = '') => cell.trim());
  const unknown = names.find((name) => !columns.has(name));
  if (unknown !== undefined) {
    const known = [...columns.keys()].join(', ');
    throw new Fault(`the header names ${JSON.stringify(unknown)}, which is no column. Columns: ${known}.`, 1);
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Fault(`the header names ${JSON.stringify(twice)} twice.`, 1);
  return names;
}

/** Reads the cells of a row. A quoted empty cell is an empty text, where a column takes text. */
function compileCells(names: readonly string[], { columns }: Target) {
  const types = names.map((name) => columns.get(name)?.type);
  return (cells: readonly Cell[]): { readonly body: object; readonly complaints?: readonly Complaint[] } => {
    const body: Record<string, unknown> = {};
    if (cells.length !== names.length) {
      return { body, complaints: [{ loc: [], msg: `it has ${cells.length} cells, the header ${names.length}` }] };
    }
    for (const [at, name] of names.entries()) {
      const cell = cells[at];
      if (cell === undefined || (cell === '' && types[at] !== 'string')) continue;
      try {
        body[name] = types[at] === 'json' ? JSON.parse(cell) : cell;
      } catch (error) {
        return { body, complaints: [{ loc: [name], msg: malformed(error, cell).why }] };
      }
    }
    return { body };
  };
}

const breaksIn = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => (cell?.includes('\n') ? sum + newlinesIn(cell) : sum), 0);

const send = (parser: Parser, piece: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.write(piece, (error) => (error == null ? resolve() : reject(error)));
  });

const finish = (parser: Parser): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.once('error', reject).once('end', resolve).resume().end();
  });

export function openCsv(target: Target, emit: Emit): RowReader {
  const { add, lineOf } = lineCounter();
  let ended = 0;
  let read: ReturnType<typeof compileCells> | undefined;
  const parser = parse({
    cast: (cell, { quoting }) => (cell === '' && !quoting ? undefined : cell),
    max_record_size: rowLimit,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: readonly Cell[], { bytes }) => {
      ended = bytes;
      const line = lineOf(bytes - 1) - breaksIn(cells);
      if (read === undefined) read = compileCells(readHeader(cells, target), target);
      else emit({ target, line, place: '', ...read(cells) });
      return null;
    },
  });
  // What is wrong is told by the write that it came of.
  parser.on('error', () => undefined);
  const explain = (error: unknown): never => {
    const { code } = error as CsvError;
    if (code === 'CSV_MAX_RECORD_SIZE') throw tooLong(lineOf(ended));
    throw reasons[code] === undefined ? error : new Fault(reasons[code], lineOf(ended));
  };
  return {
    push: (piece) => {
      add(piece);
      return send(parser, piece).catch(explain);
    },
    end: async () => {
      await finish(parser).catch(explain);
      if (read === undefined) throw new Fault('the file is empty: a CSV file begins with the names of columns.', 1);
    },
  };
}
