/** A login that is limited to three tries a minute. */
import { field, IsAuthenticated, JWTAuthentication, type Meta, RestEndpoint } from 'lightapi';
import { expect } from 'vitest';
import { readExchanges } from './exchange.ts';
import { at, secret } from './login.ts';
import type { Transcript } from './replay.ts';

class Thing extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Thing> = {
    authentication: {
      backend: new JWTAuthentication({ secret, clock: at('05:19:41') }),
      permission: IsAuthenticated,
    },
  };
}

const withinAMinute = expect.stringMatching(/^(?:[1-9]|[1-5]\d|60)$/);

const said = {
  'retry-after': withinAMinute,
  'ratelimit-limit': '3',
  'ratelimit-remaining': '0',
  'ratelimit-reset': withinAMinute,
};

export const ratelimit: Transcript = {
  exchanges: readExchanges('ratelimit'),
  endpoints: { '/things': Thing },
  options: {
    loginValidator: (username, password) => (password === 'ok' ? { sub: username } : null),
    loginRateLimit: { points: 3, duration: 60 },
  },
  differences: [
    {
      names: ['login_3', 'login_4', 'token_shares_bucket'],
      because: 'the limit is said in RateLimit-*, and Retry-After is how long is left of the minute',
      headers: { ...said, 'x-ratelimit-limit': null, 'x-ratelimit-remaining': null, 'x-ratelimit-reset': null },
    },
    {
      names: ['xff_bypass'],
      because: 'X-Forwarded-For is believed of proxies that the app names; whoever writes it has no tries left either',
      status: 429,
      body: { error: 'rate_limit_exceeded', detail: 'Too many requests. Please try again later.' },
      headers: said,
    },
  ],
};
