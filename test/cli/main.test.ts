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
    expect(out).toBe('  GET         /books       BookEndpoint, table books\n  GET DELETE  /books/{id}\n');
  });

  it('routes takes an export by the name of app', async () => {
    expect((await lightapi(['routes', module('export { app };')])).out).toContain('/books/{id}');
  });

  it('a mistake of a declaration is told, and ends it with 1', async () => {
    const { code, err } = await lightapi(['routes', module('export default app;', "['FETCH']")]);
    expect(code).toBe(1);
    expect(err).toMatch(/^One mistake in the declaration:\n {2}- BookEndpoint\.meta: methods is \["FETCH"\]\./);
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['there is no such file', () => 'nowhere.ts'],
    ['it exports no app', () => module('')],
  ])('says that %s', async (problem, file) => {
    expect(await lightapi(['routes', file()])).toMatchObject({ code: 1, err: expect.stringContaining(problem) });
  });
});
