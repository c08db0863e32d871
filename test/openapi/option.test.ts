/** What can be wrong with `openapi` and `docs`. */
import { field, IsAuthenticated, LightApi, type LightApiOptions, RestEndpoint } from 'lightapi';
import { describe, expect, it } from 'vitest';

class BookEndpoint extends RestEndpoint {
  title = field.string();
}
const messageOf = (options: object): string => {
  try {
    new LightApi({ database: 'sqlite:///:memory:', ...(options as LightApiOptions) }).register({
      '/books': BookEndpoint,
    });
  } catch (error) {
    return String(error);
  }
  return '';
};

describe('the options of the description', () => {
  it.each([
    [{ openapi: { titel: 'Books' } }, '"titel" is no option. Options: title,'],
    [{ openapi: true }, 'openapi: it is true.'],
    [{ openapi: { title: '' } }, 'title is "". Give a text.'],
    [{ openapi: { version: 2 } }, 'version is 2.'],
    [{ openapi: { path: 'openapi.json' } }, 'path is "openapi.json". Give a plain path'],
    [{ openapi: { path: '/' } }, 'path is "/".'],
    [{ openapi: { servers: [] } }, 'servers is no list of addresses.'],
    [{ openapi: { servers: [{ url: 'javascript:alert(1)' }] } }, 'servers is no list of addresses.'],
    [{ openapi: { servers: ['https://api.example.com'] } }, 'servers is no list of addresses.'],
    [{ openapi: { authentication: { permission: IsAuthenticated } } }, 'no backend says who they are'],
    [{ docs: 'docs' }, 'docs: it is "docs". Give true, false, or a plain path'],
    [{ docs: 1 }, 'docs: it is 1.'],
    [{ docs: '/openapi.json' }, 'docs: it is "/openapi.json", where the document is.'],
    [{ docs: '/api', openapi: { path: '/api' } }, 'where the document is.'],
    [{ openapi: false, docs: true }, 'the page shows the document, which is off.'],
  ])('%j is told as a mistake', (options, message) => {
    expect(messageOf(options)).toContain(message);
  });

  it.each([
    { openapi: false, docs: false },
    { openapi: {}, docs: true },
    { openapi: { servers: [{ url: '/api' }, { url: 'https://api.example.com' }] }, docs: '/reference' },
  ])('%j is none', (options) => {
    expect(messageOf(options)).toBe('');
  });
});
