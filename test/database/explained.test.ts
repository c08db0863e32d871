import { field, type Meta, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { keepLog, serve } from '../serve.ts';

class NoteEndpoint extends RestEndpoint {
  text = field.string({ maxLength: 40 });
  due = field.datetime({ optional: true });
  static override meta: Meta<NoteEndpoint> = {
    filtering: { fields: ['text', 'due'] },
    pagination: { style: 'page_number' },
  };
}

class TaskEndpoint extends RestEndpoint {
  title = field.string();
  override async afterCreate(): Promise<void> {
    await this.db.deleteFrom('notes').execute();
  }
  override async post(): Promise<object> {
    const [first] = await this.db.selectFrom('notes').select('text').execute();
    await this.withSession((session) => session.insertInto('notes').values({ text: first?.text }).execute());
    return {};
  }
}

/** What requests of an app run, and the plans. */
async function explaining() {
  const { app, post, get } = await serve({ '/notes': NoteEndpoint, '/tasks': TaskEndpoint });
  await post('/notes', { text: 'first' });
  const { database, resources, assemble } = await app.open();
  const explain = async (method: string, path: string, body?: unknown) => {
    const { opened, explained } = database.explain(resources.map(({ model }) => model));
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const reply = await assemble(opened, keepLog()).fetch(new Request(`http://localhost${path}`, { method, ...init }));
    return { status: reply.status, statements: await explained() };
  };
  return { explain, get };
}

it('says each statement that a list runs, with its values and its plan', async () => {
  const { explain } = await explaining();
  const { status, statements } = await explain('GET', '/notes?text=first&due__lt=2030-01-01T00:00:00Z');
  expect(status).toBe(200);
  expect(statements.map(({ sql }) => sql.slice(0, 6))).toEqual(['select', 'select']);
  for (const { values, plan, isWrite } of statements) {
    expect(values).toContain('first');
    expect(plan).toMatch(/notes/);
    expect(isWrite).toBe(false);
  }
});

it.each([
  ['POST', '/notes', { text: 'second' }, /^insert/],
  ['PUT', '/notes/1', { text: 'other', version: 1 }, /^update/],
  ['PATCH', '/notes/1', { due: null, version: 1 }, /^update/],
  ['DELETE', '/notes/1', undefined, /^delete/],
])('%s %s is explained, and not run', async (method, path, body, sql) => {
  const { explain, get } = await explaining();
  const { statements } = await explain(method, path, body);
  expect(statements.at(-1)).toMatchObject({ isWrite: true, sql: expect.stringMatching(sql) });
  expect(statements.filter(({ isWrite }) => isWrite)).toHaveLength(1);
  expect((await get('/notes')).body.results).toMatchObject([{ text: 'first', version: 1 }]);
});

it("runs what a method of the user's reads, and nothing that it writes, in a transaction either", async () => {
  const { explain, get } = await explaining();
  const { statements } = await explain('POST', '/tasks', { title: 'Read' });
  expect(statements.map(({ isWrite }) => isWrite)).toEqual([false, true]);
  expect((await get('/notes')).body.count).toBe(1);
});
