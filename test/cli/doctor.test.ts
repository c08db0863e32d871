import { describe, expect, it } from 'vitest';
import { openProject } from './command.ts';

const module = (options = ''): string => `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint {
    title = field.string();
    static override meta = { methods: ['GET'] };
  }
  export default new LightApi({ database: 'sqlite:///books.db', ${options} }).register({ '/books': BookEndpoint });`;

const secret = 'a secret of at least thirty-two bytes';

describe('lightapi doctor', { timeout: 20_000 }, () => {
  it('finds nothing where nothing is wrong, and makes nothing', async () => {
    const project = openProject(module());
    const env = { LIGHTAPI_SECRET: secret };
    const { code, out, err } = await project.run('doctor', { env });
    expect({ code, err }).toEqual({ code: 0, err: '0 wrong, 0 to look at.\n' });
    expect(out.split('\n').slice(1)).toEqual([
      'ok       app: 1 endpoint, without mistakes.',
      'note     database: there is no books.db yet: the first start makes it.',
      '',
    ]);
    await project.run('routes');
    expect((await project.run('doctor', { env })).out).toContain('ok       database: SQLite books.db answers.');
  });

  it('tells what is unsafe, and ends with 1 where that is asked for', async () => {
    const project = openProject(module("corsOrigins: ['*']").replace("methods: ['GET']", ''));
    const { code, out } = await project.run('doctor');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('warning  corsOrigins: pages of every origin'),
    });
    expect(out).toContain('warning  /books: everybody may POST, PUT, PATCH, DELETE');
    expect(await project.run('doctor --strict')).toMatchObject({ code: 1 });
  });

  it('tells of secrets that can be guessed, a Redis that does not answer, and no password', async () => {
    const env = { LIGHTAPI_SECRET: 'short', LIGHTAPI_REDIS_URL: 'redis://:hidden@127.0.0.1:1/0' };
    const { code, out } = await openProject(module()).run('doctor', { env });
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringContaining('wrong    LIGHTAPI_SECRET: it has 5 bytes'),
    });
    expect(out).toContain('warning  LIGHTAPI_REDIS_URL: redis://127.0.0.1:1/0 does not answer');
    expect(out).not.toContain('hidden');
  });

  it('tells of a file what it would have relied on, and what is wrong in it with its place', async () => {
    const project = openProject('');
    const file = (backend: string): string => `
database: { url: "sqlite:///books.db" }
defaults:
  authentication: { ${backend}permission: IsAdminUser }
endpoints:
  - route: /books
    fields: { title: { type: str } }
  - route: /notes
    reflect: true
    meta: { table: books }
`;
    await openProject(module()).run('routes');
    project.write('lightapi.yaml', file('backend: JWTAuthentication, '));
    const wrong = await project.run('doctor lightapi.yaml');
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.out).toMatch(/wrong {4}lightapi\.yaml:4:\d+ .*the tokens have no secret/);
    const relied = await project.run('doctor lightapi.yaml', { env: { LIGHTAPI_JWT_SECRET: secret } });
    expect(relied.out).toMatch(/note {5}lightapi\.yaml:\d+:\d+ .*relied on \w+: /);
  });

  it('says where the database is not as declared', async () => {
    const project = openProject(module());
    await project.run('routes');
    project.write('app.ts', module().replace('title = field.string();', 'title = field.integer();'));
    const { out } = await project.run('doctor');
    expect(out).toMatch(/note {5}database: books\.title .*"lightapi migrate diff" writes it\./);
  });
});
