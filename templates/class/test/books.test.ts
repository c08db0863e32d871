import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestApp } from 'lightapi/testing';
import { BookEndpoint } from '../app.ts';

test('a book is created, found and filtered by its author', async () => {
  await using api = openTestApp({ '/books': BookEndpoint });
  const { status, body } = await api.request('POST', '/books', { title: 'SICP', author: 'Abelson' });
  assert.equal(status, 201);
  assert.deepEqual((await api.request('GET', `/books/${body.id}`)).body, body);
  assert.equal((await api.request('GET', '/books?author=Abelson')).body.count, 1);
  assert.equal((await api.request('GET', '/books?author=Nobody')).body.count, 0);
});

test('a book without a title is refused', async () => {
  await using api = openTestApp({ '/books': BookEndpoint });
  const { status, body } = await api.request('POST', '/books', { title: '', author: 'Abelson' });
  assert.deepEqual([status, body.detail[0].loc], [422, ['title']]);
});
