/** Basic authentication alone, with a login path of its own. */
import { BasicAuthentication, field, IsAuthenticated, type Meta, RestEndpoint } from 'lightapi';
import { readExchanges } from './exchange.ts';
import { basicChallenge } from './login.ts';
import type { Transcript } from './replay.ts';

class Thing extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Thing> = {
    authentication: { backend: BasicAuthentication, permission: IsAuthenticated },
  };
}

export const basiconly: Transcript = {
  exchanges: readExchanges('basiconly'),
  endpoints: { '/things': Thing },
  options: {
    authPath: '/session',
    loginValidator: (username, password) => (username === 'user' && password === 'password' ? { sub: username } : null),
  },
  differences: [],
  headers: [basicChallenge('/things')],
};
