import { field, type Meta, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { dialect } from '../servers.ts';
import { listing, q } from './listing.ts';

describe('?search=', () => {
  const values = ['50% off', 'a_b', 'aXb', 'C:\\dir', `it's "it"`, 'ÄRGER', 'ärgerlich', 'Ёлка', 'plain', null];

  it.each([
    ['%', [0]],
    ['_', [1]],
    ['\\', [3]],
    [`'`, [4]],
    ['"', [4]],
    ['ärger', [5, 6]],
    ['ÄRGER', [5, 6]],
    // MySQL can't compose texts.
    ...(dialect === 'mysql' ? [] : [['A\u0308rger', [5, 6]]]),
    ['ёЛКА', [7]],
    ['PLAIN', [8]],
    ['%%', []],
    ['a%b', []],
    ["' OR 1=1 --", []],
  ] as [string, number[]][])('%s finds what holds it, literally and without regard to case', async (text, found) => {
    const { find } = await listing(field.string({ optional: true }), values);
    expect(await find(`search=${q(text)}`)).toEqual(found);
  });

  it.each([
    ['ΟΔΟΣ', 'ΟΔΟΣ'],
    ['ΟΔΟΣ', 'ΟΔΟΣΑ'],
    ['οδοσ', 'ΟΔΟΣ'],
    ['οδος', 'ΟΔΟΣΑ'],
    ['straße', 'STRASSE'],
    ['STRASSE', 'Straße'],
  ])('%s finds %s: letters that differ in case alone', async (text, held) => {
    const { find } = await listing(field.string(), [held]);
    expect(await find(`search=${q(text)}`)).toEqual([0]);
  });

  it('of nothing is no search', async () => {
    const { find } = await listing(field.string({ optional: true }), ['a', null]);
    expect(await find('search=')).toEqual([0, 1]);
  });

  it('looks into each of its fields, and into no other', async () => {
    class BookEndpoint extends RestEndpoint {
      title = field.string();
      author = field.string({ optional: true });
      kind = field.enum(['novel', 'essay']);
      notes = field.string();
      static override meta: Meta<BookEndpoint> = { filtering: { search: ['title', 'author', 'kind'] } };
    }
    const { post, get } = await serve({ '/books': BookEndpoint });
    await post('/books', { title: 'One', kind: 'novel', notes: 'hidden' });
    await post('/books', { title: 'Two', author: 'Onegin', kind: 'essay', notes: 'hidden' });
    const find = async (text: string): Promise<unknown> =>
      (await get(`/books?search=${text}`)).body.results.map(({ title }) => title);
    expect(await find('one')).toEqual(['One', 'Two']);
    expect(await find('essay')).toEqual(['Two']);
    expect(await find('hidden')).toEqual([]);
  });

  it('said twice means the last', async () => {
    const { find } = await listing(field.string(), ['a', 'b']);
    expect(await find('search=a&search=b')).toEqual([1]);
  });

  it('narrows what filters find', async () => {
    const { find } = await listing(field.string(), ['ab', 'ac', 'bb']);
    expect(await find('search=b&value__startswith=a')).toEqual([0]);
  });
});
