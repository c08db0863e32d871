/** NDJSON: a row on each line. */
import { parseExact } from '../http/exact-json.ts';
import { malformed } from './malformed.ts';
import { type Emit, type RowReader, rowLimit, tooLong } from './rows-in.ts';
import type { Target } from './target.ts';

export function openLines(target: Target, emit: Emit): RowReader {
  let rest = '';
  let line = 0;
  const take = (text: string): void => {
    line += 1;
    if (text.length > rowLimit) throw tooLong(line);
    if (text.trim() === '') return;
    const row = { target, line, place: '' };
    let body: unknown;
    try {
      body = parseExact(text, target.schema.exact);
    } catch (error) {
      emit({ ...row, body, complaints: [{ loc: [], msg: malformed(error, text).why }] });
      return;
    }
    emit({ ...row, body });
  };
  return {
    push: (piece) => {
      const text = rest + piece.toString();
      let from = 0;
      for (let end = text.indexOf('\n', rest.length); end !== -1; end = text.indexOf('\n', from)) {
        take(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
      if (rest.length > rowLimit) throw tooLong(line + 1);
    },
    end: () => take(rest),
  };
}
