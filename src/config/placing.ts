/** Says where in a configuration the mistakes are that are found in what was made of it. */
import { ConfigurationError, type ConfigurationProblem } from '../errors.ts';
import { optionPaths } from './app-options.ts';
import { snake } from './camel.ts';
import type { Placed } from './classes.ts';
import type { Notes } from './notes.ts';
import { reword } from './rewording.ts';
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

/** The same mistakes with their places. What is not in the file keeps its own. */
export function placeProblems(error: ConfigurationError, placing: Placing): ConfigurationError {
  const places = new Places(placing);
  const problems = error.problems.flatMap((problem) => {
    const spots = places.of(problem);
    // What follows from a mistake that was told already is none.
    if (spots.some((spot) => placing.notes.isBroken(typeof spot === 'string' ? spot : spot.path))) return [];
    const where = spots.map((spot) => placing.notes.where(spot)).join(' and ');
    return [{ ...reword(problem, placing.used), where: where === '' ? problem.where : where }];
  });
  const isFirst = ({ where, problem }: ConfigurationProblem, at: number): boolean =>
    problems.findIndex((other) => other.where === where && other.problem === problem) === at;
  return new ConfigurationError(problems.filter(isFirst));
}

/** Options that only serving knows. */
const serving: readonly (readonly [path: string, option: string])[] = [
  ['server.port', 'port'],
  ['server.drain_delay', 'drainDelay'],
  ['server.drain_timeout', 'drainTimeout'],
];

class Places {
  readonly #by: Placing;

  constructor(by: Placing) {
    this.#by = by;
  }

  /** Where it is: at several places, or at none that is known. */
  of({ where, problem }: ConfigurationProblem): readonly (Said | string)[] {
    const shared = where.split(' and ').flatMap((each) => this.#classAt(each) ?? []);
    if (shared.length > 1) return shared;
    const path = this.#optionAt(where) ?? this.#routeAt(where) ?? this.#memberAt(where);
    if (path === undefined) return [];
    const [, quoted = ''] = /"([^"]+)"/.exec(problem) ?? [];
    const [, first = ''] = /^([A-Za-z.]+) /.exec(problem) ?? [];
    const keys = [quoted, first].map((name) => `${path}.${snake(name)}`);
    return [keys.find((key) => this.#by.notes.has(key)) ?? this.#valueIn(path, quoted) ?? path];
  }

  /** `databaseOptions`, `corsOrigins`. */
  #optionAt(where: string): string | undefined {
    const { given, notes } = this.#by;
    const [option = ''] = where.split('.');
    if (given.includes(option)) return undefined;
    const exact = [...optionPaths, ...serving].filter(([, name]) => name === where);
    const paths = [...exact, ...optionPaths.filter(([, name]) => name === option)].map(([path]) => path);
    const inside = where.slice(option.length);
    return [...paths.map((path) => path + snake(inside)), ...paths].find((path) => notes.has(path));
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

  /** `BooksEndpoint.title`, `BooksEndpoint, books.title`, `BooksEndpoint.meta.filtering`: the last may be in the defaults. */
  #memberAt(where: string): string | undefined {
    const [name = '', first, ...rest] = where.replace(/, \w+/, '').split('.');
    const path = this.#by.placed.find(({ endpoint }) => endpoint.name === name)?.path;
    if (path === undefined || first === undefined) return path;
    if (first !== 'meta') return memberPath(`${path}.fields`, first);
    const { notes } = this.#by;
    const keys = rest.map((key) => (/^[A-Z]+$/.test(key) ? key : snake(key)));
    const own = [...keys.keys()].reverse().map((at) => ['meta', ...keys.slice(0, at + 1)].join('.'));
    const paths = own.flatMap((key) => [`${path}.${key}`, key.replace(/^meta\./, 'defaults.')]);
    return paths.find((each) => notes.has(each)) ?? (notes.has(`${path}.meta`) ? `${path}.meta` : path);
  }

  /** The value below a path that says a name. */
  #valueIn(path: string, name: string): Said | undefined {
    const find = (said: Said): Said | undefined => {
      if (said.kind === 'value') return said.value === name && said.path.startsWith(path) ? said : undefined;
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
