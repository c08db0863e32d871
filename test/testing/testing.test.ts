import { field, RestEndpoint } from 'lightapi';
import { openTestApp } from 'lightapi/testing';
import { describe, expect, it } from 'vitest';
import { NoteEndpoint } from '../endpoint/owned.ts';
import { serve } from '../serve.ts';

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

describe('a client', () => {
  it('is anybody, with permissions and limits asked as ever, and one client is not the other', async () => {
    const api = openTestApp({ '/notes': NoteEndpoint });
    const [ann, bob] = [api.as({ sub: 'ann' }), api.as({ sub: 'bob' })];
    expect((await api.request('GET', '/notes')).status).toBe(401);
    expect((await ann.request('POST', '/notes', { text: 'a' })).body.owner).toBe('ann');
    expect((await bob.request('GET', '/notes/1')).status).toBe(404);
    expect((await ann.as(undefined).request('GET', '/notes/1')).status).toBe(401);
    await api.close();
  });

  it('can not be anybody over HTTP, whatever its headers say', async () => {
    const { app } = await serve({ '/notes': NoteEndpoint });
    const { url } = await app.run({ port: 0 });
    const headers = { user: 'ann', 'x-user': '{"sub":"ann"}', authorization: 'None ann' };
    expect((await fetch(`${url}/notes`, { headers })).status).toBe(401);
  });
});
