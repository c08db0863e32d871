/** Says where in a configuration the mistakes are that are found in what was made of it. */
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import { optionPaths } from './app-options.ts';
import { snake } from './camel.ts';
import type { Placed } from './classes.ts';
import { grammar } from './grammar.ts';
import { nearest } from './nearest.ts';
import type { Notes } from './notes.ts';
import { memberPath, type Said } from './said.ts';

export interface Placing {
  readonly notes: Notes;
  readonly root: Said;
  readonly placed: readonly Placed[];
  /** Options that the program gives, whose mistakes are not in the file. */
  readonly given: readonly string[];
  /** The values of variables that stand in the file, with their names: no message tells them. */
  readonly used: ReadonlyMap<string, string>;
}

/** The names of options as YAML writes them: `minLength` is `min_length` there. */
const yamlNames: ReadonlyMap<string, string> = new Map(
  Object.values(grammar.shapes)
    .flatMap((shape) => (shape.kind === 'map' ? Object.keys(shape.keys) : []))
    .filter((name) => name.includes('_'))
    .map((name) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), name]),
);

/** What is done in YAML about mistakes whose remedy is another in a class. */
const remedies: Partial<Record<ConfigurationProblem['code'], string>> = {
  empty_model: 'Add a field, as in fields: { title: string }, or reflect: true for a table that is there.',
};

/** A message in the words of YAML, with what is near to a misspelt name, and without what variables hold. */
function reword(problem: ConfigurationProblem, used: Placing['used']): ConfigurationProblem {
  const say = (text: string): string => {
    const worded = text.replace(/\b[a-z]+[A-Z]\w*/g, (word) => yamlNames.get(word) ?? word);
    return [...used].reduce((said, [value, name]) => conceal(said, value, name), worded);
  };
  const [, name] = /"([^"]+)"/.exec(problem.problem) ?? [];
  const [, list = ''] = /(?:Columns|Options|Tables|Keys|It knows|Verbs):? ([\w, ]+)\.?/.exec(problem.remedy) ?? [];
  const meant = name === undefined ? undefined : nearest(name.split('.')[0] ?? '', list.split(/, | and /));
  const said = remedies[problem.code] ?? problem.remedy;
  const remedy = meant === undefined || meant === name ? said : `Did you mean "${meant}"? ${said}`;
  return { ...problem, problem: say(problem.problem), remedy: say(remedy) };
}

/** Values shorter than this are no secrets, and stand in many words. */
const shortest = 4;

const conceal = (text: string, value: string, name: string): string =>
  value.length < shortest ? text : text.replaceAll(value, `\${${name}}`);

/** The same mistakes with their places. What is not in the file keeps its own. */
export function placeProblems(error: ConfigurationError, placing: Placing): ConfigurationError {
  const places = new Places(placing);
  const problems = error.problems.map((problem) => ({
    ...reword(problem, placing.used),
    where: places.of(problem),
  }));
  const isFirst = ({ where, problem }: ConfigurationProblem, at: number): boolean =>
    problems.findIndex((other) => other.where === where && other.problem === problem) === at;
  return new ConfigurationError(problems.filter(isFirst));
}

class Places {
  readonly #by: Placing;

  constructor(by: Placing) {
    this.#by = by;
  }

  of({ where, problem }: ConfigurationProblem): string {
    const shared = where.split(' and ').map((each) => this.#classAt(each));
    if (shared.length > 1 && shared.every((path) => path !== undefined)) {
      return shared.map((path) => this.#by.notes.where(path ?? '')).join(' and ');
    }
    const path = this.#optionAt(where) ?? this.#routeAt(where) ?? this.#memberAt(where);
    if (path === undefined) return where;
    const [, name] = /"([^"]+)"/.exec(problem) ?? [];
    const exact = name === undefined ? undefined : this.#valueIn(path, name);
    return this.#by.notes.where(exact ?? path);
  }

  /** `databaseOptions`, `corsOrigins`. */
  #optionAt(where: string): string | undefined {
    const { given, notes } = this.#by;
    const [option = ''] = where.split('.');
    if (given.includes(option)) return undefined;
    const paths = optionPaths.filter(([, name]) => name === option || name.startsWith(`${option}.`));
    return paths.map(([path]) => path).find((path) => notes.has(path));
  }

  /** `route "/books"`. */
  #routeAt(where: string): string | undefined {
    const [, route] = /^route "(.*)"$/.exec(where) ?? [];
    const path = this.#by.placed.find((each) => each.route === route)?.path;
    if (path === undefined) return undefined;
    return this.#by.notes.has(`${path}.route`) ? `${path}.route` : path;
  }

  /** `BooksEndpoint at /books`. */
  #classAt(where: string): string | undefined {
    const [, route] = / at (\/.*)$/.exec(where) ?? [];
    return this.#by.placed.find((each) => each.route === route)?.path;
  }

  /** `BooksEndpoint.title`, `BooksEndpoint.meta.filtering`: in the endpoint, or in the defaults. */
  #memberAt(where: string): string | undefined {
    const [name = '', first, ...rest] = where.split('.');
    const path = this.#by.placed.find(({ endpoint }) => endpoint.name === name)?.path;
    if (path === undefined || first === undefined) return path;
    if (first !== 'meta') return memberPath(`${path}.fields`, first);
    const { notes } = this.#by;
    const keys = rest.map((key) => (/^[A-Z]+$/.test(key) ? key : snake(key)));
    const own = [...keys.keys()].reverse().map((at) => ['meta', ...keys.slice(0, at + 1)].join('.'));
    const paths = own.flatMap((key) => [`${path}.${key}`, key.replace(/^meta\./, 'defaults.')]);
    return paths.find((each) => notes.has(each)) ?? (notes.has(`${path}.meta`) ? `${path}.meta` : path);
  }

  /** The path of the value below a path that says a name. */
  #valueIn(path: string, name: string): string | undefined {
    const find = (said: Said): string | undefined => {
      if (said.kind === 'value') return said.value === name && said.path.startsWith(path) ? said.path : undefined;
      const inside = said.kind === 'list' ? said.items : said.entries.values();
      for (const each of inside) {
        const found = find(each);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return find(this.#by.root);
  }
}
