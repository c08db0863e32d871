import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lightapi, openProject } from './command.ts';

const app = (database = "'sqlite:///books.db'"): string => `
  import { field, LightApi, RestEndpoint } from 'lightapi';
  class BookEndpoint extends RestEndpoint { title = field.string(); }
  export default new LightApi({ ${database && `database: ${database}`} }).register({ '/books': BookEndpoint });`;

const address = /http:\/\/127\.0\.0\.1:\d+/;

describe('lightapi serve', { timeout: 30_000 }, () => {
  it('serves the app of the folder on loopback, until it is told to stop', async () => {
    const { until, stop } = openProject(app()).start('serve --port 0');
    const [url] = await until(address);
    await until(/^Ready in/m);
    expect((await fetch(`${url}/books`)).status).toBe(200);
    expect(await stop()).toBe(0);
  });

  it('takes the database of --database for an app that names none', async () => {
    const project = openProject(app(''));
    const { until, stop } = project.start('serve --port 0 --database sqlite:///said.db --log-level info', {
      LIGHTAPI_DATABASE_URL: 'sqlite:///environment.db',
    });
    await until(/said\.db/);
    await stop('SIGINT');
  });

  it('serves a database alone, to be read', async () => {
    const project = openProject('');
    new Sqlite(`${project.cwd}/shop.db`).exec('create table things (id integer primary key, name text)').close();
    const { until, stop } = project.start('serve sqlite:///shop.db --port 0');
    await until(/^Read-only/m);
    const [url] = await until(address);
    await until(/^ {2}GET {2}\/things {2}/m);
    await until(/^Ready in/m);
    expect((await fetch(`${url}/things`, { method: 'POST', body: '{}' })).status).toBe(405);
    expect(await stop()).toBe(0);
  });

  it.each([
    ['serve --port 70000', 2, '0 to 65535'],
    ['serve --workers 0', 2, 'from 1 to 256'],
    ['serve --log-level loud', 2, 'Allowed choices'],
    ['serve --database sqlite:///other.db', 3, 'names its database itself'],
    ['serve app.ts --write', 3, 'says itself what is written'],
    ['serve sqlite:///nowhere.db', 3, 'no table that can be served'],
  ])('%s ends with %i', async (line, code, problem) => {
    const ended = await openProject(app()).run(line);
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(problem) });
    expect(ended.err).not.toContain('    at ');
  });

  it('has a help with examples', async () => {
    const { code, out } = await lightapi(['serve', '--help']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('$ lightapi serve sqlite:///shop.db') });
  });
});
