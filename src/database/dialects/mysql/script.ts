/** A file of SQL as single statements, as MySQL's own program reads it: `delimiter //` changes what ends them. */

const tokens =
  /'[^']*'|"[^"]*"|`[^`]*`|--(?=\s|$).*|#.*|\/\*(?!!|M!)[\s\S]*?\*\/|^[ \t]*delimiter[ \t]+\S+.*$|[\s\S]/gim;
const isComment = (token: string): boolean => /^(?:--.|--$|#|\/\*)/.test(token);

/** The statements of a script, without comments. Texts are as in standard SQL: a backslash is itself. */
export function statementsOf(script: string): readonly string[] {
  const statements: string[] = [];
  let delimiter = ';';
  let text = '';
  const end = (): void => {
    if (text.trim() !== '') statements.push(text.trim());
    text = '';
  };
  for (const [token] of script.matchAll(tokens)) {
    const changed = /^[ \t]*delimiter[ \t]+(\S+)/i.exec(token)?.[1];
    if (changed !== undefined) delimiter = changed;
    else if (!isComment(token)) text += token;
    if (changed !== undefined) end();
    else if (token.length === 1 && delimiter.endsWith(token) && text.endsWith(delimiter)) {
      text = text.slice(0, -delimiter.length);
      end();
    }
  }
  end();
  return statements;
}
