/** What is wrong with text that is no JSON: in words that say nothing of the data, and at which line. */

interface Malformed {
  readonly why: string;
  /** Lines after the first of the text. */
  readonly lines: number;
}

export const newlinesIn = (text: string): number => text.split('\n').length - 1;

/** Why `JSON.parse` refused a text; its own message would cite it. */
export function malformed(error: unknown, text: string): Malformed {
  const { message } = error as SyntaxError;
  const [, said = message] = /^(.*?)(?:, (?:\.\.\.)?"| in JSON at | at position )/s.exec(message) ?? [];
  const position = / at position (\d+)/.exec(message)?.[1];
  return {
    why: `malformed JSON: ${said}`,
    lines: position === undefined ? 0 : newlinesIn(text.slice(0, Number(position))),
  };
}
