import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { field, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { mistakesOf, serve, temporaryFile, temporaryFolder } from '../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const routes = { '/books': BookEndpoint };

describe('a database URL', () => {
  it.each([
    ['absolute', (file: string) => `sqlite:////${file.replace(/^\//, '')}`],
    ['relative', (file: string) => `sqlite:///${relative(process.cwd(), file)}`],
    ['with a driver', (file: string) => `sqlite+aiosqlite:///${file}`],
  ])('names a file (%s)', async (_, urlOf) => {
    const file = temporaryFile();
    await serve(routes, { database: urlOf(file) });
    expect(existsSync(file)).toBe(true);
  });

  it('may name a file with spaces and letters of many scripts', async () => {
    const file = join(temporaryFolder(), 'kůň a 馬.db');
    await serve(routes, { database: `sqlite:///${file}` });
    expect(existsSync(file)).toBe(true);
  });

  it.each(['sqlite:///:memory:', 'sqlite://', 'sqlite:///'])('%s is memory', async (database) => {
    const { post } = await serve(routes, { database });
    expect((await post('/books', { title: 'a' })).status).toBe(201);
  });

  it.each([
    ['books.db', 'the database URL has no scheme.'],
    ['sqlite:/books.db', 'the database URL has no scheme.'],
    ['sqlite://books.db', 'sqlite://books.db has two slashes, which would name a host.'],
    ['oracle://user:hunter2@host/x', 'there is no dialect for oracle.'],
  ])('%s is refused', async (database, problem) => {
    const error = await mistakesOf(routes, { database });
    expect(error.problems).toEqual([
      { code: 'database_url', where: 'database', problem, remedy: expect.stringContaining('sqlite:///') },
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it('of a folder that is not there is refused, and says what to check', async () => {
    const file = join(temporaryFolder(), 'missing', 'books.db');
    const { problems } = await mistakesOf(routes, { database: `sqlite:///${file}` });
    expect(problems).toMatchObject([
      {
        code: 'database_url',
        problem: expect.stringContaining(file),
        remedy: 'Check that the folder exists, that it may be written, and that the file is a SQLite database.',
      },
    ]);
  });

  it('of a file that is no database is refused, and the file is left alone', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'This is a letter to a friend, and no database at all. '.repeat(50));
    const { problems } = await mistakesOf(routes, { database: `sqlite:///${file}` });
    expect(problems).toMatchObject([{ code: 'database_url', problem: expect.stringContaining(basename(file)) }]);
  });

  it('of a folder is refused', async () => {
    const { problems } = await mistakesOf(routes, { database: `sqlite:///${temporaryFolder()}` });
    expect(problems).toMatchObject([{ code: 'database_url' }]);
  });
});
