/** Who calls, and may they: `meta.authentication` compiled to the guard of each verb. */
import type { Context } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import { permissionDenied, RequestError } from '../errors.ts';
import type { Verb } from '../model.ts';
import type { CredentialValidator } from './credentials.ts';
import {
  AllowAny,
  BasePermission,
  IsAuthenticated,
  isPermission,
  nameOf,
  type PermissionOption,
  permits,
  toPermission,
} from './permissions.ts';
import { actingUser, toUser, type User } from './user.ts';

/** A security scheme of OpenAPI, and the name under which it stands there. */
export interface SecurityScheme {
  readonly name: string;
  readonly scheme: Readonly<Record<string, unknown>>;
}

/** Finds out who calls. Extend one of those that there are, or write your own. */
export interface AuthenticationBackend {
  /** What a 401 says in `WWW-Authenticate`. */
  readonly challenge: string;
  /**
   * The caller, or `undefined` where the request holds no credentials or wrong ones. What it throws is a 500, never
   * access; a `RequestError` is answered as what it is.
   */
  authenticate(c: Context, loginValidator?: CredentialValidator): Awaitable<User | undefined>;
  /** Whose user name and password these are, at the login routes. */
  validateCredentials?(username: string, password: string): Awaitable<User | null | undefined | false>;
  /** Whether the login routes ask the app's `loginValidator` where there is no `validateCredentials`. */
  readonly usesLoginValidator?: boolean;
  /** The token that the login routes answer with. */
  sign?(user: User): Awaitable<string>;
  /** Says at start what is wrong with its options. */
  check?(complain: Complain, loginValidator?: CredentialValidator): void;
  /** Says for OpenAPI how a client authenticates. */
  describe?(): SecurityScheme;
}

export type BackendOption = AuthenticationBackend | (new () => AuthenticationBackend);

/** The value of `meta.authentication`. */
export interface Authentication {
  /** Who finds out who calls: a class, which is made once, or an instance. */
  readonly backend?: BackendOption;
  /** Who may: one for all verbs, or one for each, where a verb that is not listed is denied. Default `IsAuthenticated`. */
  readonly permission?: PermissionOption | Readonly<Partial<Record<Verb, PermissionOption>>>;
}

/** Sets `c.get('user')`, or throws what a caller who may not gets: 401 or 403. */
type Guard = (c: Context) => Awaitable<void>;

/** What a verb gets that a map of permissions does not list. */
class DenyAll extends BasePermission {
  hasPermission(_: Context): boolean {
    return false;
  }
}

/** One instance for each class, so that all endpoints share its keys. */
const made = new WeakMap<object, AuthenticationBackend>();

/** The backend of a declaration, if it has one. Throws `TypeError` if that is none, and what its constructor throws. */
export function backendOf({ backend: option }: Authentication): AuthenticationBackend | undefined {
  if (option === undefined || option === null) return undefined;
  const backend: unknown = typeof option === 'function' ? (made.get(option) ?? Reflect.construct(option, [])) : option;
  if (!isBackend(backend)) throw new TypeError(`${nameOf(option)} is no backend: it has no method authenticate.`);
  if (typeof option === 'function') made.set(option, backend);
  return backend;
}

/**
 * The request headers that a backend finds callers by, in lower case, as its description says; besides `Authorization`,
 * by which caches tell callers apart without being told (RFC 9111, 3.5).
 */
export function credentialHeaders(authentication: Authentication): readonly string[] {
  const backend = backendOf(authentication);
  if (backend === undefined) return [];
  const { type, in: place, name } = backend.describe?.().scheme ?? {};
  if (type === 'http') return [];
  return type === 'apiKey' && place === 'header' ? [String(name).toLowerCase()] : ['cookie'];
}

const isBackend = (value: unknown): value is AuthenticationBackend =>
  typeof (value as { authenticate?: unknown } | null | undefined)?.authenticate === 'function';

