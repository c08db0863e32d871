/** What can be wrong with `meta.authentication`, each with its remedy. */
import type { Complain } from '../complain.ts';
import { verbs } from '../model.ts';
import { type Authentication, type AuthenticationBackend, backendOf, isPermissionMap } from './authentication.ts';
import type { CredentialValidator } from './credentials.ts';
import { type BasePermission, toPermission } from './permissions.ts';

const keys: readonly string[] = ['backend', 'permission'] satisfies readonly (keyof Authentication)[];

/** Notes every mistake of a declaration, short secrets and missing validators too. */
export function checkAuthentication(
  authentication: unknown,
  complain: Complain,
  loginValidator?: CredentialValidator,
): void {
  const bad = (problem: string, remedy: string): void => complain('bad_authentication', problem, remedy);
  if (typeof authentication !== 'object' || authentication === null) {
    bad(`authentication is ${String(authentication)}.`, 'Write it as { backend: JWTAuthentication }.');
    return;
  }
  for (const key of Object.keys(authentication).filter((each) => !keys.includes(each))) {
    bad(
      `authentication has no key "${key}".`,
      `It knows ${keys.join(' and ')}; what a backend knows goes to its constructor.`,
    );
  }
  const declared = authentication as Authentication;
  const backend = attempt(() => backendOf(declared), bad, 'Give a backend as a class or an instance.');
  if (backend !== undefined && backend !== 'failed') checkBackend(backend, complain, loginValidator);
  const permissions = checkPermissions(declared.permission, bad);
  if (backend === undefined) checkWithoutBackend(permissions, bad);
}

type Bad = (problem: string, remedy: string) => void;

function attempt<T>(make: () => T, bad: Bad, remedy: string): T | 'failed' {
  try {
    return make();
  } catch (error) {
    bad(error instanceof Error ? error.message : String(error), remedy);
    return 'failed';
  }
}

function checkBackend(
  backend: AuthenticationBackend,
  complain: Complain,
  loginValidator: CredentialValidator | undefined,
): void {
  const { challenge } = backend;
  if (typeof challenge !== 'string' || !/^[\x20-\x7e]+$/.test(challenge)) {
    complain(
      'bad_authentication',
      `the backend ${backend.constructor.name} has no challenge.`,
      "Say what a 401 asks for, as in challenge = 'Bearer'.",
    );
  }
  backend.check?.(complain, loginValidator);
}

/** The permissions that are none are noted; the others are given. `undefined`: there are none. */
function checkPermissions(permission: unknown, bad: Bad): readonly BasePermission[] | undefined {
  const remedy = 'Give a permission such as IsAuthenticated, as a class or an instance.';
  if (permission === undefined || permission === null) return undefined;
  const options = isPermissionMap(permission) ? permission : { all: permission };
  if (isPermissionMap(permission)) {
    for (const verb of Object.keys(permission).filter((each) => !verbs.some((known) => known === each))) {
      bad(`permission names "${verb}", which is no verb.`, `Verbs: ${verbs.join(', ')}; a HEAD is a GET.`);
    }
  }
  const made = Object.values(options).map((option) => attempt(() => toPermission(option), bad, remedy));
  return made.filter((each) => each !== 'failed');
}

function checkWithoutBackend(permissions: readonly BasePermission[] | undefined, bad: Bad): void {
  const remedy = 'Name a backend such as JWTAuthentication.';
  if (permissions === undefined) bad('authentication names neither a backend nor a permission.', remedy);
  else if (permissions.some(({ anonymous }) => anonymous !== true)) {
    bad('a permission asks for users, and no backend says who they are: nobody could ever call this.', remedy);
  }
}
