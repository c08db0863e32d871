/** Who may call an endpoint, as its configuration and the defaults say it: where the original is open, it is closed here. */
import { ApiKeyAuthentication, hashApiKey } from '../auth/api-key.ts';
import type { Authentication, BackendOption } from '../auth/authentication.ts';
import { JWTAuthentication } from '../auth/jwt.ts';
import { and, type BasePermission, not, or, type PermissionOption } from '../auth/permissions.ts';
import type { User } from '../auth/user.ts';
import type { MethodMap } from '../endpoint/meta.ts';
import { type Verb, verbs } from '../model.ts';
import { camel } from './camel.ts';
import type {
  Entry,
  SaidAuthentication,
  SaidDefaults,
  SaidMethods,
  SaidPermission,
  SaidPermissionMap,
  Translating,
} from './entry.ts';
import { Reference } from './read.ts';

/** What `meta` says of it. */
interface Protection {
  readonly authentication?: Authentication;
  readonly methods?: readonly Verb[] | MethodMap;
}

type Said = SaidAuthentication | undefined;

export interface Protecting extends Translating {
  /** Backends by their classes and options, so that endpoints share them. */
  readonly made: Map<unknown, Map<string, BackendOption>>;
}

/** The verbs of an endpoint, and who may use each. */
export function protect({ meta, path }: Entry, defaults: SaidDefaults, protecting: Protecting): Protection {
  const { methods = [] } = meta;
  const reading = new Protector(`${path}.meta`, protecting);
  const blocks = [defaults.authentication, meta.authentication] as const;
  if (!isList(methods) && Object.keys(methods).length > 0) return { methods: reading.forEach(methods, blocks) };
  const served = isList(methods) && methods.length > 0 ? (methods as readonly Verb[]) : verbs;
  const authentication = reading.forAll(blocks, served);
  return { ...(served !== verbs && { methods: served }), ...(authentication && { authentication }) };
}

/** Who may read what is no endpoint: the description of the API. */
export const protectReading = (said: Said, path: string, protecting: Protecting): Authentication | undefined =>
  new Protector(path, protecting).forAll([undefined, said], ['GET']);

const isList = <T>(value: readonly T[] | object): value is readonly T[] => Array.isArray(value);

const isMap = (permission: unknown): permission is SaidPermissionMap =>
  typeof permission === 'object' &&
  permission !== null &&
  !(permission instanceof Reference) &&
  Object.keys(permission).every((key) => verbs.some((verb) => verb === key));

class Protector {
  readonly #path: string;
  readonly #by: Protecting;

  constructor(path: string, by: Protecting) {
    this.#path = path;
    this.#by = by;
  }

  /** Of the defaults and the endpoint, key by key. */
  forAll([defaults, own]: readonly [Said, Said], served: readonly Verb[]): Authentication | undefined {
    const merged: SaidAuthentication = { ...defaults, ...own };
    const { permission } = merged;
    if (isMap(permission) && served.some((verb) => permission[verb] === undefined)) {
      this.#by.notes.rely('permission_map_open', this.#placeOf(own, 'permission'));
    }
    return this.#authentication(merged, permission, own);
  }

  /** Of each verb of a map. */
  forEach(methods: SaidMethods, [defaults, own]: readonly [Said, Said]): MethodMap {
    const said = Object.entries(methods).map(([verb, method]) => {
      const chosen = [method.authentication, own, defaults].map((each) => permissionFor(each, verb));
      return { verb, own: method.authentication, permission: chosen.find((each) => each !== undefined) };
    });
    const { notes } = this.#by;
    const isBacked = said.some((each) => (each.own?.backend ?? own?.backend ?? defaults?.backend) !== undefined);
    const isSilent = said.every(({ permission }) => permission === undefined);
    // A verb that says nothing is not open because another one names the backend.
    const lent = said.find((each) => each.own?.backend !== undefined)?.own;
    if (isBacked && isSilent) notes.rely('auth_without_permission', `${this.#path}.methods`);
    return Object.fromEntries(
      said.map(({ verb, permission, ...each }) => {
        const at = `${this.#path}.methods.${verb}`;
        if (isBacked && !isSilent && permission === undefined) notes.rely('verb_without_permission', at);
        if (permission === nobody) notes.rely('permission_map_open', at);
        const merged = { ...(permission === undefined && lent), ...defaults, ...own, ...each.own };
        const authentication = this.#authentication(merged, permission, { ...own, ...each.own });
        return [verb, authentication === undefined ? null : { authentication }];
      }),
    );
  }

