import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { lightapi, openProject } from './command.ts';

const secret = 'a secret of at least thirty-two bytes';

/** An app whose tokens are as these options say. */
const app = (options: string): string => `
  import { field, JWTAuthentication, LightApi, RestEndpoint } from 'lightapi';
  import { generateKeyPairSync } from 'node:crypto';
  const { privateKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
    static override meta = { authentication: { backend: new JWTAuthentication(${options}) } };
  }
  export default new LightApi({ database: 'sqlite:///:memory:' }).register({ '/notes': NoteEndpoint });`;

describe('lightapi token', () => {
  it('signs what it is told with the secret of the environment', async () => {
    const args = ['token', '--sub', 'ann', '--claim', 'is_admin=true', '--claim', 'role=editor', '--expires', '2h'];
    const { code, out, err } = await lightapi(args, { env: { LIGHTAPI_JWT_SECRET: secret } });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { exp = 0, ...claims } = decodeJwt(out.trim());
    expect(claims).toEqual({ sub: 'ann', is_admin: true, role: 'editor' });
    expect(Math.abs(exp - Date.now() / 1000 - 7_200)).toBeLessThan(60);
  });

  it('signs as an app does', async () => {
    const { out } = await openProject(app(`{ secret: '${secret}', issuer: 'us', expiresIn: 60 }`)).run(
      'token --sub ann',
    );
    const { exp = 0, ...claims } = decodeJwt(out.trim());
    expect(claims).toEqual({ sub: 'ann', iss: 'us' });
    expect(Math.abs(exp - Date.now() / 1000 - 60)).toBeLessThan(30);
  });

  it.each([
    ['without a secret', '{}', 3, 'the tokens have no secret'],
    ['with a private key', "{ privateKey, algorithms: ['EdDSA'] }", 1, 'with a secret alone'],
  ])('refuses %s', async (_, options, code, problem) => {
    const ended = await openProject(app(options)).run('token --sub ann');
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(problem) });
  });

  it('refuses a secret that can be guessed, and a time that is none', async () => {
    const env = { LIGHTAPI_JWT_SECRET: 'short' };
    expect(await lightapi(['token'], { env })).toMatchObject({
      code: 3,
      err: expect.stringContaining('can be guessed'),
    });
    expect(await lightapi(['token', '--expires', 'soon'], { env })).toMatchObject({ code: 2 });
  });
});
