/** Reads YAML into a tree with places: no tags, no documents beside the first, aliases within bounds. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import { createCounter, memberPath, type Position, type Said, TooMuch } from './said.ts';

/** A configuration in bytes, at most. */
const sizeLimit = 1_048_576;
/** Mistakes of syntax that are told; one often brings others with it. */
const toldLimit = 5;

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
  try {
    return new Tree(document, at).said();
  } catch (error) {
    if (error instanceof Misplaced) {
      const { line, column } = at(error.offset);
      throw wrong(`${name}:${line}:${column}`, error.message, error.remedy);
    }
    if (error instanceof TooMuch) throw wrong(name, error.message, 'Write it flatter, with fewer aliases.');
    throw error;
  }
}

/** Messages that speak of the parser. */
const messages: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'the key stands here twice.',
  NON_STRING_KEY: 'a key is no text.',
  MULTIPLE_DOCS: 'the file holds more than one document.',
  RESOURCE_EXHAUSTION: 'it is nested too deep.',
  TAG_RESOLVE_FAILED: 'tags mean nothing here.',
};

const remedies: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'Keep one of them.',
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

/** A mistake that the parser does not see. */
class Misplaced extends Error {
  readonly offset: number;
  readonly remedy: string;
  constructor(offset: number, problem: string, remedy: string) {
    super(problem);
    this.offset = offset;
    this.remedy = remedy;
  }
}

type YamlNode = ParsedNode | null | undefined;
type YamlPair = Pair<ParsedNode, ParsedNode | null>;

/** Whole numbers are numbers as far as these are exact. */
const exact = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : (value ?? null);

/** Walks a document, through its aliases. */
class Tree {
  readonly #root: YamlNode;
  readonly #at: (offset: number) => Position;
  readonly #targets = new Map<Alias, ParsedNode>();
  readonly #count = createCounter();

  constructor(document: Document.Parsed, at: (offset: number) => Position) {
    this.#root = document.contents;
    this.#at = at;
    const anchors = new Map<string, ParsedNode>();
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target !== undefined) this.#targets.set(node, target);
        } else if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
      },
    });
  }

  said(): Said {
    return this.#say(this.#root, { path: '', depth: 0 });
  }

  #say(node: YamlNode, { path, depth, keyAt }: { path: string; depth: number; keyAt?: Position }): Said {
    this.#count(depth);
    const target = this.#target(node);
    const stood = { path, at: node ? this.#at(node.range[0]) : keyAt, keyAt };
    if (isMap<ParsedNode, ParsedNode | null>(target)) {
      const members = this.#members(target.items, depth);
      const entries = [...members].map(([name, pair]) => {
        const at = this.#at(pair.key.range[0]);
        return [name, this.#say(pair.value, { path: memberPath(path, name), depth: depth + 1, keyAt: at })] as const;
      });
      return { ...stood, kind: 'map', entries: new Map(entries) };
    }
    if (isSeq<ParsedNode>(target)) {
      const items = target.items.map((item, index) => this.#say(item, { path: `${path}[${index}]`, depth: depth + 1 }));
      return { ...stood, kind: 'list', items };
    }
    return { ...stood, kind: 'value', value: exact((target as Scalar | null | undefined)?.value) };
  }

  #target(node: YamlNode): YamlNode {
    if (!isAlias(node)) return node;
    const target = this.#targets.get(node);
    if (target !== undefined) return target;
    throw new Misplaced(
      node.range[0],
      `there is no anchor "&${node.source}" before this.`,
      'Define it, or correct the name.',
    );
  }

  /** The pairs of a map, with those that `<<` merges in behind them. */
  #members(pairs: readonly YamlPair[], depth: number): ReadonlyMap<string, YamlPair> {
    this.#count(depth);
    const members = new Map<string, YamlPair>();
    const merged: YamlPair[] = [];
    for (const pair of pairs) {
      if (isMergeKey(pair.key)) merged.push(pair);
      else members.set(String((pair.key as unknown as Scalar).value), pair);
    }
    for (const { value, key } of merged) {
      for (const each of this.#merges(value, key)) {
        for (const [name, pair] of this.#members(each, depth + 1)) if (!members.has(name)) members.set(name, pair);
      }
    }
    return members;
  }

  #merges(value: YamlNode, key: ParsedNode): readonly (readonly YamlPair[])[] {
    const target = this.#target(value);
    const all = isSeq<ParsedNode>(target) ? target.items.map((item) => this.#target(item)) : [target];
    return all.map((each) => {
      if (isMap<ParsedNode, ParsedNode | null>(each)) return each.items;
      throw new Misplaced(key.range[0], '"<<" merges what is no map.', 'Give it an alias of a map: <<: *defaults.');
    });
  }
}

const isMergeKey = (key: ParsedNode): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
