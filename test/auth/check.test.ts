import { describe, expect, it } from 'vitest';
import { ApiKeyAuthentication, hashApiKey } from '../../src/auth/api-key.ts';
import { BasicAuthentication } from '../../src/auth/basic.ts';
import { JWTAuthentication } from '../../src/auth/jwt.ts';
import { AllowAny, BasePermission, IsAdminUser, IsAuthenticated, not } from '../../src/auth/permissions.ts';
import { mistakes, secret } from './guarded.ts';

const backend = new JWTAuthentication({ secret });
class Failing extends JWTAuthentication {
  constructor() {
    super({ secret });
    throw new Error('no such file');
  }
}

describe('a declaration of authentication', () => {
  it.each<[string, unknown]>([
    ['a backend', { backend }],
    ['AllowAny alone', { permission: AllowAny }],
    ['a public map', { permission: { GET: AllowAny } }],
    ['a map', { backend, permission: { GET: AllowAny, POST: new IsAdminUser(), PUT: not(IsAdminUser) } }],
    ['Basic with its own validator', { backend: new BasicAuthentication({ validate: () => null }) }],
    ['keys', { backend: new ApiKeyAuthentication({ keys: { [hashApiKey('k')]: { sub: 'k' } } }) }],
    ['keys of a table', { backend: new ApiKeyAuthentication({ keys: async () => undefined }) }],
    ['a backend of its own', { backend: { challenge: 'Cookie', authenticate: () => undefined } }],
  ])('(%s) is fine', (_, authentication) => {
    expect(mistakes(authentication)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'authentication is null.'],
    ['a class', JWTAuthentication, 'authentication is '],
    ['nothing at all', {}, 'neither a backend nor a permission'],
    ['a backend that is not there', { backend: undefined }, 'neither a backend nor a permission'],
    ['a misspelt key', { backend, permissions: IsAdminUser }, 'no key "permissions"'],
    ['a permission for users without a backend', { permission: IsAuthenticated }, 'no backend says who they are'],
    ['one verb of it', { permission: { GET: AllowAny, POST: IsAuthenticated } }, 'no backend says who they are'],
    ['a backend by name', { backend: 'JWTAuthentication' }, '"JWTAuthentication" is no backend'],
    ['a permission as a backend', { backend: IsAuthenticated }, 'IsAuthenticated is no backend'],
    ['a backend that can not be made', { backend: Failing }, 'no such file'],
    ['a backend without a challenge', { backend: { authenticate: () => undefined } }, 'has no challenge'],
    ['a challenge that is no header', { backend: { authenticate: () => {}, challenge: 'a\nb' } }, 'has no challenge'],
    ['a permission by name', { backend, permission: 'IsAuthenticated' }, '"IsAuthenticated" is no permission'],
    ['a function as a permission', { backend, permission: () => true }, 'not a constructor'],
    ['a permission that does not answer', { backend, permission: BasePermission }, 'BasePermission is no permission'],
    ['a misspelt verb', { backend, permission: { Get: AllowAny } }, 'permission names "Get", which is no verb'],
    ['HEAD as a verb', { backend, permission: { HEAD: AllowAny } }, 'permission names "HEAD", which is no verb'],
    ['S5: a verb without a permission', { backend, permission: { GET: null } }, '"null" is no permission'],
    ['Basic that asks nobody', { backend: BasicAuthentication }, 'has nobody to ask'],
    ['no keys', { backend: new ApiKeyAuthentication({ keys: {} }) }, 'has no keys'],
    ['keys as they are', { backend: new ApiKeyAuthentication({ keys: { secret: {} } }) }, 'is not the hash of one'],
    ['a header that is none', { backend: new ApiKeyAuthentication({ keys: () => null, header: 'a b' }) }, '"a b"'],
    ['keys given as a class', { backend: ApiKeyAuthentication }, 'undefined'],
  ])('(%s) is a mistake', (_, authentication, problem) => {
    expect(mistakes(authentication)).toEqual([expect.stringContaining(problem)]);
  });

  it('names all mistakes', () => {
    expect(mistakes({ backend: new JWTAuthentication({ secret: 'x' }), permission: 'y', z: 1 })).toHaveLength(3);
  });

  it("takes the app's validator for one of Basic", () => {
    expect(mistakes({ backend: BasicAuthentication }, () => null)).toEqual([]);
  });
});
