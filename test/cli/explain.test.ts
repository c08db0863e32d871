import { describe, expect, it } from 'vitest';
import { openProject } from './command.ts';

const app = `
  import { field, JWTAuthentication, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint { title = field.string({ unique: true }); }
  class NoteEndpoint extends RestEndpoint {
    text = field.string();
    static override meta = { authentication: { backend: new JWTAuthentication({ secret: 'x'.repeat(32) }) } };
  }
  export default new LightApi({ database: 'sqlite:///books.db' }).register({ '/books': BookEndpoint, '/notes': NoteEndpoint });`;

/** Arguments with spaces in them can't be one line. */
const run = (...args: string[]) => openProject(app).run(args);

describe('lightapi explain', () => {
  it('prints SQL, values and plan on the standard output, without colours where nobody looks', async () => {
    const { code, out, err } = await run('explain', 'GET /books?after=3');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^GET \/books\?after=3: 200\.\n\n1\. select "title", .* from "books" where .*\n {3}1 = 3\n {3}2 = 1001\n {3}SEARCH books USING INTEGER PRIMARY KEY/,
    );
  });

  it('says what a write would do', async () => {
    const { code, out } = await run('explain', 'app.ts', 'POST /books', '--body', '{"title":"SICP"}');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^POST \/books: would write;[\s\S]*1\. not run: insert/),
    });
  });

  it('asks as whom it is told', async () => {
    const anonymous = await run('explain', 'GET /notes');
    expect(anonymous.out).toMatch(/^GET \/notes: 401, .* Say who calls: --as[\s\S]*No statement was run\./);
    const { out } = await run('explain', 'GET /notes', '--as', '{"sub":"ann"}');
    expect(out).toContain('GET /notes: 200.');
  });

  it.each([
    [['explain', 'books'], 'is no request'],
    [['explain', 'GET /books', '--as', 'ann'], 'give a user as JSON'],
    [['explain', 'GET /books', '--body', '{}'], 'GET/HEAD'],
    [['explain', 'app.ts', 'GET /books', 'more'], 'nothing more'],
  ])('refuses %j with 2', async (args, problem) => {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
  });
});
