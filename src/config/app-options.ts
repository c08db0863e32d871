/** What a configuration says of the app itself, as the options of one. */
import type { MiddlewareOption } from '../middleware/middleware.ts';
import type { LightApiOptions, RunOptions } from '../settings.ts';
import { withCamelKeys } from './camel.ts';
import type { SaidAuthentication, SaidValues, Translating } from './entry.ts';
import { grammar } from './grammar.ts';
import { translateLimit } from './policies.ts';
import { type Protecting, protectReading } from './protect.ts';
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
  readonly openapi?: boolean | (SaidValues & { readonly authentication?: SaidAuthentication });
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
  ['openapi', 'openapi'],
  ['enable_swagger', 'docs'],
  ['swagger_title', 'openapi.title'],
  ['swagger_version', 'openapi.version'],
  ['swagger_description', 'openapi.description'],
];

function at(said: SaidValues, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as SaidValues)[key] : undefined),
      said,
    );
}

/** Options that are more than a value of the file. */
const elsewhere = new Set(['middlewares', 'openapi', 'openapi.title', 'openapi.version', 'openapi.description']);

/** The options that the grammar names, an option inside of another by its path. */
function named(said: SaidDocument, by: Translating): LightApiOptions {
  const found = new Map<string, unknown>();
  for (const [path, option] of optionPaths) {
    const value = at(said, path);
    if (value === undefined || found.has(option) || elsewhere.has(option)) continue;
    if (option === 'database' && typeof value !== 'string') continue;
    found.set(option, option === 'loginRateLimit' ? translateLimit(value as SaidValues, by) : by.find(value));
  }
  const plain = [...found].filter(([option, value]) => !option.includes('.') && value !== undefined);
  const inside = [...found]
    .filter(([option]) => option.includes('.'))
    .map(([option, value]) => [...option.split('.'), value]);
  const nested = [...Map.groupBy(inside, ([outer]) => outer)].map(
    ([outer, all]) => [outer, Object.fromEntries(all.map(([, name, value]) => [name, value]))] as const,
  );
  return Object.fromEntries<unknown>([...plain, ...nested.map(([outer, values]) => [String(outer), values] as const)]);
}

/** What the description says of the whole, in the words of version 1 as well; who may read it. */
function translateOpenApi(said: SaidDocument, by: Protecting): LightApiOptions {
  const { openapi } = said;
  if (openapi === false) return { openapi };
  const { authentication, ...rest } = typeof openapi === 'object' ? openapi : {};
  const words = (['title', 'version', 'description'] as const).map((name) => [name, said[`swagger_${name}`]] as const);
  const whole = { ...Object.fromEntries(words.filter(([, value]) => value !== undefined)), ...rest };
  const reading = authentication && protectReading(authentication, 'openapi', by);
  const isSaid = reading !== undefined || Object.keys(whole).length > 0;
  return isSaid ? { openapi: { ...whole, ...(reading && { authentication: reading }) } } : {};
}

/** The options of an app, and of its server. */
export function translateOptions(said: SaidDocument, by: Protecting): AppOptions {
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
      ...translateOpenApi(said, by),
      ...(corsOrigins.length > 0 && { corsOrigins }),
      ...(middlewares.length > 0 && { middlewares }),
    },
    server: withCamelKeys(said.server ?? {}),
    expectsAuthentication,
  };
}
