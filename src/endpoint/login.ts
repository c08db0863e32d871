/** The login of an app: one for all its endpoints, asked of their backends, and limited. */
import type { Context } from 'hono';
import { type AuthenticationBackend, backendOf } from '../auth/authentication.ts';
import { compileLogin } from '../auth/login.ts';
import { addressBlock } from '../middleware/client-address.ts';
import { createLimiter } from '../middleware/limiter.ts';
import type { RateLimit } from '../middleware/rate-limit.ts';
import type { GuardSettings } from './guard.ts';
import type { Resource } from './resource.ts';

interface LoginSettings extends GuardSettings {
  /** So many tries of a client, and so many of a user name, in so many seconds. */
  readonly loginRateLimit: Pick<RateLimit, 'points' | 'duration' | 'store'>;
}

/** The backends of all endpoints, in the order of registration. */
export const backendsOf = (resources: readonly Resource[]): ReadonlySet<AuthenticationBackend> =>
  new Set(
    resources.flatMap(({ policies }) =>
      [...policies.authentication.values()].flatMap((authentication) => backendOf(authentication) ?? []),
    ),
  );

/** The handler of the login routes; `undefined` where no endpoint takes a password. */
export function bindLogin(
  resources: readonly Resource[],
  { loginValidator, clientAddress, logger, loginRateLimit, limitStore: store }: LoginSettings,
): ((c: Context) => Promise<Response>) | undefined {
  return compileLogin({
    backends: backendsOf(resources),
    loginValidator,
    limiter: createLimiter({ name: 'login', logger, ...(store && { store }), ...loginRateLimit }),
    clientOf: (c) => addressBlock(clientAddress(c)),
  });
}
