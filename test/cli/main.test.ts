import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../serve.ts';
import { lightapi } from './command.ts';

const library = join(import.meta.dirname, '../../src/index.ts');

/** A module that declares an endpoint and ends with `end`. */
function module(end: string, methods = "['GET', 'DELETE']"): string {
  const file = join(temporaryFolder(), 'app.ts');
  writeFileSync(
    file,
    `import { field, LightApi, RestEndpoint } from ${JSON.stringify(library)};
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      static override meta = { methods: ${methods} };
    }
    const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
    ${end}`,
  );
  return file;
}

describe('lightapi', () => {
  it('says its version', async () => {
    expect(await lightapi(['--version'])).toMatchObject({ code: 0, out: `${packageJson.version}\n` });
  });

  it('routes prints what a module serves', async () => {
    const { code, out } = await lightapi(['routes', module('export default app;')]);
    expect(code).toBe(0);
    expect(out).toContain('GET DELETE  /books/{id}');
  });

  it('routes takes an export by the name of app', async () => {
    expect((await lightapi(['routes', module('export { app };')])).out).toContain('/books/{id}');
  });

  it('a mistake of a declaration is told, and ends it with 3', async () => {
    const { code, err } = await lightapi(['routes', module('export default app;', "['FETCH']")]);
    expect(code).toBe(3);
    expect(err).toMatch(/^One mistake in the declaration:\n {2}- BookEndpoint\.meta: methods is \["FETCH"\]\./);
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['there is no such file', 2, () => 'nowhere.ts'],
    ['it exports no app', 3, () => module('')],
    ['does-not-exist', 3, () => module("import 'does-not-exist';")],
  ])('says that %s, and ends with %i', async (problem, code, file) => {
    expect(await lightapi(['routes', file()])).toMatchObject({ code, err: expect.stringContaining(problem) });
  });

  it('names the command that was meant', async () => {
    const { code, out, err } = await lightapi(['serv']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean serve?');
  });

  it('says where an app is looked for, and ends with 2 where there is none', async () => {
    const { code, err } = await lightapi(['routes'], { cwd: temporaryFolder() });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^No app: .*lightapi\.yaml.*app\.ts/) });
  });

  it('reads variables from a file that it is told, and not over those that there are', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), `LIGHTAPI_CONFIG=${module('export default app;')}\n`);
    expect(await lightapi(['routes', '--env-file', '.env'], { cwd })).toMatchObject({ code: 0 });
    const env = { LIGHTAPI_CONFIG: 'other.ts' };
    expect(await lightapi(['routes', '--env-file', '.env'], { cwd, env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('other.ts: there is no such file'),
    });
    // Node 24 reads it as an option of its own, too, and refuses with 9.
    expect([2, 9]).toContain((await lightapi(['routes', '--env-file', 'none'], { cwd })).code);
  });
});
