import type { Context } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { type Authentication, compileGuard } from '../../src/auth/authentication.ts';
import { JWTAuthentication } from '../../src/auth/jwt.ts';
import { AllowAny, BasePermission, IsAdminUser, IsAuthenticated } from '../../src/auth/permissions.ts';
import { RequestError } from '../../src/errors.ts';
import { verbs } from '../../src/model.ts';
import { bearer, forbidden, guarded, secret, unauthorized } from './guarded.ts';

const backend = new JWTAuthentication({ secret });
const user = bearer(await backend.sign({ sub: '2' }));
const admin = bearer(await backend.sign({ sub: '1', is_admin: true }));

const statuses = async (authentication: Authentication, headers?: Record<string, string>): Promise<number[]> => {
  const { send } = guarded(authentication);
  return Promise.all(verbs.map(async (verb) => (await send(verb, headers)).status));
};

/** A backend that answers as it is told to. */
const answering = (authenticate: () => unknown) =>
  ({ challenge: 'Test', authenticate }) as Authentication['backend'] & {};

describe('a guard', () => {
  it('is nothing where nothing is declared, or everybody may', () => {
    expect(compileGuard(undefined, 'GET')).toBeUndefined();
    expect(compileGuard({ permission: AllowAny }, 'GET')).toBeUndefined();
    expect(compileGuard({ permission: { GET: AllowAny } }, 'GET')).toBeUndefined();
    expect(compileGuard({ permission: { GET: AllowAny } }, 'POST')).toBeDefined();
  });

  it('answers as the README says: 401 with the challenge of the backend, 403', async () => {
    const { send } = guarded({ backend, permission: IsAdminUser });
    expect(await send('GET')).toEqual({ status: 401, challenge: 'Bearer', body: { detail: unauthorized } });
    expect(await send('GET', user)).toEqual({ status: 403, challenge: null, body: { detail: forbidden } });
    expect(await send('GET', admin)).toMatchObject({ status: 200, body: { user: { sub: '1', is_admin: true } } });
  });

  it('S4, S5: a backend without a permission protects every verb, and only AllowAny makes one public', async () => {
    expect(await statuses({ backend })).toEqual([401, 401, 401, 401, 401]);
    expect(await statuses({ backend }, user)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses({ backend, permission: AllowAny })).toEqual([200, 200, 200, 200, 200]);
  });

  it('S6: a map denies the verbs that it does not list', async () => {
    const permission = { GET: AllowAny, POST: IsAuthenticated, DELETE: IsAdminUser };
    expect(await statuses({ backend, permission })).toEqual([200, 401, 401, 401, 401]);
    expect(await statuses({ backend, permission }, user)).toEqual([200, 200, 403, 403, 403]);
    expect(await statuses({ backend, permission }, admin)).toEqual([200, 200, 403, 403, 200]);
    expect(await statuses({ backend, permission: {} }, admin)).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses({ permission: { GET: AllowAny } })).toEqual([200, 403, 403, 403, 403]);
  });

  it('takes no verb from a prototype', async () => {
    const permission = Object.create({ GET: AllowAny });
    expect(await statuses({ backend, permission })).toEqual([401, 401, 401, 401, 401]);
  });

  it('guards HEAD as GET', async () => {
    const { send } = guarded({ backend, permission: { GET: IsAdminUser, POST: AllowAny } });
    expect((await send('HEAD')).status).toBe(401);
    expect((await send('HEAD', user)).status).toBe(403);
    expect((await send('HEAD', admin)).status).toBe(200);
  });

  it('fills the user in on a public verb, and ignores what is no good there', async () => {
    const { send } = guarded({ backend, permission: AllowAny });
    expect((await send('GET', user)).body.user.sub).toBe('2');
    expect((await send('GET', bearer('a.b.c'))).body).toEqual({ user: null });
    const refusing = answering(() => Promise.reject(new RequestError('not_authenticated', 'revoked')));
    expect((await guarded({ backend: refusing, permission: AllowAny }).send('GET')).status).toBe(200);
    const busy = answering(() => Promise.reject(new RequestError('too_many_requests', 'later')));
    expect((await guarded({ backend: busy, permission: AllowAny }).send('GET')).status).toBe(429);
    expect((await guarded({ backend: refusing }).send('GET')).body).toEqual({ detail: 'revoked' });
  });

  it('lets nobody in without a backend, even where the declaration was never checked', async () => {
    expect(await statuses({ permission: IsAuthenticated })).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses({})).toEqual([403, 403, 403, 403, 403]);
  });
});

