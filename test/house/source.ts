/** What a source file imports and exports, read from its text: TypeScript 7 has no parser to call from JavaScript. */
import { posix } from 'node:path';
import { filesIn, read } from './repository.ts';

/** One import or re-export. */
export interface Import {
  /** As it is written: `../errors.ts`, `kysely`. */
  readonly specifier: string;
  /** The file of this repository that it names; absent for a package. */
  readonly target?: string;
  /** The names that are taken, under which the target exports them; `*` for all. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** The names that it exports. */
  readonly exports: readonly string[];
}

const comment = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`;
const quoted = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\x60(?:\\[\s\S]|[^\x60\\])*\x60`;
const regex = String.raw`(?<=(?:^|[(,=:[!&|?{};>\n]|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*`;
const token = new RegExp(`(?<comment>${comment})|(?<literal>${quoted}|${regex})`, 'g');

/** The text without comments; lines stay where they are. */
export const withoutComments = (text: string): string =>
  text.replace(token, (found, isComment: unknown) => (isComment === undefined ? found : found.replace(/[^\n]/g, '')));

/** The text without comments and without what stands inside strings and regular expressions. */
export const bareCode = (text: string): string =>
  withoutComments(text).replace(token, (found) => `''${found.replace(/[^\n]/g, '')}`);

interface Clause {
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

/** `type A, b as c` inside braces: `side` 0 is the name in the other file, 1 the name in this one. */
function listed(list: string, side: 0 | 1): readonly { name: string; typeOnly: boolean }[] {
  const items = list.split(',').map((item) => item.trim());
  return items.filter(Boolean).map((item) => {
    const [first = '', second = first] = item.replace(/^type\s+/, '').split(/\s+as\s+/);
    return { name: side === 0 ? first : second, typeOnly: item.startsWith('type ') };
  });
}

/** What stands between `import` and `from`: `a, { b, type c as d }`, `* as e`. */
function readClause(clause: string): Clause {
  const [, list] = /\{([^}]*)\}/.exec(clause) ?? [];
  const items = list === undefined ? [] : listed(list, 0);
  const rest = clause.replace(/\{[^}]*\}/, '').replace(/[,\s]/g, '');
  const names = [...items.map(({ name }) => name), ...(rest === '' ? [] : [rest.startsWith('*') ? '*' : 'default'])];
  return { names, typeOnly: rest === '' && items.length > 0 && items.every((item) => item.typeOnly) };
}

function toImport(path: string, specifier: string, { names, typeOnly }: Clause): Import {
  const target = posix.join(posix.dirname(path), specifier);
  return { specifier, names, typeOnly, ...(specifier.startsWith('.') && { target }) };
}

function importsOf(path: string, code: string): readonly Import[] {
  const fixed = [...code.matchAll(/^\s*(?:import|export)\s+(type\s+(?!from\b))?([^'";]*?)\s*\bfrom\s*'([^']+)'/gm)];
  const bare = [...code.matchAll(/^\s*import\s+'([^']+)'/gm)];
  const dynamic = [...code.matchAll(/(?:\{([^{}]*)\}\s*=\s*await\s+)?\bimport\(\s*'([^']+)'\s*\)(?:\.(\w+))?/g)];
  return [
    ...fixed.map(([, type, clause = '', specifier = '']) => {
      const { names, typeOnly } = readClause(clause);
      return toImport(path, specifier, { names, typeOnly: typeOnly || type !== undefined });
    }),
    ...bare.map(([, specifier = '']) => toImport(path, specifier, { names: [], typeOnly: false })),
    ...dynamic.map(([, list, specifier = '', member]) => {
      const taken =
        list === undefined ? [member ?? '*'] : list.split(',').map((item) => item.trim().split(':')[0] ?? '');
      return toImport(path, specifier, { names: taken, typeOnly: false });
    }),
  ];
}

const declaration =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\s*\*?|class|interface|type|enum)\s+(\w+)/gm;

function exportsOf(code: string): readonly string[] {
  const lists = [...code.matchAll(/^export\s+(?:type\s+)?\{([^}]*)\}/gm)];
  return [
    ...[...code.matchAll(declaration)].map(([, name = '']) => name),
    ...lists.flatMap(([, list = '']) => listed(list, 1).map(({ name }) => name)),
  ];
}

export function readSource(path: string, text: string = read(path)): SourceFile {
  const code = withoutComments(text);
  return { path, text, imports: importsOf(path, code), exports: exportsOf(code) };
}

export const sources: readonly SourceFile[] = filesIn('src').map((path) => readSource(path));

/** What a file says of itself in its first comment, or `undefined`. */
export const captionOf = ({ text }: SourceFile): string | undefined =>
  /^(?:#!.*\n)?\/\*\* (.+?) \*\/\n/.exec(text)?.[1];
