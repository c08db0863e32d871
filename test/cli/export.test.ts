import { describe, expect, it } from 'vitest';
import { openProject } from './command.ts';

const app = `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint {
    author_id = field.integer({ foreignKey: 'authors.id' });
    static override meta = { serializer: { fields: ['version'] } };
  }
  class AuthorEndpoint extends RestEndpoint {
    name = field.string();
    password = field.string({ writeOnly: true, optional: true });
  }
  class NoteEndpoint extends RestEndpoint {
    text = field.string({ optional: true });
    price = field.decimal({ decimalPlaces: 2, optional: true });
    views = field.bigint({ optional: true });
    tags = field.json({ optional: true });
    due = field.date({ optional: true });
    isPinned = field.boolean({ default: false });
  }
  class TagEndpoint extends RestEndpoint {
    code = field.string({ primaryKey: true });
  }
  class TokenEndpoint extends RestEndpoint {
    key = field.uuid({ primaryKey: true });
  }
  export default new LightApi({ database: 'sqlite:///rows.db' })
    .register({ '/books': BookEndpoint, '/authors': AuthorEndpoint, '/notes': NoteEndpoint,
      '/tags': TagEndpoint, '/tokens': TokenEndpoint });
`;

const notes = [
  { text: 'a "quoted", one\r\nof two lines', price: '0.10', views: '9007199254740993', tags: { a: ['ö', null] } },
  { text: '', tags: 'text', due: '2026-02-28', isPinned: true },
  ...Array.from({ length: 1200 }, (_, at) => ({ text: ` ${at}`, tags: at })),
];

describe('lightapi export', { timeout: 60_000 }, () => {
  it('writes what seed takes, of which nothing changes', async () => {
    const from = openProject(app);
    from.write(
      'rows.json',
      JSON.stringify({
        '/authors': [{ name: 'Ann' }],
        '/books': [{ author_id: 1 }],
        '/notes': notes,
        '/tags': [{ code: 'b' }, { code: 'a' }],
        '/tokens': [{}],
      }),
    );
    await from.run('seed app.ts rows.json');
    const copy = async (file: string, route: string): Promise<unknown> => {
      const { code, err } = await from.run(`export app.ts --out ${file}${route}`);
      expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('1,202 rows from /notes, ') });
      const to = openProject(app);
      to.write(file, from.read(file));
      expect(await to.run(`seed app.ts ${file}${route}`)).toMatchObject({ code: 0, err: '' });
      await to.run(`export app.ts --out again-${file}${route}`);
      expect(to.read(`again-${file}`)).toBe(from.read(file));
      return from.read(file);
    };
    const [all, , csv] = await Promise.all([
      copy('all.json', ''),
      copy('notes.ndjson', ' --route /notes'),
      copy('notes.csv', ' --route /notes'),
    ]);
    expect(csv).toContain('\n"",,,"""text""",2026-02-28,true,2,');
    // In an order in which references lead to rows that are there.
    expect(Object.keys(JSON.parse(String(all)))).toEqual(['/authors', '/books', '/notes', '/tags', '/tokens']);
    expect(JSON.parse(String(all))['/notes'][0]).toMatchObject(notes[0] ?? {});
    expect(JSON.parse(String(all))['/tags']).toMatchObject([{ code: 'a' }, { code: 'b' }]);
    expect(JSON.parse(String(all))['/books'][0]).toMatchObject({ author_id: 1 });
  });

  it('leaves out what is writeOnly, and says so', async () => {
    const { run } = openProject(app);
    await run('seed app.ts - --route /authors --format ndjson', '{"name": "Ann", "password": "secret"}');
    const { out, err } = await run('export app.ts --route /authors --format csv');
    expect(out).toMatch(/^name,id,created_at,updated_at,version\nAnn,1,20.*Z,20.*Z,1\n$/);
    expect(err).toMatch(/^left out, since it is writeOnly: password of \/authors\n1 row from \/authors, \d/);
  });

  it('says what can not be written', async () => {
    const { code, err } = await openProject(app).run('export app.ts --out nowhere/all.json');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^nowhere\/all\.json: ENOENT/) });
  });
});
