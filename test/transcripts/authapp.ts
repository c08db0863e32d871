/** JWT and Basic authentication, permissions by verb, and the login. */
import type { Context } from 'hono';
import {
  AllowAny,
  BasicAuthentication,
  field,
  IsAdminUser,
  IsAuthenticated,
  JWTAuthentication,
  type Meta,
  RestEndpoint,
} from 'lightapi';
import { differences } from './authapp-differences.ts';
import { readExchanges } from './exchange.ts';
import { at, basicChallenge, secret } from './login.ts';
import type { Transcript } from './replay.ts';

const backend = new JWTAuthentication({ secret, clock: at('05:19:39') });

class NoPerm extends RestEndpoint {
  secret = field.string({ minLength: 1 });
  static override meta: Meta<NoPerm> = { authentication: { backend } };
}

class Authed extends RestEndpoint {
  secret = field.string({ minLength: 1 });
  static override meta: Meta<Authed> = { authentication: { backend, permission: IsAuthenticated } };
}

class AdminOnly extends RestEndpoint {
  data = field.string({ minLength: 1 });
  static override meta: Meta<AdminOnly> = { authentication: { backend, permission: IsAdminUser } };
}

class Public extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Public> = { authentication: { backend, permission: AllowAny } };
}

class PerMethod extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<PerMethod> = {
    authentication: {
      backend,
      permission: { POST: IsAuthenticated, PUT: IsAuthenticated, DELETE: IsAdminUser },
    },
  };
}

class Basic extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Basic> = {
    authentication: { backend: BasicAuthentication, permission: IsAuthenticated },
  };
}

/** The recorded secret is too short for HS512 here; filled up with zeros, it is the same key to HMAC (RFC 2104, 2). */
const hs512 = new JWTAuthentication({
  secret: secret.padEnd(64, '\0'),
  algorithms: ['HS512'],
  clock: at('05:19:39'),
});

class Hs512 extends RestEndpoint {
  name = field.string({ minLength: 1 });
  static override meta: Meta<Hs512> = { authentication: { backend: hs512, permission: IsAuthenticated } };
}

class Owned extends RestEndpoint {
  name = field.string({ minLength: 1 });
  owner = field.string({ minLength: 1 });
  static override meta: Meta<Owned> = {
    authentication: { backend, permission: IsAuthenticated },
    cache: { ttl: 60 },
  };
  override queryset(c: Context) {
    return this.select().where(this.owner, '=', String(c.get('user').sub));
  }
}

const loginValidator = (username: string, password: string) => {
  if (username === 'boom') throw new Error('db down: secret detail');
  if (username === 'admin' && password === 'secret') return { sub: '1', username, is_admin: true };
  if (username === 'user' && password === 'password') return { sub: '2', username, is_admin: false };
  return null;
};

export const authapp: Transcript = {
  exchanges: readExchanges('authapp'),
  endpoints: {
    '/noperm': NoPerm,
    '/authed': Authed,
    '/admin': AdminOnly,
    '/public': Public,
    '/permethod': PerMethod,
    '/basic': Basic,
    '/hs512': Hs512,
    '/owned': Owned,
  },
  // Each request comes from another client, since ten logins a minute are all that one has here.
  options: { loginValidator, trustedProxies: ['127.0.0.1'] },
  besides: (place) => ({ 'X-Forwarded-For': `10.0.${place >> 8}.${place & 255}` }),
  differences,
  headers: [basicChallenge('/basic')],
};
