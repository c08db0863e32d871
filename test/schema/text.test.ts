import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { dialect } from '../servers.ts';
import { column, refusal } from './column.ts';

const tooShort = (min_length: number, characters = 'characters') => ({
  type: 'string_too_short',
  msg: `String should have at least ${min_length} ${characters}`,
  ctx: { min_length },
});
const tooLong = (max_length: number, characters = 'characters') => ({
  type: 'string_too_long',
  msg: `String should have at most ${max_length} ${characters}`,
  ctx: { max_length },
});

describe('a string', () => {
  it.each([
    ['empty', ''],
    ['blank', ' '],
    ['of many scripts', 'Žluťoučký kůň 🐎 日本 עברית'],
    ['of combining characters, not normalised', 'e\u0301 \u00e9'],
    ...(dialect === 'postgres' ? [] : [['with a NUL', 'a\u0000b']]),
    ['with quotes, backslashes and line ends', `'"\\\r\n\t\u2028`],
    ['that looks like SQL', `'); DROP TABLE things; --`],
    ['that looks like a number', '1e3'],
    ['of 100,000 characters', 'x'.repeat(100_000)],
  ])('%s is kept as it is', async (_, text) => {
    const { accept } = await column(field.string());
    expect(await accept(JSON.stringify(text))).toBe(text);
  });

  it.runIf(dialect === 'postgres')('with a NUL is refused, since PostgreSQL has none', async () => {
    const { refuse } = await column(field.string());
    const refused = { type: 'value_error', loc: [], msg: 'The database can not hold this value' };
    expect(await refuse('"a\\u0000b"')).toEqual([refused]);
  });

  it.each(['null', '5', 'true', '["a"]', '{"a":1}'])('refuses %s', async (json) => {
    const { refuse } = await column(field.string());
    const expected = { type: 'string_type', msg: 'Input should be a valid string' };
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });

  it('refuses half of a surrogate pair, which no database takes', async () => {
    const { refuse } = await column(field.string());
    const msg = 'Input should be a valid string, unable to parse raw data as a unicode string';
    expect(await refuse('"a\\ud800"')).toEqual(refusal('"a\\ud800"', { type: 'string_unicode', msg }));
  });

  it.each([
    [{ minLength: 1 }, '"a"', '""', tooShort(1, 'character')],
    [{ minLength: 2 }, '"ab"', '"a"', tooShort(2)],
    [{ maxLength: 1 }, '"a"', '"ab"', tooLong(1, 'character')],
    [{ maxLength: 5 }, '"abcde"', '"abcdef"', tooLong(5)],
    [{ minLength: 2 }, '"🐎🐎"', '"🐎"', tooShort(2)],
    [{ maxLength: 2 }, '"🐎🐎"', '"🐎🐎🐎"', tooLong(2)],
    [{ minLength: 3 }, '"🐎🐎🐎"', '"🐎🐎"', tooShort(3)],
    [
      { pattern: '^[A-Z]{3}$' },
      '"ABC"',
      '"ABC\\n"',
      {
        type: 'string_pattern_mismatch',
        msg: "String should match pattern '^[A-Z]{3}$'",
        ctx: { pattern: '^[A-Z]{3}$' },
      },
    ],
    [
      { pattern: '^\\p{Lu}' },
      '"Ž"',
      '"ž"',
      { type: 'string_pattern_mismatch', msg: "String should match pattern '^\\p{Lu}'", ctx: { pattern: '^\\p{Lu}' } },
    ],
    [
      { pattern: /^a+$/i },
      '"AA"',
      '"b"',
      { type: 'string_pattern_mismatch', msg: "String should match pattern '^a+$'", ctx: { pattern: '^a+$' } },
    ],
  ])('with %j takes %s and refuses %s, counting code points', async (options, good, bad, expected) => {
    const { accept, refuse } = await column(field.string(options));
    expect(await refuse(bad)).toEqual(refusal(bad, expected));
    expect(await accept(good)).toBe(JSON.parse(good));
  });

  it('with a pattern that remembers where it stopped takes the same text again and again', async () => {
    const { accept } = await column(field.string({ pattern: /a/gy }));
    for (const _ of [1, 2, 3]) expect(await accept('"a"')).toBe('a');
  });

  it('says every constraint that is broken', async () => {
    const { refuse } = await column(field.string({ minLength: 3, pattern: '^x' }));
    expect(await refuse('"a"')).toMatchObject([{ type: 'string_too_short' }, { type: 'string_pattern_mismatch' }]);
  });
});

describe('an enum', () => {
  it.each(['draft', '', "it's", 'ü🐎'])('takes "%s", one of its values', async (value) => {
    const { accept } = await column(field.enum(['draft', '', "it's", 'ü🐎']));
    expect(await accept(JSON.stringify(value))).toBe(value);
  });

  it.each([
    [['draft', 'live', 'old'] as const, '"Draft"', "'draft', 'live' or 'old'"],
    [['draft', 'live'] as const, '""', "'draft' or 'live'"],
    [['draft'] as const, 'null', "'draft'"],
    [['draft'] as const, '5', "'draft'"],
    [['draft'] as const, '["draft"]', "'draft'"],
  ])('of %j refuses %s', async (values, json, expected) => {
    const { refuse } = await column(field.enum(values));
    expect(await refuse(json)).toEqual(
      refusal(json, { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } }),
    );
  });
});

describe('a uuid', () => {
  const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

  it.each([
    [uuid, uuid],
    [uuid.toUpperCase(), uuid],
    [uuid.replaceAll('-', ''), uuid],
    [`{${uuid}}`, uuid],
    [`urn:uuid:${uuid}`, uuid],
    ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['12345678123412341234123456789012', '12345678-1234-1234-1234-123456789012'],
    ['000000000000000000000000000000e1', '00000000-0000-0000-0000-0000000000e1'],
  ])('takes %s as %s', async (text, value) => {
    const { accept } = await column(field.uuid());
    expect(await accept(JSON.stringify(text))).toBe(value);
  });

  it.each(['""', '"nope"', `"${uuid}0"`, `"${uuid.slice(1)}"`, `"${uuid.replace('3', 'g')}"`, `" ${uuid}"`])(
    'refuses %s, and says why',
    async (json) => {
      const { refuse } = await column(field.uuid());
      const [problem] = (await refuse(json)) as { msg: string; ctx: { error: string } }[];
      expect(problem).toMatchObject({ type: 'uuid_parsing', loc: ['value'], input: JSON.parse(json) });
      expect(problem?.ctx.error).toMatch(/./);
      expect(problem?.msg).toBe(`Input should be a valid UUID, ${problem?.ctx.error}`);
    },
  );

  it.each(['5', 'null', '[]', 'true'])('refuses %s', async (json) => {
    const { refuse } = await column(field.uuid());
    const expected = { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' };
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });
});