export const isPermissionMap = (permission: unknown): permission is Readonly<Record<string, unknown>> =>
  typeof permission === 'object' && permission !== null && !isPermission(permission);

function permissionOf({ permission }: Authentication, verb: Verb): BasePermission {
  if (!isPermissionMap(permission)) return toPermission(permission ?? IsAuthenticated);
  return Object.hasOwn(permission, verb) ? toPermission(permission[verb]) : new DenyAll();
}

const notAuthenticated = (challenge: string): RequestError =>
  new RequestError('not_authenticated', 'Authentication credentials invalid.', {
    headers: { 'www-authenticate': challenge },
  });

/**
 * Compiles the guard of a verb; HEAD is guarded as GET. `undefined`: there is nothing to do. Whatever is not a clear
 * yes is a no.
 */
export function compileGuard(
  authentication: Authentication | undefined,
  verb: Verb,
  loginValidator?: CredentialValidator,
): Guard | undefined {
  if (authentication === undefined) return undefined;
  const backend = backendOf(authentication);
  const permission = permissionOf(authentication, verb);
  if (backend === undefined && permission.constructor === AllowAny) return undefined;
  const identify = compileIdentify(backend, { optional: permission.anonymous === true, loginValidator });
  return async (c) => {
    const user = await identify(c);
    c.set('user', user);
    if (await permits(permission, c)) return;
    throw user === undefined && backend !== undefined ? notAuthenticated(backend.challenge) : permissionDenied();
  };
}

/** How a verb is guarded, as it is told to machines. */
export interface GuardDescription {
  /** How a client says who it is, where anybody asks. */
  readonly scheme?: SecurityScheme;
  /** Whether callers who are not logged in may pass. */
  readonly isOptional: boolean;
  /** Nobody may: the permissions do not list the verb. */
  readonly isDenied?: boolean;
  /** What a caller who may not gets. */
  readonly refusals: readonly (401 | 403)[];
}

/** Says of a verb what `compileGuard` does. */
export function describeGuard(authentication: Authentication | undefined, verb: Verb): GuardDescription {
  if (authentication === undefined) return { isOptional: true, refusals: [] };
  const backend = backendOf(authentication);
  const permission = permissionOf(authentication, verb);
  const isOptional = permission.anonymous === true;
  const asks = permission.constructor !== AllowAny;
  return {
    ...(backend !== undefined && { scheme: schemeOf(backend) }),
    isOptional,
    ...(permission instanceof DenyAll && { isDenied: true }),
    refusals: [
      ...(asks && backend !== undefined ? [401 as const] : []),
      // Whoever is logged in is what `IsAuthenticated` asks for: it refuses nobody besides.
      ...(asks && permission.constructor !== IsAuthenticated ? [403 as const] : []),
    ],
  };
}

/** What a backend says of itself; one that says nothing is known by its challenge. */
function schemeOf(backend: AuthenticationBackend): SecurityScheme {
  const said = backend.describe?.();
  if (said !== undefined) return said;
  const scheme = /^[\w!#$%&'*+.^`|~-]+/.exec(backend.challenge)?.[0].toLowerCase() ?? 'basic';
  return { name: `${scheme}Auth`, scheme: { type: 'http', scheme } };
}

interface Identifying {
  /** Whether wrong credentials are as good as none. */
  readonly optional: boolean;
  readonly loginValidator: CredentialValidator | undefined;
}

function compileIdentify(
  backend: AuthenticationBackend | undefined,
  { optional, loginValidator }: Identifying,
): (c: Context) => Awaitable<User | undefined> {
  if (backend === undefined) return () => undefined;
  return async (c) => {
    const known = actingUser(c);
    if (known !== undefined) return known.user;
    try {
      return toUser(await backend.authenticate(c, loginValidator), `${backend.constructor.name}.authenticate`);
    } catch (error) {
      if (optional && error instanceof RequestError && error.code === 'not_authenticated') return undefined;
      throw error;
    }
  };
}
