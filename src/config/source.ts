/** Reads YAML into a tree with places: no tags, no documents beside the first, aliases within bounds. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import { type Position, type Said, TooMuch } from './said.ts';
import { Tree, toldLimit } from './tree.ts';

/** A configuration in bytes, at most. */
const sizeLimit = 1_048_576;

const wrong = (where: string, problem: string, remedy: string): ConfigurationError =>
  new ConfigurationError([{ code: 'bad_yaml', where, problem, remedy }]);

/** The text of a file. Throws `ConfigurationError`. */
export async function readText(file: string, name: string): Promise<string> {
  const bytes = await readBytes(file, name);
  if (bytes.length > sizeLimit) throw wrong(name, `it has more than ${sizeLimit} bytes.`, 'Split the app.');
  if (!isUtf8(bytes)) throw wrong(name, 'it is not UTF-8.', 'Save it as UTF-8.');
  return bytes.toString('utf8');
}

/** No more than tells that there is too much. */
async function readBytes(file: string, name: string): Promise<Buffer> {
  try {
    await using handle = await open(file);
    const buffer = Buffer.alloc(sizeLimit + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrong(name, 'there is no such file.', 'Name the YAML file of the app.');
    if (code === 'EISDIR') throw wrong(name, 'it is a folder.', 'Name the YAML file of the app.');
    throw wrong(name, `it can't be read: ${code ?? String(error)}.`, 'Name a file that can be read.');
  }
}

const options = {
  merge: true,
  // Numbers would be rounded beyond 2^53.
  intAsBigInt: true,
  stringKeys: true,
  // The library compares each key with each other: 100,000 would take minutes.
  uniqueKeys: false,
  prettyErrors: false,
  resolveKnownTags: false,
  // "silent" would read a file of several documents as its first.
  logLevel: 'error',
} as const;

/** The tree of a text. Throws `ConfigurationError` with the mistakes of syntax. */
export function parseYaml(text: string, name: string): Said {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const errors = new Map(
    [...document.errors, ...document.warnings].reverse().map((each) => [at(each.pos[0]).line, each]),
  );
  if (errors.size > 0) {
    const told = [...errors].sort(([one], [other]) => one - other).slice(0, toldLimit);
    throw new ConfigurationError(told.map(([, error]) => problemOf(error, { text, name, at })));
  }
  const tree = new Tree(document, at);
  try {
    const said = tree.said();
    if (tree.faults.length === 0) return said;
    throw new ConfigurationError(
      tree.faults.map(({ offset, problem, remedy }) => {
        const { line, column } = at(offset);
        return { code: 'bad_yaml', where: `${name}:${line}:${column}`, problem, remedy };
      }),
    );
  } catch (error) {
    if (error instanceof TooMuch) throw wrong(name, error.message, 'Write it flatter, with fewer aliases.');
    throw error;
  }
}

/** Messages that speak of the parser. */
const messages: Partial<Record<YAMLError['code'], string>> = {
  NON_STRING_KEY: 'a key is no text.',
  MULTIPLE_DOCS: 'the file holds more than one document.',
  RESOURCE_EXHAUSTION: 'it is nested too deep.',
  TAG_RESOLVE_FAILED: 'tags mean nothing here.',
};

const remedies: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  TAG_RESOLVE_FAILED: 'Remove the tag.',
  NON_STRING_KEY: 'Use a plain word as the key.',
  MULTIPLE_DOCS: 'Keep one document.',
  BAD_INDENT: 'Align it with its siblings.',
  MISSING_CHAR: 'Close it.',
};

/** What the parser says, without the text that it says it of: that may be a secret. */
const withoutText = (message: string): string => message.replace(/: ".*$/s, '').replace(/\.?\s*$/, '');

function problemOf(
  error: YAMLError,
  { text, name, at }: { text: string; name: string; at: (offset: number) => Position },
): ConfigurationProblem {
  const [offset] = error.pos;
  const { line, column } = at(offset);
  const said = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 1);
  const hasVariable = said.includes('${') && /[{[]/.test(said);
  const remedy = remedies[error.code] ?? 'Correct the YAML.';
  return {
    code: 'bad_yaml',
    where: `${name}:${line}:${column}`,
    problem: messages[error.code] ?? `${withoutText(error.message)}.`,
    remedy: hasVariable ? `Inside { } or [ ], write a variable in quotes: "\${VAR}".` : remedy,
  };
}
