import { existsSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, openProject, type Project } from './command.ts';

const timeout = 60_000;

/** An app with these fields of a book, and what else its module says. */
const app = (fields: string, more = ''): string => `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint { ${fields} }
  ${more || "const routes = { '/books': BookEndpoint };"}
  export default new LightApi({ database: 'sqlite:///books.db' }).register(routes);`;

const title = 'title = field.string();';
const migrate = (project: Project, line: string): Promise<Ended> => project.run(`migrate ${line}`);
const files = (project: Project): string[] => readdirSync(join(project.cwd, 'migrations')).sort();

/** A project whose one migration is applied. */
async function migrated(fields = title): Promise<Project> {
  const project = openProject(app(fields));
  expect(await migrate(project, 'diff app.ts --name init')).toMatchObject({ code: 0 });
  expect(await migrate(project, 'up app.ts')).toMatchObject({ code: 0 });
  return project;
}

describe('lightapi migrate', { timeout }, () => {
  it('writes a file, applies it once, and has nothing to do then', async () => {
    const project = openProject(app(title));
    expect(await migrate(project, 'check app.ts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('books is made.'),
    });
    const written = await migrate(project, 'diff app.ts --name First-books!');
    expect(written.out).toMatch(/^migrations\/\d{14}_first_books\.sql\n {2}- books is made\.\n$/);
    const [file = ''] = files(project);
    expect(project.read(`migrations/${file}`)).toMatch(
      /^-- lightapi migration for sqlite\n\n-- books is made\.\ncreate table `books` \(\n/,
    );
    expect((await migrate(project, 'status app.ts')).out).toMatch(/^pending {2}\d{14}_first_books\n$/);
    expect(await migrate(project, 'check app.ts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not applied yet'),
    });
    expect(await migrate(project, 'diff app.ts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('migrate up'),
    });
    expect((await migrate(project, 'up app.ts')).out).toMatch(/^applied {2}\d{14}_first_books\n$/);
    expect(await migrate(project, 'up app.ts')).toMatchObject({ code: 0, out: 'nothing to apply.\n' });
    expect((await migrate(project, 'status app.ts')).out).toMatch(/^applied {2}\d{14}_first_books {2}\d{4}-/);
    expect(await migrate(project, 'diff app.ts')).toMatchObject({ code: 0, out: 'SQLite books.db is as declared.\n' });
    expect(await migrate(project, 'check app.ts')).toMatchObject({ code: 0 });
  });

  it('takes no values away without being told', async () => {
    const project = await migrated(`${title} note = field.string({ optional: true });`);
    project.write('app.ts', app(title));
    const refused = await migrate(project, 'diff app.ts');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('- books.note is dropped, with its values.'),
    });
    expect(refused.err).toContain('--allow-destructive');
    expect(files(project)).toHaveLength(1);
    expect(await migrate(project, 'diff app.ts --keep-columns')).toMatchObject({
      code: 0,
      out: expect.stringContaining('as declared'),
    });
    expect(await migrate(project, 'diff app.ts --allow-destructive')).toMatchObject({ code: 0 });
    expect(files(project)).toHaveLength(2);
  });

  it('drops tables that a migration made, and those that it is told to', async () => {
    const project = await migrated();
    const other =
      "class AuthorEndpoint extends RestEndpoint { name = field.string(); } const routes = { '/authors': AuthorEndpoint };";
    project.write('app.ts', app(title, other));
    const refused = await migrate(project, 'diff app.ts');
    expect(refused.err).toContain('books is dropped, with all its rows.');
    expect(await migrate(project, 'diff app.ts --dir others')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Restore the files'),
    });
    expect(existsSync(join(project.cwd, 'others'))).toBe(false);
  });

  it('refuses files that were changed or are gone after they were applied', async () => {
    const project = await migrated();
    const [file = ''] = files(project);
    const text = project.read(`migrations/${file}`);
    project.write(`migrations/${file}`, `${text}-- later\n`);
    for (const command of ['up', 'diff', 'check']) {
      expect(await migrate(project, `${command} app.ts`)).toMatchObject({
        code: 1,
        err: expect.stringContaining('changed after'),
      });
    }
    expect((await migrate(project, 'status app.ts')).out).toContain('changed');
    unlinkSync(join(project.cwd, 'migrations', file));
    expect(await migrate(project, 'up app.ts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not in migrations'),
    });
    expect((await migrate(project, 'status app.ts')).out).toContain('missing');
  });

  it('refuses a file of another database, and tells what SQL is wrong', async () => {
    const project = await migrated();
    project.write('migrations/20991231235959_other.sql', '-- lightapi migration for postgres\nselect 1;\n');
    expect(await migrate(project, 'up app.ts')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is for postgres'),
    });
    project.write('migrations/20991231235959_other.sql', 'drop table nowhere;\n');
    const { code, err } = await migrate(project, 'up app.ts');
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('20991231235959_other: no such table: nowhere.'),
    });
    expect(err).not.toContain('    at ');
  });

  it('up lets several start at once, and applies each file once', async () => {
    const project = openProject(app(title));
    await migrate(project, 'diff app.ts --name one');
    const ended = await Promise.all([1, 2, 3].map(() => migrate(project, 'up app.ts')));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ended.filter(({ out }) => /^applied {2}\d/.test(out))).toHaveLength(1);
  });
});
