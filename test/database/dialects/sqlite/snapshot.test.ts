import { field, LightApi, RestEndpoint } from 'lightapi';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFile } from '../../../serve.ts';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}

const open = (file: string) => {
  const app = new LightApi({ database: `sqlite:///${file}` }).register({ '/books': BookEndpoint });
  onTestFinished(() => app.close());
  const post = () =>
    app.request('/books', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title": "a"}' });
  return { app, post };
};

it('what a read-only session reads is of one moment, and writes do not wait for it', async () => {
  const file = temporaryFile();
  const [{ app }, { post }] = [open(file), open(file)];
  await post();
  const counts = await app.withSession(
    async (session) => {
      const count = async () => (await session.selectFrom('books').select('id').execute()).length;
      return [await count(), (await post()).status, await count()];
    },
    { accessMode: 'read only' },
  );
  expect(counts).toEqual([1, 201, 1]);
});

it('a read-only session can not write, and is nobody else’s once it is over', async () => {
  const { app } = open(temporaryFile());
  const settings = { accessMode: 'read only' } as const;
  await expect(app.withSession((session) => session.deleteFrom('books').execute(), settings)).rejects.toThrow(
    'readonly',
  );
  const late = await app.withSession(
    async (session) => () => session.selectFrom('books').selectAll().execute(),
    settings,
  );
  await expect(late()).rejects.toThrow('not open');
});

it('a read-only session ends with its time', async () => {
  const { app } = open(temporaryFile());
  const endless = app.withSession(() => new Promise(() => undefined), { accessMode: 'read only', timeout: 20 });
  await expect(endless).rejects.toThrow('took more than 20 ms');
});
