/** The README's custom authentication: a backend that says itself whose password it is. */
import { field, JWTAuthentication, type Meta, RestEndpoint } from 'lightapi';
import { readExchanges } from './exchange.ts';
import { at, secret, token } from './login.ts';
import type { Transcript } from './replay.ts';

class MyAuthBackend extends JWTAuthentication {
  constructor() {
    super({ secret, clock: at('05:19:40') });
  }

  override validateCredentials(username: string, password: string) {
    return username === 'user' && password === 'password' ? { sub: '7', is_admin: false } : null;
  }
}

class Protected extends RestEndpoint {
  secret = field.string({ minLength: 1 });
  static override meta: Meta<Protected> = { authentication: { backend: MyAuthBackend } };
}

const user = { sub: '7', is_admin: false };
const inAnHour = Date.parse('2026-11-22T06:19:40Z') / 1000;

export const customauth: Transcript = {
  exchanges: readExchanges('customauth'),
  endpoints: { '/protected': Protected },
  differences: [
    {
      names: ['login_uses_custom_validate'],
      because: 'the README promises that the login asks the backend, which the original never does',
      status: 200,
      body: { token: token({ ...user, exp: inAnHour }), user },
    },
  ],
};
