/** The endpoints of a configuration in one form, in whichever of the grammars they are written. */
import { BasicAuthentication } from '../auth/basic.ts';
import { JWTAuthentication } from '../auth/jwt.ts';
import { IsAuthenticated } from '../auth/permissions.ts';
import { type Verb, verbs } from '../model.ts';
import type { Entry, SaidFields, SaidFiltering, SaidMeta } from './entry.ts';
import type { Notes } from './notes.ts';
import { pathOf, type Reference } from './read.ts';
import { memberPath } from './said.ts';

interface SaidEndpoint {
  readonly route?: string;
  readonly path?: string;
  readonly class?: Reference;
  readonly fields?: SaidFields;
  readonly reflect?: boolean | 'full' | 'partial';
  readonly meta?: SaidMeta;
}

/** As the dictionaries of the original say an endpoint. */
interface SaidEntry extends SaidEndpoint {
  readonly auth?: 'jwt' | 'basic';
  readonly paginate?: boolean | object;
  readonly filters?: readonly Reference[] | SaidFiltering;
  readonly methods?: readonly string[];
}

export interface SaidEndpoints {
  readonly endpoints?: readonly SaidEndpoint[] | Readonly<Record<string, SaidEntry>>;
  readonly tables?: readonly (string | { readonly name?: string; readonly crud?: readonly string[] })[];
}

/** The types of fields by what a dictionary of the original has in their place. */
const types = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Date, 'datetime'],
  [BigInt, 'bigint'],
]);

const fieldPath = /^endpoints\[[^\]]+\]\.fields(?:\.\w+|\[[^\]]+\])$/;

/** A type, or a value whose type is meant, by its name where it stands for a field. */
export function readType(value: unknown, path: string): unknown {
  if (!fieldPath.test(path) || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'function') return types.get(value) ?? value;
  const type = value instanceof Date ? Date : Object(value).constructor;
  return value === null || value === undefined ? value : (types.get(type) ?? value);
}

/** All endpoints; of two at one route, the last one, as in the original. */
export function readEntries({ endpoints = [], tables = [] }: SaidEndpoints, notes: Notes): readonly Entry[] {
  const listed = isList(endpoints)
    ? endpoints.flatMap((said, at) => readListed(said, pathOf(said) ?? `endpoints[${at}]`, notes))
    : Object.entries(endpoints).map(([route, said]) => readByRoute(route, said, notes));
  const entries = [
    ...listed,
    ...tables.flatMap((said, at) =>
      readTable(said, (typeof said === 'object' && pathOf(said)) || `tables[${at}]`, notes),
    ),
  ];
  const lasting = new Map(entries.map((entry) => [entry.route, entry]));
  for (const { route, path } of entries) {
    const last = lasting.get(route);
    if (last === undefined || last.path === path) continue;
    const problem = `"${route}" is said again by ${last.path}, which stands.`;
    notes.warn(path, 'bad_route', [problem, 'Remove one of them.']);
  }
  return entries.filter((entry) => lasting.get(entry.route) === entry);
}

const isList = <T>(value: readonly T[] | object): value is readonly T[] => Array.isArray(value);

/** What stands in both forms; a class says the rest itself. */
function readCommon(said: SaidEndpoint, meta: SaidMeta, [path, notes]: readonly [string, Notes]) {
  const reflect = said.reflect ?? meta.reflect;
  if (said.class !== undefined) {
    for (const key of ['fields', 'reflect', 'meta'] as const) {
      if (said[key] === undefined) continue;
      const remedy = 'Remove it, or write it into the class.';
      notes.problem(`${path}.${key}`, 'bad_value', [`"${key}" stands beside "class", which says it.`, remedy]);
    }
  }
  return {
    path,
    ...(said.class !== undefined && { class: said.class }),
    fields: said.fields ?? {},
    meta: { ...meta, ...(reflect !== undefined && { reflect }) },
  };
}

function readListed(said: SaidEndpoint, path: string, notes: Notes): readonly Entry[] {
  const route = said.route ?? said.path;
  if (route === undefined) {
    notes.problem(path, 'bad_value', ['it has no "route".', 'Add one, as in route: /books.']);
    return [];
  }
  return [{ ...readCommon(said, said.meta ?? {}, [path, notes]), route, isByRoute: false }];
}

function readByRoute(route: string, said: SaidEntry, notes: Notes): Entry {
  const path = memberPath('endpoints', route);
  const { auth, paginate, filters } = said;
  const own = said.meta ?? {};
  if (auth !== undefined) notes.rely('dict_auth_open', `${path}.auth`);
  const backend = auth === 'jwt' ? JWTAuthentication : BasicAuthentication;
  const methods = said.methods && readMethods(said.methods, `${path}.methods`, notes);
  const meta: SaidMeta = {
    ...(paginate !== undefined && paginate !== false && { pagination: paginate === true ? {} : paginate }),
    ...(filters !== undefined && { filtering: isList<Reference>(filters) ? { backends: filters } : filters }),
    ...(methods !== undefined && { methods }),
    ...own,
    ...(auth !== undefined && {
      authentication: { backend, permission: IsAuthenticated, ...own.authentication } as never,
    }),
  };
  return { ...readCommon(said, meta, [path, notes]), route, isByRoute: true };
}

/** Verbs in any case; the original ignores what is none. */
function readMethods(said: readonly string[], path: string, notes: Notes): readonly Verb[] {
  const known = verbs.filter((verb) => said.some((name) => name.toUpperCase() === verb));
  for (const [at, name] of said.entries()) {
    if (verbs.some((verb) => verb === name.toUpperCase())) continue;
    notes.warn(`${path}[${at}]`, 'bad_value', [`"${name}" is no verb.`, `Give ${verbs.join(', ')}.`]);
  }
  if (said.length > 0 && known.length === 0) {
    notes.problem(path, 'bad_value', ['it names no verb.', `Give some of ${verbs.join(', ')}.`]);
  }
  return known;
}

/** A table that is served as it is, at its own name. */
function readTable(
  said: string | { readonly name?: string; readonly crud?: readonly string[] },
  path: string,
  notes: Notes,
): readonly Entry[] {
  const { name, crud = [] } = typeof said === 'string' ? { name: said } : said;
  if (name === undefined) return [];
  if (crud.length === 0) notes.rely('table_without_crud', path);
  const methods = crud.length === 0 ? ['GET'] : crud.map((verb) => verb.toUpperCase());
  return [{ path, route: `/${name}`, fields: {}, meta: { table: name, reflect: true, methods }, isByRoute: false }];
}
