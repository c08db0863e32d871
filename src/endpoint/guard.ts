/** What stands before a verb: who calls, may they, and not too often; a verb without either is as it was. */
import type { Context } from 'hono';
import { type Authentication, compileGuard, credentialHeaders } from '../auth/authentication.ts';
import type { CredentialValidator } from '../auth/credentials.ts';
import type { Awaitable } from '../awaitable.ts';
import { changeable } from '../http/reply-headers.ts';
import type { ClientAddress } from '../middleware/client-address.ts';
import type { Logger } from '../middleware/errors.ts';
import type { RateLimitStore } from '../middleware/limiter.ts';
import { compileRateLimit } from '../middleware/rate-limit.ts';
import { withUsage } from '../middleware/usage.ts';
import type { Verb } from '../model.ts';
import type { Resource } from './resource.ts';

/** What guards know of the app. */
export interface GuardSettings {
  readonly loginValidator: CredentialValidator | undefined;
  readonly clientAddress: ClientAddress;
  readonly logger: Logger;
  /** Where limits count that name no store; absent: in memory. */
  readonly limitStore?: RateLimitStore | undefined;
}

type Handler<Rest extends unknown[]> = (c: Context, ...rest: Rest) => Awaitable<Response>;
/** Puts the guards of a verb before its handler. */
export type Protect = <Rest extends unknown[]>(verb: Verb, handler: Handler<Rest>) => Handler<Rest>;

const ownAlone = 'private, no-cache';

/** Says of replies that they are their caller's alone: others must not be given them, and their caller asks again. */
function keepPrivate<Rest extends unknown[]>(handler: Handler<Rest>, authentication: Authentication): Handler<Rest> {
  const vary = credentialHeaders(authentication);
  return async (c, ...rest) => {
    try {
      const reply = changeable(await handler(c, ...rest));
      const { headers } = reply;
      if (!headers.has('cache-control')) headers.set('cache-control', ownAlone);
      const said = headers.get('vary')?.toLowerCase() ?? '';
      for (const name of vary) if (!said.includes(name)) headers.append('vary', name);
      return reply;
    } catch (error) {
      // For the reply that is made of it.
      c.header('cache-control', ownAlone);
      throw error;
    }
  };
}

/** Compiles the guards of a resource, in this order: limit the client, authenticate, permit, limit the user. */
export function compileProtect({ route, policies }: Resource, settings: GuardSettings): Protect {
  const { clientAddress, logger, limitStore: store } = settings;
  const { rateLimit } = policies;
  const limits = rateLimit && compileRateLimit(rateLimit, { name: route, clientAddress, logger, store });
  return (verb, handler) => {
    const permit = compileGuard(policies.authentication.get(verb), verb, settings.loginValidator);
    const limit = limits?.get(verb);
    if (permit === undefined && limit === undefined) return handler;
    const authentication = verb === 'GET' && permit !== undefined ? policies.authentication.get(verb) : undefined;
    const answer = authentication === undefined ? handler : keepPrivate(handler, authentication);
    return async (c, ...rest) => {
      await limit?.before?.(c);
      await permit?.(c);
      await limit?.after?.(c);
      return withUsage(c, await answer(c, ...rest));
    };
  };
}
