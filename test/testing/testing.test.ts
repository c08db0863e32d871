import { field, RestEndpoint } from 'lightapi';
import { openTestApp } from 'lightapi/testing';
import { expect, it } from 'vitest';

class BookEndpoint extends RestEndpoint {
  title = field.string({ minLength: 1 });
}

it('a test app speaks JSON with endpoints in memory', async () => {
  await using api = openTestApp({ '/books': BookEndpoint });
  expect(await api.request('POST', '/books', { title: 'SICP' })).toMatchObject({
    status: 201,
    body: { title: 'SICP' },
  });
  expect(await api.request('GET', '/books/1')).toMatchObject({ status: 200, body: { id: 1 } });
  expect(await api.request('DELETE', '/books/1')).toMatchObject({ status: 204, body: undefined });
});

it('a test app takes the options of an app', async () => {
  await using api = openTestApp({ '/books': BookEndpoint }, { clock: () => new Date(0) });
  const { body } = await api.request('POST', '/books', { title: 'SICP' });
  expect(body.created_at).toBe('1970-01-01T00:00:00.000Z');
});

it('two test apps do not see each other', async () => {
  await using one = openTestApp({ '/books': BookEndpoint });
  await using other = openTestApp({ '/books': BookEndpoint });
  await one.request('POST', '/books', { title: 'SICP' });
  expect((await other.request('GET', '/books')).body).toEqual({ results: [] });
});

it('a test app may be closed by hand', async () => {
  const api = openTestApp({ '/books': BookEndpoint });
  await api.close();
  await api.close();
  await expect(api.request('GET', '/books')).rejects.toThrow('the app is closed');
});

it('a test app is closed when its scope ends', async () => {
  let app: ReturnType<typeof openTestApp>['app'];
  {
    await using api = openTestApp({ '/books': BookEndpoint });
    await api.request('GET', '/books');
    app = api.app;
  }
  await expect(app.request('/books')).rejects.toThrow('the app is closed');
});
