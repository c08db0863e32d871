import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openProject } from './command.ts';

const app = `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint { title = field.string(); }
  export default new LightApi({ database: 'sqlite:///books.db' }).register({ '/books': BookEndpoint });`;

it('writes the document of an app, and makes nothing', async () => {
  const project = openProject(app);
  const { code, out, err } = await project.run('openapi');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), paths: { '/books': {} } });
  expect(await project.run('openapi --out openapi.json')).toEqual({ code: 0, out: '', err: '' });
  expect(project.read('openapi.json')).toBe(out);
  expect(existsSync(join(project.cwd, 'books.db'))).toBe(false);
  expect(await project.run('openapi --out nowhere/openapi.json')).toMatchObject({ code: 1 });
});
