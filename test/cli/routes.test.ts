import { expect, it } from 'vitest';
import { openProject } from './command.ts';

it('says who may, and what lists can be asked by', async () => {
  const { code, out, err } = await openProject(`
    import { field, BasicAuthentication, IsAdminUser, LightApi, RestEndpoint } from 'lightapi';
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      static override meta = {
        authentication: { backend: BasicAuthentication, permission: { GET: IsAdminUser } },
        filtering: { fields: ['title'], ordering: ['title'] },
        pagination: { style: 'cursor' },
      };
    }
    class NoteEndpoint extends RestEndpoint {
      text = field.string();
      static override meta = { methods: { GET: null, DELETE: { authentication: { backend: BasicAuthentication } } } };
    }
    export default new LightApi({ database: 'sqlite:///:memory:', loginValidator: () => null })
      .register({ '/books': BookEndpoint, '/notes': NoteEndpoint });`).run('routes');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')).toEqual([
    'verbs             path         who may          class                      query',
    'GET               /books       IsAdminUser      BookEndpoint, table books  title, ordering, cursor, fields',
    'POST              /books       nobody',
    'GET               /books/{id}  IsAdminUser',
    'PUT PATCH DELETE  /books/{id}  nobody',
    'GET               /notes       everybody        NoteEndpoint, table notes  after, fields',
    'GET               /notes/{id}  everybody',
    'DELETE            /notes/{id}  IsAuthenticated',
    '',
  ]);
});
