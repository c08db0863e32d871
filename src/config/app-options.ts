/** What a configuration says of the app itself, as the options of one. */
import type { MiddlewareOption } from '../middleware/middleware.ts';
import type { LightApiOptions, RunOptions } from '../settings.ts';
import { withCamelKeys } from './camel.ts';
import type { SaidValues, Translating } from './entry.ts';
import { grammar } from './grammar.ts';
import { translateLimit } from './policies.ts';
import type { Reference } from './read.ts';
import { memberPath } from './said.ts';
import { type Grammar, resolveShape } from './shape.ts';
import { authenticationMiddleware, corsMiddleware, noMiddleware } from './things.ts';

/** A document as it was read. */
export interface SaidDocument extends SaidValues {
  readonly middleware?: readonly Reference[];
  readonly server?: SaidValues;
  readonly auth?: SaidValues;
  readonly database?: string | SaidValues;
}

export interface AppOptions {
  readonly options: LightApiOptions;
  readonly server: RunOptions;
  /** Whether `AuthenticationMiddleware` stands in the list. */
  readonly expectsAuthentication: boolean;
}

/** The keys of a document that are options of an app, by their paths: `auth.auth_path` is `authPath`. */
function* optionKeys(from: Grammar, name = from.root, path = ''): Iterable<readonly [path: string, option: string]> {
  const shape = resolveShape(from, { kind: 'ref', name });
  if (shape.kind !== 'map') return;
  for (const [key, { option, shape: of }] of Object.entries(shape.keys)) {
    const at = memberPath(path, key);
    if (option !== undefined) yield [at, option];
    else if (of.kind === 'ref' && path === '') yield* optionKeys(from, of.name, at);
    else if (of.kind === 'either' && path === '') {
      for (const each of of.of) if (each.kind === 'ref') yield* optionKeys(from, each.name, at);
    }
  }
}

/** The paths of an app's options, the one that stands first where several mean the same. */
export const optionPaths: readonly (readonly [path: string, option: string])[] = [
  ...optionKeys(grammar),
  ['database', 'database'],
  ['database_url', 'database'],
  ['cors', 'corsOrigins'],
  ['login_validator', 'loginValidator'],
  ['middleware', 'middlewares'],
];

function at(said: SaidValues, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as SaidValues)[key] : undefined),
      said,
    );
}

/** The options that the grammar names, an option inside of another by its path. */
function named(said: SaidDocument, by: Translating): LightApiOptions {
  const found = new Map<string, unknown>();
  for (const [path, option] of optionPaths) {
    const value = at(said, path);
    if (value === undefined || found.has(option) || option === 'middlewares') continue;
    if (option === 'database' && typeof value !== 'string') continue;
    found.set(option, option === 'loginRateLimit' ? translateLimit(value as SaidValues, by) : by.find(value));
  }
  const nested = [...found].filter(([option]) => option.startsWith('databaseOptions.'));
  const plain = [...found].filter(([option, value]) => !option.includes('.') && value !== undefined);
  const databaseOptions = Object.fromEntries(nested.map(([option, value]) => [option.split('.')[1] ?? '', value]));
  return { ...Object.fromEntries(plain), ...(nested.length > 0 && { databaseOptions }) };
}

/** The options of an app, and of its server. */
export function translateOptions(said: SaidDocument, by: Translating): AppOptions {
  const options = named(said, by);
  const found = (said.middleware ?? []).map((reference) => by.find(reference));
  const hasCors = found.includes(corsMiddleware);
  const expectsAuthentication = found.includes(authenticationMiddleware);
  if (expectsAuthentication) {
    by.notes.rely('authentication_middleware', `middleware[${found.indexOf(authenticationMiddleware)}]`);
  }
  const corsOrigins = [...new Set([...(options.corsOrigins ?? []), ...(hasCors ? ['*'] : [])])];
  if (corsOrigins.includes('*') && options.corsOrigins !== undefined) {
    by.notes.rely('cors_credentials', hasCors ? `middleware[${found.indexOf(corsMiddleware)}]` : 'cors_origins');
  }
  const markers: readonly unknown[] = [corsMiddleware, authenticationMiddleware, noMiddleware, undefined];
  const middlewares = found.filter((each) => !markers.includes(each)) as MiddlewareOption[];
  return {
    options: {
      ...options,
      ...(corsOrigins.length > 0 && { corsOrigins }),
      ...(middlewares.length > 0 && { middlewares }),
    },
    server: withCamelKeys(said.server ?? {}),
    expectsAuthentication,
  };
}
