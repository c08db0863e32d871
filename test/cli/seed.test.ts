import { describe, expect, it } from 'vitest';
import { page } from '../house/markdown.ts';
import { openProject, type Project } from './command.ts';

const app = `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class AuthorEndpoint extends RestEndpoint {
    name = field.string({ minLength: 1, unique: true });
  }
  class BookEndpoint extends RestEndpoint {
    author_id = field.integer({ foreignKey: 'authors.id' });
    title = field.string({ maxLength: 20, optional: true, default: 'untitled' });
    note = field.string({ optional: true, set: async (text) => text.trim() });
    price = field.decimal({ decimalPlaces: 2, optional: true });
    sold = field.bigint({ default: 0, readOnly: true });
    tags = field.json({ optional: true });
    code = field.string({ writeOnly: true, optional: true, minLength: 2 });
    beforeCreate() { throw new Error('hooks are for requests'); }
  }
  export default new LightApi({ database: 'sqlite:///rows.db' })
    .register({ '/books': BookEndpoint, '/authors': AuthorEndpoint });
`;

const took = (text: string): string => text.replace(/\d+\.\d s$/gm, '0.1 s');

/** The rows of a route. */
async function rowsOf({ run }: Project, route: string): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await run(`export app.ts --route ${route}`)).out);
}

describe('lightapi seed', () => {
  it('does what its page shows', async () => {
    const blocks = page('docs/cli.md').blocks;
    const code = (language: string): string =>
      blocks.find(
        (block) => block.language === language && (language !== 'console' || /lightapi seed/.test(block.code)),
      )?.code ?? '';
    const { run, write } = openProject(code('ts'));
    write('books.csv', code('csv'));
    const sessions = code('console')
      .split(/^\$ npx lightapi /m)
      .slice(1);
    expect(sessions).toHaveLength(3);
    for (const session of sessions) {
      const [line = '', ...said] = session.split('\n');
      const { out, err } = await run(line);
      expect(took(err + out)).toBe(said.join('\n'));
    }
  });

  it('takes a JSON object of routes, whole rows with their ids and times, and any column', async () => {
    const project = openProject(app);
    const at = '2020-02-29T00:00:00.000Z';
    const kept = { id: 7, created_at: at, updated_at: at, version: 3 };
    const book = {
      author_id: 7,
      title: null,
      note: 'x',
      price: '12.30',
      sold: '9007199254740993',
      tags: { a: [1] },
      ...kept,
    };
    project.write(
      'all.json',
      JSON.stringify({ '/authors': [{ name: 'Ann', ...kept }], '/books': [{ ...book, note: ' x ', code: 'xy' }] }),
    );
    expect(await project.run('seed app.ts all.json')).toMatchObject({ code: 0, err: '' });
    expect(await rowsOf(project, '/books')).toEqual([book]);
    expect(await rowsOf(project, '/authors')).toEqual([{ name: 'Ann', ...kept }]);
  });

  it('keeps nothing where a row is refused, and names lines and fields', async () => {
    const project = openProject(app);
    const lines = [
      '{"author_id": 1, "price": 12345678901234567890.125, "code": "x"}',
      '',
      '{"author_id": 9}',
      '[1]\r',
      '{oops: "secret"}',
      '{"author_id": 1, "titel": "x", "sold": 9007199254740993}',
      '{"author_id": 1, "id": "x", "version": 0}',
      '{"name": "x"}',
    ];
    await project.run('seed app.ts - --route /authors --format ndjson', '{"name": "Ann"}');
    const { code, out, err } = await project.run('seed app.ts - --route /books --format ndjson', lines.join('\n'));
    expect(err.split('\n')).toEqual([
      'stdin:1: price = 12345678901234567890.125: Decimal input should have no more than 2 decimal places',
      'stdin:1: code: String should have at least 2 characters',
      'stdin:3: author_id = 9: No row of authors has this id',
      'stdin:4: Input should be a valid dictionary or object to extract fields from',
      "stdin:5: malformed JSON: Expected property name or '}'",
      'stdin:6: "titel": There is no such column',
      'stdin:7: id = "x": Input should be a valid integer, unable to parse string as an integer',
      'stdin:7: version = 0: Input should be greater than or equal to 1',
      'stdin:8: author_id: Field required',
      'stdin:8: "name": There is no such column',
      '',
    ]);
    expect({ code, out: took(out) }).toEqual({ code: 1, out: 'nothing is seeded, 7 of 7 rows refused, 0.1 s\n' });
    expect(await rowsOf(project, '/books')).toEqual([]);
  });

  it('leaves out what is refused of many rows, and prints twenty complaints', async () => {
    const project = openProject(app);
    const names = Array.from({ length: 3000 }, (_, at) => ({ name: `${at % 100 === 99 ? 0 : at}` }));
    project.write('names.json', JSON.stringify(names, null, 1));
    const { code, out, err } = await project.run('seed app.ts names.json --route /authors --skip-invalid');
    const printed = err.trimEnd().split('\n');
    expect(printed).toHaveLength(21);
    expect(printed[0]).toBe('names.json:299: [99].name = "0": A row with this name already exists');
    expect(printed[20]).toBe('… and 10 more.');
    expect({ code, out: took(out) }).toEqual({ code: 1, out: '2,970 rows into /authors, 30 refused, 0.1 s\n' });
    expect(await rowsOf(project, '/authors')).toHaveLength(2970);
  });

  it('keeps what stands before a fault of the file only with --skip-invalid', async () => {
    const project = openProject(app);
    project.write('names.csv', Buffer.from('name\nAnn\nBj\xf6rn\n', 'latin1'));
    const fault = 'names.csv:3: it is not UTF-8 here: save the file as UTF-8.\n';
    const line = 'seed app.ts names.csv --route /authors';
    expect(await project.run(line)).toMatchObject({
      code: 1,
      err: fault,
      out: expect.stringMatching('^nothing is seeded'),
    });
    expect(await project.run(`${line} --skip-invalid`)).toMatchObject({
      code: 1,
      err: fault,
      out: expect.stringMatching('^1 row '),
    });
  });

  it.each([
    ['seed app.ts names.csv', '--route is missing: CSV holds the rows of one route; JSON, of all.'],
    ['seed app.ts nowhere.json', 'nowhere.json: there is no such file.'],
    ['seed app.ts nowhere.json --route /book', '"/book" is no route. Routes: /books, /authors.'],
    ['seed app.ts names.txt', 'names.txt: say --format: json, ndjson, csv.'],
  ])('%s says: %s', async (line, said) => {
    expect(await openProject(app).run(line)).toEqual({ code: 1, out: '', err: `${said}\n` });
  });
});
