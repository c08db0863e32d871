/** What `meta` says of an endpoint's requests: verbs, who may, how often, which rows, which page. */
import type { Authentication } from '../auth/authentication.ts';
import { checkAuthentication } from '../auth/check.ts';
import type { CredentialValidator } from '../auth/credentials.ts';
import { readCache } from '../cache/cache.ts';
import { type Complain, readOption } from '../complain.ts';
import { readFiltering } from '../filter/filtering.ts';
import { sparseParameter } from '../filter/sparse-fields.ts';
import { checkRateLimit, describeRateLimit, type RateLimitOption } from '../middleware/rate-limit.ts';
import { type Model, type QueryParameter, type Verb, verbs } from '../model.ts';
import { readPagination } from '../pagination/option.ts';
import type { MethodMap } from './meta.ts';
import type { Policies } from './resource.ts';

type MetaValues = Readonly<Record<string, unknown>>;

const isMap = (methods: unknown): methods is MethodMap =>
  typeof methods === 'object' && methods !== null && !Array.isArray(methods);

/** The verbs of a list or map, in the order of the README. */
export function readVerbs(methods: unknown, complain: Complain): readonly Verb[] {
  if (methods === undefined) return verbs;
  const said: unknown = isMap(methods) ? Object.keys(methods) : methods;
  const known = Array.isArray(said) ? verbs.filter((verb) => said.includes(verb)) : [];
  if (!Array.isArray(said) || known.length === 0 || known.length !== new Set(said).size) {
    complain('unknown_meta', `methods is ${JSON.stringify(methods)}.`, `Give a list or map of ${verbs.join(', ')}.`);
  }
  return known;
}

interface Reading {
  readonly model: Model;
  readonly complainAt: (where: string) => Complain;
  readonly loginValidator: CredentialValidator | undefined;
}

/** Who may use each verb: what the verb says stands over what the endpoint says, key by key. */
function readAuthentication(
  { authentication, methods }: MetaValues,
  { model, complainAt, loginValidator }: Reading,
): ReadonlyMap<Verb, Authentication> {
  const where = `${model.name}.meta`;
  const check = (option: unknown, at: string): void =>
    checkAuthentication(option, complainAt(`${where}.${at}`), loginValidator);
  if (authentication !== undefined) check(authentication, 'authentication');
  const map = isMap(methods) ? methods : {};
  return new Map(
    model.verbs.flatMap((verb) => {
      const own = map[verb];
      const entry = own
        ? readOption<{ authentication: Authentication }>(
            own,
            ['authentication'],
            complainAt(`${where}.methods.${verb}`),
          )
        : undefined;
      if (entry?.authentication === undefined) {
        return authentication === undefined ? [] : [[verb, authentication as Authentication] as const];
      }
      const merged = { ...(authentication as Authentication | undefined), ...entry.authentication };
      check(merged, `methods.${verb}.authentication`);
      return [[verb, merged] as const];
    }),
  );
}

/** A parameter means one thing. */
function checkParameters(parameters: readonly QueryParameter[], complain: Complain): void {
  const names = parameters.map(({ name }) => name);
  const doubled = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  for (const name of doubled) {
    complain(
      'unknown_meta',
      `the parameter "${name}" would mean two things.`,
      'Give the field another name, or leave it out.',
    );
  }
}

/** A limit that makes sense, or none. */
function readRateLimit(option: unknown, complain: Complain): RateLimitOption | undefined {
  const problems: Parameters<Complain>[] = [];
  if (option !== undefined) checkRateLimit(option, (...problem) => void problems.push(problem));
  for (const problem of problems) complain(...problem);
  return problems.length === 0 ? (option as RateLimitOption | undefined) : undefined;
}

/** Compiles the policies of an endpoint, as far as a class allows. */
export function readPolicies(meta: MetaValues, reading: Reading): Policies {
  const { name, shown } = reading.model;
  const complainAt = (key: string): Complain => reading.complainAt(`${name}.meta.${key}`);
  const flag = (key: 'strictQuery' | 'requireVersionOnDelete'): boolean => {
    if (meta[key] !== undefined && typeof meta[key] !== 'boolean') {
      complainAt(key)('unknown_meta', `it is ${String(meta[key])}.`, 'Give true or false.');
    }
    return meta[key] === true;
  };
  const { description } = meta;
  if (description !== undefined && typeof description !== 'string') {
    complainAt('description')('unknown_meta', `it is ${JSON.stringify(description)}.`, 'Give a text.');
  }
  const rateLimit = readRateLimit(meta.rateLimit, complainAt('rateLimit'));
  const filtering = readFiltering(meta.filtering, shown.read, complainAt('filtering'));
  const paginator = readPagination(meta.pagination, complainAt('pagination'));
  const parameters = [...filtering.parameters, ...paginator.parameters, sparseParameter(shown.read)];
  checkParameters(parameters, complainAt('filtering'));
  return {
    ...(typeof description === 'string' && { description }),
    authentication: readAuthentication(meta, reading),
    rateLimit,
    cache: readCache(meta.cache, complainAt('cache')),
    limits: new Map(
      reading.model.verbs.flatMap((verb) => {
        const limit = rateLimit && describeRateLimit(rateLimit, verb);
        return limit === undefined ? [] : [[verb, limit] as const];
      }),
    ),
    filtering,
    paginator,
    parameters,
    strictQuery: flag('strictQuery'),
    requireVersionOnDelete: flag('requireVersionOnDelete'),
  };
}
