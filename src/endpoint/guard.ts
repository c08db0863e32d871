/** What stands before a verb: who calls, may they, and not too often; a verb without either is as it was. */
import type { Context } from 'hono';
import { compileGuard } from '../auth/authentication.ts';
import type { CredentialValidator } from '../auth/credentials.ts';
import type { Awaitable } from '../awaitable.ts';
import type { ClientAddress } from '../middleware/client-address.ts';
import type { Logger } from '../middleware/errors.ts';
import { compileRateLimit } from '../middleware/rate-limit.ts';
import { withUsage } from '../middleware/usage.ts';
import type { Verb } from '../model.ts';
import type { Resource } from './resource.ts';

/** What guards know of the app. */
export interface GuardSettings {
  readonly loginValidator: CredentialValidator | undefined;
  readonly clientAddress: ClientAddress;
  readonly logger: Logger;
}

type Handler<Rest extends unknown[]> = (c: Context, ...rest: Rest) => Awaitable<Response>;
/** Puts the guards of a verb before its handler. */
export type Protect = <Rest extends unknown[]>(verb: Verb, handler: Handler<Rest>) => Handler<Rest>;

/** Compiles the guards of a resource, in this order: limit the client, authenticate, permit, limit the user. */
export function compileProtect({ route, policies }: Resource, settings: GuardSettings): Protect {
  const { clientAddress, logger } = settings;
  const { rateLimit } = policies;
  const limits = rateLimit && compileRateLimit(rateLimit, { name: route, clientAddress, logger });
  return (verb, handler) => {
    const permit = compileGuard(policies.authentication.get(verb), verb, settings.loginValidator);
    const limit = limits?.get(verb);
    if (permit === undefined && limit === undefined) return handler;
    return async (c, ...rest) => {
      await limit?.before?.(c);
      await permit?.(c);
      await limit?.after?.(c);
      return withUsage(c, await handler(c, ...rest));
    };
  };
}
