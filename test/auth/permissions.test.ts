import type { Context } from 'hono';
import { describe, expect, it } from 'vitest';
import { JWTAuthentication } from '../../src/auth/jwt.ts';
import {
  AllowAny,
  and,
  BasePermission,
  IsAdminUser,
  IsAuthenticated,
  not,
  or,
  type PermissionOption,
} from '../../src/auth/permissions.ts';
import { bearer, guarded, secret } from './guarded.ts';

class IsEditor extends BasePermission {
  async hasPermission(c: Context): Promise<boolean> {
    return c.get('user').role === 'editor';
  }
}
class ReadOnly extends BasePermission {
  override readonly anonymous = true;
  hasPermission(c: Context): boolean {
    return c.req.method === 'GET';
  }
}
class Forgetful extends BasePermission {
  hasPermission(): boolean {
    return undefined as unknown as boolean;
  }
}
class Broken extends BasePermission {
  hasPermission(): boolean {
    throw new Error('down');
  }
}

const backend = new JWTAuthentication({ secret });
const callers = {
  anonymous: {},
  user: bearer(await backend.sign({ sub: '1' })),
  editor: bearer(await backend.sign({ sub: '2', role: 'editor' })),
  admin: bearer(await backend.sign({ sub: '3', is_admin: true })),
};

/** The status of a GET for the anonymous, a user, an editor and an admin. */
const matrix = (permission: PermissionOption, verb = 'GET'): Promise<number[]> => {
  const { send } = guarded({ backend, permission });
  return Promise.all(Object.values(callers).map(async (headers) => (await send(verb, headers)).status));
};

describe('permissions', () => {
  it.each<[string, PermissionOption, number[]]>([
    ['AllowAny', AllowAny, [200, 200, 200, 200]],
    ['IsAuthenticated', IsAuthenticated, [401, 200, 200, 200]],
    ['IsAdminUser', IsAdminUser, [401, 403, 403, 200]],
    ['an instance', new IsAdminUser(), [401, 403, 403, 200]],
    ['and', and(IsEditor, IsAdminUser), [401, 403, 403, 403]],
    ['and of one', and(IsEditor), [401, 403, 200, 403]],
    ['or', or(IsEditor, IsAdminUser), [401, 403, 200, 200]],
    ['or with everybody', or(IsEditor, AllowAny), [200, 200, 200, 200]],
    ['and with everybody', and(AllowAny, IsEditor), [401, 403, 200, 403]],
    ['not', not(IsEditor), [401, 200, 403, 200]],
    ['not everybody', not(AllowAny), [401, 403, 403, 403]],
    ['not not', not(not(IsEditor)), [401, 403, 200, 403]],
    ['nested', and(IsAuthenticated, not(or(IsEditor, IsAdminUser))), [401, 200, 403, 403]],
    ['one that forgets to answer', Forgetful, [401, 403, 403, 403]],
    ['not one that forgets to answer', not(Forgetful), [401, 403, 403, 403]],
    ['one that throws', or(Broken, AllowAny), [200, 500, 500, 500]],
    ['not one that throws', not(Broken), [401, 500, 500, 500]],
    ['one behind a no', and(IsAdminUser, Broken), [401, 403, 403, 500]],
  ])('%s', async (_, permission, expected) => {
    expect(await matrix(permission)).toEqual(expected);
  });

  it('for the anonymous combine with those for users, who alone are asked about', async () => {
    expect(await matrix(or(ReadOnly, IsEditor))).toEqual([200, 200, 200, 200]);
    expect(await matrix(or(ReadOnly, IsEditor), 'POST')).toEqual([401, 403, 200, 403]);
    expect(await matrix(and(ReadOnly, AllowAny))).toEqual([200, 200, 200, 200]);
  });

  it('is_admin is true or it is not', async () => {
    const { send } = guarded({ backend, permission: IsAdminUser });
    for (const is_admin of [1, 'true', 'yes', [true], {}, null]) {
      expect((await send('GET', bearer(await backend.sign({ sub: '1', is_admin })))).status).toBe(403);
    }
  });

  it('that are none are refused where they are written', () => {
    expect(() => and('IsAuthenticated' as never)).toThrow('"IsAuthenticated" is no permission');
    expect(() => or((() => true) as never)).toThrow(TypeError);
    expect(() => not({} as never)).toThrow(TypeError);
  });

  it('and of nothing, or of nothing, lets nobody through', async () => {
    expect(await matrix((and as () => BasePermission)())).toEqual([401, 403, 403, 403]);
    expect(await matrix((or as () => BasePermission)())).toEqual([401, 403, 403, 403]);
  });
});
