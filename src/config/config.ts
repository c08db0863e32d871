/** The same, said in YAML: a file, or the object that it would be, becomes the options and classes of an app. */
import { basename, dirname, resolve } from 'node:path';
import type { EndpointClass } from '../endpoint/endpoint.ts';
import { Registry } from '../endpoint/registry.ts';
import { ConfigurationError } from '../errors.ts';
import { ownPaths } from '../operations/own-paths.ts';
import { type LightApiOptions, type RunOptions, readAddress, readDrain, readSettings } from '../settings.ts';
import { type AppOptions, type SaidDocument, translateOptions } from './app-options.ts';
import { makeClasses, type Placed, protectedVerbs } from './classes.ts';
import { readEntries, readType, type SaidEndpoints } from './entries.ts';
import type { SaidDefaults } from './entry.ts';
import { grammar } from './grammar.ts';
import { type ConfigNotice, type ConfigRelied, createNotes, type Notes } from './notes.ts';
import { type Placing, placeProblems } from './placing.ts';
import type { Protecting } from './protect.ts';
import { type Reference, readShape } from './read.ts';
import { member, type Said, sayObject, TooMuch } from './said.ts';
import { parseYaml, readText } from './source.ts';
import { findThings } from './things.ts';
import { fillTree } from './variables.ts';

/** How a configuration is read; an option of the app wins over what the file says. */
export interface ConfigOptions extends LightApiOptions {
  /** Whether a key that means nothing is a mistake rather than a warning. Default `false`. */
  strict?: boolean;
  /** What names in the file stand for: endpoint classes, backends, permissions, middleware, functions. Default: none. */
  classes?: Readonly<Record<string, object>>;
}

/** What a configuration says. */
export interface Config {
  readonly options: LightApiOptions;
  /** For `run()`. */
  readonly server: RunOptions;
  readonly routes: Readonly<Record<`/${string}`, EndpointClass>>;
  readonly warnings: readonly ConfigNotice[];
  readonly relied: readonly ConfigRelied[];
  /** What a start tells of it in the log. */
  readonly notices: readonly string[];
  /** A `ConfigurationError` with the places in the file where its mistakes are; anything else as it is. */
  readonly place: <E>(error: E) => E;
}

/** Reads a file. Throws `ConfigurationError` with all mistakes in it. */
export async function readConfig(file: string, options: ConfigOptions = {}): Promise<Config> {
  const name = basename(file);
  const root = parseYaml(await readText(file, name), name);
  return readTree(root, { name, folder: dirname(resolve(file)), options });
}

/** Reads the object that a file would be. Throws `ConfigurationError` with all mistakes in it. */
export async function readDict(config: object, options: ConfigOptions = {}): Promise<Config> {
  const name = 'config';
  try {
    return await readTree(sayObject(config, readType), { name, folder: process.cwd(), options });
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw new ConfigurationError([{ code: 'bad_value', where: name, problem: error.message, remedy: 'Give less.' }]);
  }
}

interface Reading {
  readonly name: string;
  readonly folder: string;
  readonly options: ConfigOptions;
}

