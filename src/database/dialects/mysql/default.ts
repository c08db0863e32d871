/** Defaults as the catalogue prints them, read back as SQL. */
import type { Flavour } from './flavour.ts';
import { literal } from './sync.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0', b: '\b', Z: '\u001a' };
const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)|''/gs, (_, letter?: string) => (letter === undefined ? "'" : (escapes[letter] ?? letter)));

/** A default as standard SQL: MariaDB gives SQL with backslashes, MySQL a bare text, or SQL that is escaped once more. */
export function printedDefault(value: string, extra: string, { name }: Pick<Flavour, 'name'>): string {
  if (name === 'MySQL' && !/default_generated/i.test(extra)) return literal(value);
  const sql = name === 'MySQL' ? value.replaceAll(/\\(.)/gs, '$1') : value;
  const text = /^\(?(?:_\w+)?'(.*)'\)?$/s.exec(sql)?.[1];
  return text === undefined ? sql : literal(unescaped(text));
}
