/** What may be told of a statement: its operation, and its text without the values that somebody wrote into it. */

const operations: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE']);

/** `SELECT`, `INSERT`, `UPDATE`, `DELETE`, otherwise `OTHER`: few enough to count by. */
export function operationOf(sql: string): string {
  const [, word = ''] = /^\s*(\w{1,10})/.exec(sql) ?? [];
  const operation = word.toUpperCase();
  return operations.has(operation) ? operation : 'OTHER';
}

/** So many characters of a statement are told. */
const lengthLimit = 2_000;
/** So many texts are kept; others are made each time. */
const keptLimit = 500;

/** In MySQL, a text may stand in double quotes, which elsewhere are around names. */
const quotes: Readonly<Record<string, RegExp>> = { mysql: /["']/, mariadb: /["']/ };

/**
 * Statements of the framework have places for values; a user's may have values in them. Where an escape makes it
 * uncertain where a text ends, nothing behind its beginning is told.
 */
function withoutValues(sql: string, quote: RegExp): string {
  const isPlain = !sql.includes('\\') && !/\$\w*\$/.test(sql) && !sql.includes('/*') && !sql.includes('--');
  const first = sql.search(isPlain ? quote : /["'\\]|\$\w*\$|\/\*|--/);
  const whole = isPlain || first === -1 ? sql : `${sql.slice(0, first)}? …`;
  const texts = new RegExp(`(${quote.source})(?:(?!\\1)[^]|\\1\\1)*(?:\\1|$)`, 'g');
  return whole
    .replace(texts, '?')
    .replace(/(?<![\w$.])\d[\w.]*/g, '?')
    .slice(0, lengthLimit);
}

/** Tells the texts of statements of a kind of database. */
export function queryTexts(system: string): (sql: string) => string {
  const quote = quotes[system] ?? /[']/;
  const kept = new Map<string, string>();
  return (sql) => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const text = withoutValues(sql, quote);
    if (kept.size < keptLimit) kept.set(sql, text);
    return text;
  };
}