async function readTree(whole: Said, reading: Reading): Promise<Config> {
  const { strict = false, classes = {}, ...others } = reading.options;
  const given = Object.fromEntries(
    Object.entries(others).filter(([, value]) => value !== undefined),
  ) as LightApiOptions;
  const notes = createNotes({ name: reading.name, root: whole, strict });
  const used = new Map<string, string>();
  const root = fillIn(whole, { notes, used, isGiven: given.database !== undefined });
  const references: Reference[] = [];
  const refer = (reference: Reference): void => void references.push(reference);
  const said = (readShape(root, { kind: 'ref', name: grammar.root }, { grammar, notes, refer }) ?? {}) as SaidDocument;
  const find = await findThings(references, { folder: reading.folder, classes, notes });
  const by: Protecting = { notes, find, made: new Map() };
  const app = translateOptions(said, by);
  const placed = translateEndpoints(said, app, by);
  const placing: Placing = { notes, root, placed, given: Object.keys(given), used };
  const options = { ...app.options, ...given };
  const isNamed = ['database', 'database_url'].some((key) => member(whole, key) !== undefined);
  const checked = placeProblems(check({ options, server: app.server }, placed, isNamed), placing).problems;
  if (notes.problems.length + checked.length > 0) throw new ConfigurationError(notes.inOrder(checked));
  return {
    options,
    server: app.server,
    routes: Object.fromEntries(placed.map(({ route, endpoint }) => [route, endpoint])),
    warnings: notes.warnings,
    relied: notes.relied,
    notices: noticesOf(notes, reading.name),
    place: <E>(error: E) => (error instanceof ConfigurationError ? (placeProblems(error, placing) as E) : error),
  };
}

function noticesOf({ warnings, relied }: Notes, name: string): readonly string[] {
  const lines = warnings.map(({ where, problem, remedy }) => `${where}: ${problem} ${remedy}`);
  if (relied.length === 0) return lines;
  const rules = [...new Set(relied.map(({ rule }) => rule))].join(', ');
  return [...lines, `${name}: safer than in the Python original: ${rules}. "lightapi doctor" says where and how.`];
}

/** The tree with its variables. The database's URL is not looked at where the program names another. */
function fillIn(
  root: Said,
  { notes, used, isGiven }: { readonly notes: Notes; readonly used: Map<string, string>; readonly isGiven: boolean },
): Said {
  const database = member(root, 'database');
  const ignored = [member(database, 'url'), member(root, 'database_url'), database?.kind === 'value' && database];
  const isIgnored = (said: Said): boolean => isGiven && ignored.includes(said);
  const filled = fillTree(root, {
    env: process.env,
    fault: (at, { code, problem, remedy }) => {
      if (!isIgnored(at)) notes.problem(at, code, [problem, remedy]);
    },
    used: (name, value) => used.set(value, name),
  });
  return filled ?? { kind: 'value', path: '', value: null };
}

function translateEndpoints(
  said: SaidDocument,
  { expectsAuthentication }: AppOptions,
  by: Protecting,
): readonly Placed[] {
  const entries = readEntries(said as SaidEndpoints, by.notes);
  const defaults = (said.defaults ?? {}) as SaidDefaults;
  const placed = makeClasses(entries, defaults, by);
  if (!expectsAuthentication) return placed;
  for (const { path, endpoint } of placed) {
    if (protectedVerbs({ ...endpoint.meta }).every(Boolean)) continue;
    by.notes.problem(path, 'bad_authentication', [
      'AuthenticationMiddleware authenticates nobody here, and this endpoint does not say who may.',
      'Set authentication; permission: AllowAny is everybody.',
    ]);
  }
  return placed;
}

/** What is wrong with options and classes, as far as that can be said without the database. */
function check(
  { options, server }: Pick<Config, 'options' | 'server'>,
  placed: readonly Placed[],
  isNamed: boolean,
): ConfigurationError {
  const attempts = [
    () => {
      const settings = readSettings(options);
      // What the file says of it has its own mistakes.
      if (!isNamed) settings.databaseUrl();
    },
    () => readDrain(server),
    () => server.port !== undefined && readAddress(server),
    () => {
      const registry = new Registry({
        ownPaths: ownPaths(readSettings(options)),
        loginValidator: options.loginValidator,
      });
      // What reflects a table can be described once the database is read.
      const declared = placed.filter(({ endpoint }) => (endpoint.meta?.reflect ?? false) === false);
      for (const { route, endpoint } of declared) registry.add(route, endpoint);
      registry.resources();
    },
  ];
  return new ConfigurationError(attempts.flatMap(problemsOf));
}

function problemsOf(attempt: () => unknown): ConfigurationError['problems'] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}
