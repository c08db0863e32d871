/** What is noted while a configuration is read, with its places: mistakes, warnings, and what the original did. */
import type { ConfigurationCode, ConfigurationProblem } from '../errors.ts';
import { type Rule, rules } from './rules.ts';
import { byPath, type Said } from './said.ts';

/** Something in a file that means nothing, or not what it seems to. */
export interface ConfigNotice {
  /** `lightapi.yaml:12:5 endpoints[0].fields.title`. */
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Something that the Python original does with this file in an unsafe way, and that is done safely here. */
export interface ConfigRelied {
  /** A stable word: `reflect_drops_policies`. */
  readonly rule: string;
  readonly where: string;
  /** What the original does. */
  readonly original: string;
  /** What happens here. */
  readonly now: string;
}

/** Where something stands: a value, or its path. */
type Spot = Said | string;

export interface Notes {
  readonly problems: readonly ConfigurationProblem[];
  /** All mistakes and others, as they stand in the file; warnings too: a misspelt key is what many come of. */
  readonly inOrder: (others: readonly ConfigurationProblem[]) => readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigNotice[];
  readonly relied: readonly ConfigRelied[];
  /** Notes a mistake of the value there. */
  readonly problem: (at: Spot, code: ConfigurationCode, said: readonly [problem: string, remedy: string]) => void;
  /** Notes that the key there means nothing, or not what it seems to: a mistake where the reading is strict. */
  readonly warn: (at: Spot, code: ConfigurationCode, said: readonly [problem: string, remedy: string]) => void;
  readonly rely: (rule: Rule, at: Spot) => void;
  /** The place of a value, or of the scalar or key at a path, or of the nearest around it. */
  readonly where: (at: Spot) => string;
  /** Whether a mistake was noted there, or below. */
  readonly isBroken: (path: string) => boolean;
  /** Whether anything stands at a path. */
  readonly has: (path: string) => boolean;
}

interface Noted {
  /** The name of the file, or what stands for it. */
  readonly name: string;
  readonly root: Said;
  readonly strict: boolean;
}

/** `endpoints[0].meta` to `endpoints[0]`, which is in `endpoints`, which is in the whole. */
const around = (path: string): string => path.replace(/(?:\.[^.[\]]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\]|^[^.[\]]+)$/, '');

/** By line and column; what has none comes last. */
function orderOf({ where }: ConfigurationProblem): number {
  const [, line, column] = /:(\d+):(\d+)(?: |$)/.exec(where) ?? [];
  return line === undefined ? Number.MAX_SAFE_INTEGER : Number(line) * 10_000 + Number(column);
}

export function createNotes({ name, root, strict }: Noted): Notes {
  const problems: ConfigurationProblem[] = [];
  const warnings: ConfigurationProblem[] = [];
  const relied: ConfigRelied[] = [];
  const broken: string[] = [];
  const places = byPath(root);
  const render = (said: Said | undefined, path: string, isKey: boolean): string => {
    const at = isKey ? (said?.keyAt ?? said?.at) : said?.at;
    const place = at === undefined ? name : `${name}:${at.line}:${at.column}`;
    return path === '' ? place : `${place} ${path}`;
  };
  const find = (path: string): Said | undefined => {
    for (let at = path; ; at = around(at)) {
      const said = places.get(at);
      if (said !== undefined || at === '' || at === around(at)) return said;
    }
  };
  const whereOf = (at: Spot, isKey: boolean): string =>
    typeof at === 'string' ? render(find(at), at, places.get(at)?.kind !== 'value') : render(at, at.path, isKey);
  const note = (where: string, code: ConfigurationCode, [problem, remedy]: readonly [string, string]): void => {
    const isTold = problems.some((other) => other.where === where && other.problem === problem);
    if (!isTold) problems.push({ code, where, problem, remedy });
  };
  return {
    problems,
    inOrder: (others) => [...problems, ...others, ...warnings].sort((one, other) => orderOf(one) - orderOf(other)),
    warnings,
    relied,
    problem: (at, code, said) => {
      broken.push(typeof at === 'string' ? at : at.path);
      note(whereOf(at, false), code, said);
    },
    isBroken: (path) =>
      broken.some((each) => each === path || each.startsWith(`${path}.`) || each.startsWith(`${path}[`)),
    warn: (at, code, said) => {
      const where = whereOf(at, true);
      if (strict) note(where, code, said);
      else warnings.push({ code, where, problem: said[0], remedy: said[1] });
    },
    rely: (rule, at) => {
      const where = whereOf(at, true);
      if (relied.every((other) => other.rule !== rule || other.where !== where))
        relied.push({ rule, where, ...rules[rule] });
    },
    where: (at) => whereOf(at, typeof at === 'string'),
    has: (path) => places.has(path),
  };
}