describe('a backend', () => {
  it.each([undefined, null, false])('that gives %s gives nobody', async (value) => {
    for (const given of [value, Promise.resolve(value)]) {
      expect(await statuses({ backend: answering(() => given) })).toEqual([401, 401, 401, 401, 401]);
    }
  });

  it.each([[true], [1], ['ada'], [[{}]]])(
    'S3: that gives %j is a mistake of the program, not a user',
    async (value) => {
      for (const given of [value, Promise.resolve(value)]) {
        for (const permission of [IsAuthenticated, AllowAny]) {
          const { send, log } = guarded({ backend: answering(() => given), permission });
          expect((await send('GET')).status).toBe(500);
          expect(log.errors).toEqual([expect.any(TypeError)]);
        }
      }
    },
  );

  it('that throws is a 500 and in the log, sync or async', async () => {
    const down = new Error('down');
    for (const authenticate of [
      () => Promise.reject(down),
      () => {
        throw down;
      },
    ]) {
      const { send, log } = guarded({ backend: answering(authenticate), permission: AllowAny });
      expect(await send('GET')).toMatchObject({ status: 500, body: { detail: 'internal server error' } });
      expect(log.errors).toEqual([down]);
    }
  });

  it('given as a class is made once', () => {
    const constructed = vi.fn();
    class Mine extends JWTAuthentication {
      constructor() {
        super({ secret });
        constructed();
      }
    }
    for (const verb of verbs) compileGuard({ backend: Mine }, verb);
    compileGuard({ backend: Mine, permission: IsAdminUser }, 'GET');
    expect(constructed).toHaveBeenCalledOnce();
  });

  it('that is none is no way in', () => {
    expect(() => compileGuard({ backend: 'JWTAuthentication' as never }, 'GET')).toThrow(TypeError);
    expect(() => compileGuard({ backend: (() => ({ sub: '1' })) as never }, 'GET')).toThrow(TypeError);
  });
});

describe('a permission', () => {
  const asking = (hasPermission: (c: Context) => unknown) =>
    new (class extends BasePermission {
      override hasPermission = hasPermission as BasePermission['hasPermission'];
    })();

  it('S3: says yes with true alone, sync or async', async () => {
    for (const [answer, status] of [
      [true, 200],
      [false, 403],
      [undefined, 403],
      [1, 403],
      ['yes', 403],
      [{}, 403],
    ] as const) {
      for (const given of [answer, Promise.resolve(answer)]) {
        expect((await guarded({ backend, permission: asking(() => given) }).send('GET', user)).status).toBe(status);
      }
    }
  });

  it('that throws is a 500', async () => {
    const permission = asking(() => Promise.reject(new Error('down')));
    expect((await guarded({ backend, permission }).send('GET', user)).status).toBe(500);
  });

  it('that throws a RequestError answers with it', async () => {
    const permission = asking(() => Promise.reject(new RequestError('not_found', 'not found')));
    expect((await guarded({ backend, permission }).send('GET', user)).status).toBe(404);
  });

  it('is not asked about the anonymous, unless it says so', async () => {
    const asked = vi.fn((c: Context) => c.req.method === 'GET');
    const { send } = guarded({ backend, permission: asking(asked) });
    expect((await send('GET')).status).toBe(401);
    expect(asked).not.toHaveBeenCalled();
    const open = Object.assign(asking(asked), { anonymous: true });
    expect(await statuses({ backend, permission: open })).toEqual([200, 401, 401, 401, 401]);
  });

  it('that narrows AllowAny is asked', async () => {
    class ReadOnly extends AllowAny {
      override hasPermission(c: Context): boolean {
        return c.req.method === 'GET';
      }
    }
    expect(await statuses({ permission: ReadOnly })).toEqual([200, 403, 403, 403, 403]);
  });
});
