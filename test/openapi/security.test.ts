/** Which operations ask who calls, and how. */
import {
  AllowAny,
  ApiKeyAuthentication,
  type AuthenticationBackend,
  BasePermission,
  BasicAuthentication,
  field,
  hashApiKey,
  IsAdminUser,
  IsAuthenticated,
  JWTAuthentication,
  LightApi,
  type Meta,
  or,
  RestEndpoint,
} from 'lightapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { operation, operationsOf } from './operation.ts';

const backend = new JWTAuthentication({ secret: 'thirty-two characters of a secret' });
const keys = { [hashApiKey('key')]: { sub: 'importer' } };

async function documentOf(authentication: Meta['authentication'], more: Meta['authentication'] = authentication) {
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta: Meta = authentication === undefined ? {} : { authentication };
  }
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
    static override meta: Meta = more === undefined ? {} : { authentication: more };
  }
  const app = new LightApi({ database: 'sqlite:///:memory:' }).register({
    '/books': BookEndpoint,
    '/notes': NoteEndpoint,
  });
  onTestFinished(() => app.close());
  return app.openapi();
}

class IsOwner extends BasePermission {
  hasPermission(): boolean {
    return true;
  }
}

describe('an operation asks for', () => {
  it.each([
    ['nobody', undefined, [], []],
    ['nobody, by a permission alone', { permission: AllowAny }, [], []],
    ['whoever is logged in', { backend }, [{ bearerAuth: [] }], ['401']],
    ['the same, said', { backend, permission: IsAuthenticated }, [{ bearerAuth: [] }], ['401']],
    ['some of them', { backend, permission: IsAdminUser }, [{ bearerAuth: [] }], ['401', '403']],
    ['those of a rule', { backend, permission: IsOwner }, [{ bearerAuth: [] }], ['401', '403']],
    ['everybody, known or not', { backend, permission: AllowAny }, [{}, { bearerAuth: [] }], []],
    ['one or the other', { backend, permission: or(AllowAny, IsAdminUser) }, [{}, { bearerAuth: [] }], ['401', '403']],
  ] as const)('%s', async (_, authentication, security, refusals) => {
    const told = operation(await documentOf(authentication), 'getBook');
    expect(told.security).toEqual(security);
    expect(Object.keys(told.responses).filter((status) => status === '401' || status === '403')).toEqual(refusals);
  });

  it('what its own verb says, and is none where nobody may', async () => {
    const document = await documentOf({ backend, permission: { GET: AllowAny, POST: IsAdminUser } });
    const ids = operationsOf(document).map(({ operation: { operationId } }) => operationId);
    expect(ids).toEqual(['listBooks', 'createBook', 'getBook', 'listNotes', 'createNote', 'getNote']);
    expect(operation(document, 'listBooks').security).toEqual([{}, { bearerAuth: [] }]);
    expect(operation(document, 'createBook').security).toEqual([{ bearerAuth: [] }]);
  });
});

describe('the schemes', () => {
  it('are told once, with nothing of keys and secrets', async () => {
    const document = await documentOf({ backend }, { backend: new ApiKeyAuthentication({ keys }) });
    expect(document.components.securitySchemes).toEqual({
      apiKeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    expect(JSON.stringify(document)).not.toMatch(/thirty-two|importer/);
  });

  it('of one name that differ have different names', async () => {
    const own = (description: string): AuthenticationBackend =>
      new (class extends BasicAuthentication {
        override describe() {
          return { name: 'staff', scheme: { type: 'http', scheme: 'basic', description } };
        }
      })({ validate: () => null });
    const document = await documentOf({ backend: own('of the shop') }, { backend: own('of the store') });
    expect(Object.keys(document.components.securitySchemes ?? {}).filter((name) => name !== 'basicAuth')).toEqual([
      ...['staff', 'staff2'],
    ]);
    expect(operation(document, 'listNotes').security).toEqual([{ staff2: [] }]);
  });

  it('of a backend that says nothing are known by its challenge', async () => {
    const silent: AuthenticationBackend = { challenge: 'Negotiate realm="api"', authenticate: () => undefined };
    const document = await documentOf({ backend: silent });
    expect(document.components.securitySchemes).toEqual({ negotiateAuth: { type: 'http', scheme: 'negotiate' } });
  });
});
