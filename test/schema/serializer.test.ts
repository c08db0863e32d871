import { field, type Meta, RestEndpoint, Serializer } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { type Api, mistakesOf, type Reply, serve } from '../serve.ts';

class Books extends RestEndpoint {
  title = field.string();
  notes = field.string({ optional: true });
  price = field.decimal({ default: '1.50', decimalPlaces: 2 });
  password = field.string({ writeOnly: true, default: 'secret' });
}

const endpoint = (serializer: unknown, more: Meta = {}): typeof Books =>
  class BookEndpoint extends Books {
    static override meta = { ...more, ...(serializer !== undefined && { serializer }) } as Meta;
  };

const automatic = ['id', 'created_at', 'updated_at', 'version'];
const all = ['title', 'notes', 'price', ...automatic];

/** A reply to each verb that gives a row. */
async function replies({ post, get, put, patch }: Api): Promise<Record<'read' | 'write', Reply[]>> {
  const created = await post('/books', { title: 'a', notes: 'n' });
  const listed = await get('/books');
  const item = await get('/books/1');
  const replaced = await put('/books/1', { title: 'b', notes: 'n', version: 1 });
  const patched = await patch('/books/1', { title: 'c', version: 2 });
  return { read: [listed, item], write: [created, replaced, patched] };
}

const keysOf = ({ body }: Reply): string[] =>
  Object.keys(body.results?.[0] ?? (body.results === undefined ? body : {}));

describe('a serializer', () => {
  class FieldsSerializer extends Serializer {
    override fields = ['id', 'title'];
  }
  class BothSerializer extends Serializer {
    override read = ['id', 'title', 'version'];
    override write = ['id', 'version'];
  }
  class SharedSerializer extends BothSerializer {
    override write = ['title'];
  }

  it.each([
    ['that is not given', undefined, all, all],
    ['that says nothing', {}, all, all],
    ['of fields', { fields: ['title', 'id'] }, ['title', 'id'], ['title', 'id']],
    ['of fields in a class', FieldsSerializer, ['title', 'id'], ['title', 'id']],
    ['of read and write', { read: ['id', 'price'], write: ['notes'] }, ['price', 'id'], ['notes']],
    ['of read and write in a class', BothSerializer, ['title', 'id', 'version'], ['id', 'version']],
    ['of a class that extends another', SharedSerializer, ['title', 'id', 'version'], ['title']],
    ['S9: of read alone', { read: ['title'] }, ['title'], ['title']],
    ['of write alone', { write: ['title'] }, all, ['title']],
    ['without id and version', { fields: ['price'] }, ['price'], ['price']],
    ['of a class that says nothing', Serializer, all, all],
  ])('%s shows what it says, in the order of the model', async (_, serializer, read, write) => {
    const found = await replies(await serve({ '/books': endpoint(serializer) }));
    for (const reply of found.read) expect(keysOf(reply)).toEqual(read);
    for (const reply of found.write) expect(keysOf(reply)).toEqual(write);
    expect([...found.read, ...found.write].map(({ text }) => text).join()).not.toContain('secret');
  });

  it.each([{ fields: ['price'] }, { read: ['title'], write: ['notes'] }, { write: ['version'] }, { write: ['id'] }])(
    'that leaves id or version out leaves Location and ETag: %j',
    async (serializer) => {
      const found = await replies(await serve({ '/books': endpoint(serializer) }));
      expect(found.write.map(({ headers }) => headers.get('etag'))).toEqual(['"1"', '"2"', '"3"']);
      expect(found.write[0]?.headers.get('location')).toBe('/books/1');
      expect(found.read[1]?.headers.get('etag')).toBe('"1"');
    },
  );

  it('S9: shapes replies and never limits what may be written', async () => {
    const api = await serve({ '/books': endpoint({ read: all, write: ['id', 'version'] }) });
    await api.post('/books', { title: 'a', notes: 'b', price: '2.5' });
    expect((await api.get('/books/1')).body).toMatchObject({ title: 'a', notes: 'b', price: '2.50' });
  });

  it('S9: hides what read leaves out from writes too, where write says so', async () => {
    const api = await serve({ '/books': endpoint({ fields: ['id', 'title', 'version'] }) });
    for (const { text } of Object.values(await replies(api)).flat()) expect(text).not.toMatch(/notes|price/);
  });

  it.each(['page_number', 'cursor'] as const)('that hides the id leaves pages of %s whole', async (style) => {
    const meta: Meta = { pagination: { style, pageSize: 1 }, filtering: { ordering: ['price'] } };
    const api = await serve({ '/books': endpoint({ fields: ['title', 'price'] }, meta) });
    for (const title of ['a', 'b']) await api.post('/books', { title });
    const first = (await api.get('/books?ordering=-price')).body;
    const next = style === 'cursor' ? `/books?ordering=-price&cursor=${first.next}` : (first.next ?? '');
    expect(first.results).toEqual([{ title: 'a', price: '1.50' }]);
    expect((await api.get(next)).body.results).toEqual([{ title: 'b', price: '1.50' }]);
  });
});

describe('a mistake in meta.serializer is told at start', () => {
  it.each([
    ['no such column', { fields: ['titel'] }, 'unknown_column', 'it names "titel", which is no column that is shown.'],
    ['a writeOnly column', { read: ['password'] }, 'unknown_column', expect.stringContaining('"password"')],
    ['a writeOnly column to writes', { write: ['password'] }, 'unknown_column', expect.stringContaining('"password"')],
    ['an option that is none', { feilds: ['title'] }, 'unknown_meta', '"feilds" is no option.'],
    ['fields beside read', { fields: ['id'], read: ['id'] }, 'unknown_meta', expect.stringContaining('beside')],
    ['fields beside write', { fields: ['id'], write: ['id'] }, 'unknown_meta', expect.stringContaining('beside')],
    ['fields that are no list', { fields: 'title' }, 'unknown_meta', 'it is no list of fields.'],
    ['null', null, 'unknown_meta', expect.any(String)],
    ['a text', 'title', 'unknown_meta', expect.any(String)],
    ['a list', ['title'], 'unknown_meta', expect.any(String)],
    ['a class that is no serializer', Books, 'unknown_meta', expect.any(String)],
  ])('(%s), with its remedy', async (_, serializer, code, problem) => {
    const { problems } = await mistakesOf({ '/books': endpoint(serializer) });
    expect(problems[0]).toMatchObject({ code, where: 'BookEndpoint.meta.serializer', problem });
    expect(problems[0]?.remedy).toMatch(/.\.$/);
  });
});
