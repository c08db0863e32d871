/** Endpoints of a configuration as classes, made at run time, and described as those that are written. */
import type { DescribedClass, EndpointClass } from '../endpoint/endpoint.ts';
import { RestEndpoint } from '../endpoint/endpoint.ts';
import type { MethodMap } from '../endpoint/meta.ts';
import { nameTable } from '../endpoint/names.ts';
import { camel } from './camel.ts';
import type { Entry, SaidDefaults, SaidValues, Translating } from './entry.ts';
import { type Declared, declareFields, translateFields } from './fields.ts';
import { ownerMethods, ownerTypes } from './owner.ts';
import { translateMeta } from './policies.ts';
import type { Protecting } from './protect.ts';
import { legacyTables, nameClasses, tableOf } from './route-names.ts';

/** A class at its route, and where in the configuration it stands. */
export interface Placed {
  readonly route: string;
  readonly path: string;
  readonly endpoint: EndpointClass;
}

/** The classes of all endpoints. */
export function makeClasses(
  entries: readonly Entry[],
  defaults: SaidDefaults,
  protecting: Protecting,
): readonly Placed[] {
  const names = nameClasses(entries);
  const tables = legacyTables(entries);
  return entries.flatMap((entry, at) => {
    const { route, path } = entry;
    const name = names[at] ?? 'Endpoint';
    const endpoint =
      entry.class === undefined
        ? makeClass({ entry, name, fields: translateFields(entry, tables, protecting) }, defaults, protecting)
        : adoptClass(entry, defaults, protecting);
    return endpoint === undefined ? [] : [{ route, path, endpoint }];
  });
}

interface Making {
  readonly entry: Entry;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Declared>;
}

function makeClass({ entry, name, fields }: Making, defaults: SaidDefaults, protecting: Protecting): EndpointClass {
  const meta = translateMeta(entry, defaults, protecting);
  // A class has the name of the property that it is made in.
  const { [name]: made } = {
    [name]: class extends RestEndpoint {
      static override meta = meta;
      constructor() {
        super();
        declareFields(this, fields);
      }
    },
  };
  const endpoint = made as DescribedClass;
  for (const [method, value] of methodsOf(entry, fields, protecting)) {
    Object.defineProperty(endpoint.prototype, method, { value, configurable: true, writable: true });
  }
  nameTable(endpoint, tableOf(entry));
  if (entry.meta.scope !== undefined && !protectedVerbs(meta).some(Boolean)) {
    const remedy = 'Add authentication, as in authentication: { backend: JWTAuthentication }.';
    protecting.notes.problem(`${entry.path}.meta.scope`, 'bad_authentication', ['nobody is asked who calls.', remedy]);
  }
  return endpoint;
}

/** Whether a class says who may, of each of its verbs. */
export function protectedVerbs({ authentication, methods }: SaidValues): readonly boolean[] {
  if (authentication !== undefined) return [true];
  if (typeof methods !== 'object' || methods === null || Array.isArray(methods)) return [false];
  return Object.values(methods as MethodMap).map((method) => method?.authentication !== undefined);
}

/** The functions that an endpoint names, and those that hold it to its caller's rows. */
function methodsOf(entry: Entry, fields: Making['fields'], by: Translating): readonly (readonly [string, unknown])[] {
  const { hooks, overrides, scope } = entry.meta;
  const named = Object.entries({ ...hooks, ...overrides }).flatMap(([name, said]) => {
    const found = by.find(said);
    return found === undefined ? [] : [[camel(name), found] as const];
  });
  const field = scope?.owner === undefined ? undefined : fields.get(scope.owner);
  if (scope?.owner === undefined || field === undefined) return named;
  const at = `${entry.path}.meta.scope`;
  const { owner, claim = 'sub' } = scope;
  const { type } = field;
  if (!ownerTypes.includes(type)) {
    by.notes.problem(at, 'bad_value', [`"${owner}" is ${type}.`, `An owner is one of ${ownerTypes.join(', ')}.`]);
  }
  for (const name of ['scope', 'scope_defaults']) {
    if (overrides?.[name] === undefined) continue;
    const remedy = 'Say one of them.';
    by.notes.problem(`${entry.path}.meta.overrides.${name}`, 'bad_value', ['scope.owner says this already.', remedy]);
  }
  return [...named, ...Object.entries(ownerMethods({ column: owner, type, claim }))];
}

/** A class that is written elsewhere; the defaults hold where its own `meta` does not say otherwise. */
function adoptClass(entry: Entry, defaults: SaidDefaults, protecting: Protecting): EndpointClass | undefined {
  const written = protecting.find(entry.class) as DescribedClass | undefined;
  const isEndpoint = typeof written === 'function' && written.prototype instanceof RestEndpoint;
  if (!isEndpoint) return written;
  const own: SaidValues = { ...written.meta };
  const said = translateMeta({ ...entry, meta: {} }, defaults, protecting);
  if (Object.keys(said).every((key) => own[key] !== undefined)) return written;
  const { [written.name]: adopted } = {
    [written.name]: class extends (written as new () => RestEndpoint) {
      static meta = { ...said, ...own };
    },
  };
  return adopted as DescribedClass;
}
