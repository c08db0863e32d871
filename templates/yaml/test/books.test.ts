import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { LightApi } from 'lightapi';
import { testClient } from 'lightapi/testing';

const app = await LightApi.fromConfig('lightapi.yaml', { database: 'sqlite:///:memory:' });
const api = testClient(app);
after(() => app.close());

test('a book is created, found and filtered by its author', async () => {
  const { status, body } = await api.request('POST', '/books', { title: 'SICP', author: 'Abelson' });
  assert.equal(status, 201);
  assert.deepEqual((await api.request('GET', `/books/${body.id}`)).body, body);
  assert.equal((await api.request('GET', '/books?author=Abelson')).body.count, 1);
  assert.equal((await api.request('GET', '/books?author=Nobody')).body.count, 0);
});

test('a book without a title is refused', async () => {
  const { status, body } = await api.request('POST', '/books', { title: '', author: 'Abelson' });
  assert.deepEqual([status, body.detail[0].loc], [422, ['title']]);
});
