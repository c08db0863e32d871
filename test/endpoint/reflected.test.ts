import { field, LightApi, type Meta, RestEndpoint } from 'lightapi';
import { expect, it, onTestFinished } from 'vitest';
import { keepLog } from '../serve.ts';
import { databaseWith } from '../servers.ts';

class UserEndpoint extends RestEndpoint {
  pdw = field.string({ exclude: true });
  static override meta: Meta = { reflect: true, table: 'users' };
}

it('a column that is left out must be there: a name that is misspelt would be shown', async () => {
  const database = await databaseWith('create table users (id integer primary key, pwd varchar(20))');
  const app = new LightApi({ database, logger: keepLog() }).register({ '/users': UserEndpoint });
  onTestFinished(() => app.close());
  await expect(app.build()).rejects.toMatchObject({
    problems: [{ code: 'unknown_column', problem: '"users" has no column "pdw" to leave out.' }],
  });
});
