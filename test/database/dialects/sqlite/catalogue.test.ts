import { field, type Meta, RestEndpoint } from 'lightapi';
import { expect, it } from 'vitest';
import { mistakesOf, serve } from '../../../serve.ts';
import { databaseFile } from '../../file.ts';

it('an enum whose values have parentheses, quotes and commas is as declared at the next start', async () => {
  class ThingEndpoint extends RestEndpoint {
    kind = field.enum(['a (b)', "it's", 'c, d', ')']);
  }
  const database = databaseFile('select 1').url;
  for (const kind of ['a (b)', ')']) {
    const api = await serve({ '/things': ThingEndpoint }, { database });
    expect((await api.post('/things', { kind })).status).toBe(201);
    await api.app.close();
  }
  class FewerEndpoint extends RestEndpoint {
    kind = field.enum(['a (b)']);
    static override meta: Meta = { table: 'things' };
  }
  const [problem] = (await mistakesOf({ '/things': FewerEndpoint }, { database })).problems;
  expect(problem?.problem).toBe("takes ), a (b), c, d, it's in the database and a (b) in the declaration.");
  class ReflectedEndpoint extends RestEndpoint {
    static override meta: Meta = { table: 'things', reflect: true };
  }
  const { post } = await serve({ '/things': ReflectedEndpoint }, { database });
  expect([(await post('/things', { kind: ')' })).status, (await post('/things', { kind: 'x' })).status]).toEqual([
    201, 422,
  ]);
});
