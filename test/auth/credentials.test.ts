import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBasic } from '../../src/auth/credentials.ts';

const header = (bytes: string | Uint8Array): string => `Basic ${Buffer.from(bytes as string).toString('base64')}`;

describe('parseBasic', () => {
  it('splits at the first colon', () => {
    expect(parseBasic(header('ada:a:b:'))).toEqual({ username: 'ada', password: 'a:b:' });
  });

  it('reads UTF-8, and nothing away', () => {
    expect(parseBasic(header('gödel:пароль🔑'))).toEqual({ username: 'gödel', password: 'пароль🔑' });
    expect(parseBasic(header('\ufeffada:x'))).toEqual({ username: '\ufeffada', password: 'x' });
  });

  it('reads what it is given, whatever the text', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(part, part, (name, password) => {
        const username = name.replaceAll(':', ';');
        expect(parseBasic(header(`${username}:${password}`))).toEqual({ username, password });
      }),
    );
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a scheme alone', 'Basic'],
    ['a scheme and a space', 'Basic '],
    ['another scheme', header('a:b').replace('Basic', 'Bearer')],
    ['two spaces', header('a:b').replace(' ', '  ')],
    ['something behind', `${header('a:b')} x`],
    ['two of them', `${header('a:b')}, ${header('a:b')}`],
    ['no base64', 'Basic !!!'],
    ['base64 of one character', 'Basic a'],
    ['base64 for URLs', 'Basic YTp-_w=='],
    ['no colon', header('ada')],
    ['no name', header(':x')],
    ['no password', header('ada:')],
    ['a line end', header('ada:a\nb')],
    ['a NUL', header('a\0da:x')],
    ['Latin-1', header(Buffer.from('g\xf6del:x', 'latin1'))],
    ['half a character', header(Uint8Array.of(0x61, 0x3a, 0xf0, 0x9f))],
    ['a surrogate', header(Uint8Array.of(0x61, 0x3a, 0xed, 0xa0, 0x80))],
    ['a long name', header(`${'x'.repeat(321)}:x`)],
    ['a long password', header(`x:${'x'.repeat(1025)}`)],
    ['a long header', `Basic ${'YTph'.repeat(3000)}`],
  ])('(%s) holds no credentials', (_, text) => {
    expect(parseBasic(text)).toBeUndefined();
  });
});
