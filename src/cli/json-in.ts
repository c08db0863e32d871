/** JSON: an array of rows, or an object with such an array for each route, read without holding the whole of it. */
import { parseExact } from '../http/exact-json.ts';
import { Fault } from './fault.ts';
import { malformed, newlinesIn } from './malformed.ts';
import { type Emit, type RowReader, rowLimit, tooLong } from './rows-in.ts';
import type { Target } from './target.ts';

/** The table of a route; of the file, where it names none. Throws `Fault`. */
export type TargetOf = (route: string | undefined, line: number) => Target;

const [quote, backslash, comma] = [34, 92, 44];
const opening: ReadonlySet<number> = new Set([91, 123]);
const closing: ReadonlySet<number> = new Set([93, 125]);

/** The end of the string that begins here; -1 where more of the text must be seen. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}

/**
 * Finds the rows by their brackets and commas alone; what stands between these is read by `JSON.parse`, so that all of
 * the text is checked. `outer` is how deep the rows stand.
 */
class JsonRows implements RowReader {
  readonly #targetOf: TargetOf;
  readonly #emit: Emit;
  /** What is not read yet begins at `#from`, on `#line`; what is not looked at, at `#at`. */
  #text = '';
  #from = 0;
  #at = 0;
  #line = 1;
  #outer = 0;
  #depth = 0;
  #isOver = false;
  #target: Target | undefined;
  #route: string | undefined;
  #index = 0;

  constructor(targetOf: TargetOf, emit: Emit) {
    this.#targetOf = targetOf;
    this.#emit = emit;
  }

  push(piece: Buffer): void {
    this.#text = this.#text.slice(this.#from) + piece.toString();
    this.#at -= this.#from;
    this.#from = 0;
    if (this.#outer === 0) this.#begin();
    if (this.#outer > 0) this.#scan();
    if (this.#isOver) this.#passEnd();
    if (this.#text.length - this.#from > rowLimit) throw tooLong(this.#lineHere());
  }

  end(): void {
    if (this.#outer === 0) throw new Fault('the file is empty: a JSON file holds [] at least.', 1);
    if (!this.#isOver) throw this.#wrong('the file ends before the JSON does', this.#text.length);
  }

  /** Takes the bracket that the whole file stands in. */
  #begin(): void {
    const start = this.#text.search(/[^ \t\r\n]/);
    if (start === -1) return;
    const first = this.#text[start];
    if (first !== '[' && first !== '{') {
      throw this.#wrong('it is no array of rows, and no object of such arrays by route', start);
    }
    this.#outer = first === '[' ? 1 : 2;
    if (first === '[') this.#target = this.#targetOf(undefined, this.#line);
    this.#depth = 1;
    this.#at = start + 1;
    this.#passTo(this.#at);
  }

  #scan(): void {
    const text = this.#text;
    for (; this.#at < text.length && !this.#isOver; this.#at += 1) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        const end = stringEnd(text, this.#at);
        if (end === -1) return;
        this.#at = end;
      } else if (opening.has(code)) this.#open();
      else if (closing.has(code)) this.#close();
      else if (code === comma && this.#depth === this.#outer && this.#target !== undefined) this.#row();
    }
  }

  #open(): void {
    this.#depth += 1;
    if (this.#outer !== 2 || this.#depth !== 2) return;
    const key = this.#text.slice(this.#from, this.#at);
    const isFirst = this.#route === undefined;
    const [, separator, name] = /^\s*(,?)\s*("(?:[^"\\]|\\.)*")\s*:\s*$/.exec(key) ?? [];
    if (name === undefined || (separator === '') !== isFirst) {
      throw this.#wrong('arrays of rows by route are expected, as in {"/books": []}', this.#at);
    }
    this.#route = String(this.#parse(name, this.#lineHere()));
    if (this.#text[this.#at] !== '[') throw this.#wrong(`${name} holds no array of rows`, this.#at);
    this.#target = this.#targetOf(this.#route, this.#lineHere());
    this.#index = 0;
    this.#passTo(this.#at + 1);
  }

  #close(): void {
    this.#depth -= 1;
    if (this.#depth >= this.#outer) return;
    const isArray = this.#depth === this.#outer - 1 && this.#target !== undefined;
    if (this.#text[this.#at] !== (isArray ? ']' : '}')) {
      throw this.#wrong(`malformed JSON: Unexpected token '${this.#text[this.#at]}'`, this.#at);
    }
    const rest = this.#text.slice(this.#from, this.#at);
    if (!isArray) this.#expectBlank(rest, 'the object holds more than arrays of rows by route');
    else if (this.#index > 0 || rest.trim() !== '') this.#row();
    this.#target = undefined;
    this.#isOver = this.#depth === 0;
    this.#passTo(this.#at + 1);
  }

  #passEnd(): void {
    this.#at = this.#text.length;
    this.#expectBlank(this.#text.slice(this.#from), 'something follows the end');
    this.#passTo(this.#at);
  }

  /** Reads the row that ends here. */
  #row(): void {
    const text = this.#text.slice(this.#from, this.#at);
    const line = this.#lineHere();
    if (text.length > rowLimit) throw tooLong(line);
    const target = this.#target;
    if (target === undefined) return;
    const body = this.#parse(text, line, target.schema.exact);
    this.#emit({ target, line, place: `${this.#route ?? ''}[${this.#index}]`, body });
    this.#index += 1;
    this.#passTo(this.#at + 1);
  }

  #parse(text: string, line: number, exact: ReadonlySet<string> = new Set()): unknown {
    try {
      return parseExact(text, exact);
    } catch (error) {
      const { why, lines } = malformed(error, text);
      throw new Fault(`${why}.`, lines === 0 ? line : this.#line + lines);
    }
  }

  #expectBlank(text: string, problem: string): void {
    if (/[^ \t\r\n]/.test(text)) throw new Fault(`malformed JSON: ${problem}.`, this.#lineHere());
  }

  #wrong(problem: string, at: number): Fault {
    return new Fault(`${problem}.`, this.#line + newlinesIn(this.#text.slice(this.#from, at)));
  }

  /** The line on which what is not read yet begins, past the space before it. */
  #lineHere(): number {
    const start = this.#text.slice(this.#from, this.#at).search(/[^ \t\r\n]/);
    return this.#line + newlinesIn(this.#text.slice(this.#from, this.#from + Math.max(start, 0)));
  }

  #passTo(at: number): void {
    this.#line += newlinesIn(this.#text.slice(this.#from, at));
    this.#from = at;
  }
}

export const openJson = (targetOf: TargetOf, emit: Emit): RowReader => new JsonRows(targetOf, emit);