  /** Where a key of authentication stands: in the endpoint, or in the defaults. */
  #placeOf(own: Said, key: string): string {
    return own !== undefined && key in own ? `${this.#path}.authentication.${key}` : `defaults.authentication.${key}`;
  }

  #authentication(merged: SaidAuthentication, permission: unknown, own: Said): Authentication | undefined {
    if (merged.backend === undefined && permission === undefined) return undefined;
    const { jwt_algorithm: algorithm } = merged;
    if (algorithm !== undefined && algorithm !== 'HS256') {
      this.#by.notes.rely('jwt_algorithm_ignored', this.#placeOf(own, 'jwt_algorithm'));
    }
    const backend = this.#backend(merged, own);
    const permitted = isMap(permission)
      ? Object.fromEntries(Object.entries(permission).map(([verb, each]) => [verb, this.#permission(each, own)]))
      : permission !== undefined && this.#permission(permission as SaidPermission, own);
    return { ...(backend && { backend }), ...(permitted && { permission: permitted }) };
  }

  #backend(merged: SaidAuthentication, own: Said): BackendOption | undefined {
    const { notes, made } = this.#by;
    const found = this.#by.find(merged.backend);
    const isKeyed = found === ApiKeyAuthentication;
    if (merged.api_keys !== undefined && !isKeyed) {
      const remedy = 'Name backend: ApiKeyAuthentication, or leave them out.';
      notes.problem(this.#placeOf(own, 'api_keys'), 'bad_value', ['the backend reads no API keys.', remedy]);
    }
    if (isKeyed) return this.#keyed(merged, own);
    const options = jwtOptions(merged);
    if (!isJWT(found) || Object.keys(options).length === 0) return found as BackendOption | undefined;
    const key = JSON.stringify(options);
    const same = made.get(found) ?? new Map<string, BackendOption>();
    const backend = same.get(key) ?? new found(options);
    made.set(found, same.set(key, backend));
    return backend;
  }

  #keyed({ api_keys: keys = [], api_key_header: header }: SaidAuthentication, own: Said): BackendOption {
    const entries = keys.flatMap(({ key, hash, user }, at) => {
      if (user === undefined) return [];
      const known = key === undefined ? hash : hashApiKey(key);
      const isOne = (key === undefined) !== (hash === undefined) && typeof user === 'object' && user !== null;
      if (isOne && known !== undefined) return [[known, user as User] as const];
      const remedy = 'Give key or hash, and the user as a map: { sub: importer }.';
      this.#by.notes.problem(`${this.#placeOf(own, 'api_keys')}[${at}]`, 'bad_value', [
        'it is no key of a user.',
        remedy,
      ]);
      return [];
    });
    return new ApiKeyAuthentication({ keys: Object.fromEntries(entries), ...(header !== undefined && { header }) });
  }

  /** A permission; one that has a mistake stands for nobody, since the mistake is told. */
  #permission(said: SaidPermission, own: Said): PermissionOption {
    try {
      return this.#combine(said);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#by.notes.problem(this.#placeOf(own, 'permission'), 'bad_authentication', [
        `${problem.replace(/\.$/, '')}.`,
        'Give names of permissions, or one of and, or, not.',
      ]);
      return nobody;
    }
  }

  #combine(said: SaidPermission): PermissionOption {
    if (said === nobody || said instanceof Reference || typeof said === 'function')
      return (this.#by.find(said) ?? nobody) as PermissionOption;
    const parts = Object.entries(said);
    const [form, operands] = parts[0] ?? [];
    if (parts.length !== 1) throw new TypeError('a permission is a name, or one of and, or, not');
    const [first, ...more] = [operands].flat().map((each) => this.#combine(each as SaidPermission));
    if (first === undefined) throw new TypeError(`"${form}" combines no permissions`);
    if (form === 'not') return not(first);
    return form === 'and' ? and(first, ...more) : or(first, ...more);
  }
}

/** What a map of permissions says of a verb that it does not list. */
const nobody: SaidPermission & BasePermission = { anonymous: false, hasPermission: () => false };

/** What a block says of one verb: its own entry of a map, where it has one. */
function permissionFor(said: Said, verb: string): SaidPermission | undefined {
  const permission = said?.permission;
  return isMap(permission) ? (permission[verb] ?? nobody) : permission;
}

const isJWT = (backend: unknown): backend is typeof JWTAuthentication =>
  backend === JWTAuthentication || (typeof backend === 'function' && backend.prototype instanceof JWTAuthentication);

/** The names of options that are others in a constructor. */
const renamed: Readonly<Record<string, string>> = { jwt_expiration: 'expiresIn', jwt_extra_claims: 'extraClaims' };

/** `jwt_public_key` to `publicKey`. */
function jwtOptions(said: SaidAuthentication): object {
  const { jwt_algorithm: algorithm, ...rest } = said;
  const options = Object.entries(rest)
    .filter(([name]) => name.startsWith('jwt_'))
    .map(([name, value]) => [renamed[name] ?? camel(name.slice('jwt_'.length)), value]);
  return { ...(algorithm !== undefined && { algorithms: [algorithm] }), ...Object.fromEntries(options) };
}
