import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { field, type Meta, RestEndpoint } from 'lightapi';
import { afterAll, describe, expect, it } from 'vitest';
import { registerFunctions } from '../../../../src/database/dialects/sqlite/functions.ts';
import { compareDecimals, parseDecimal } from '../../../../src/decimal.ts';
import { serve } from '../../../serve.ts';

const db = new Sqlite(':memory:');
registerFunctions(db);
afterAll(() => void db.close());
const select = db.prepare('select decimal_key(?)').pluck();
const decimalKey = (value: unknown): string | null => select.get(value) as string | null;

const decimals = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^\d{1,30}$/), fc.stringMatching(/^\d{0,12}$/))
  .map(([minus, whole, fraction]) => `${minus}${whole}${fraction === '' ? '' : `.${fraction}`}`);

describe('the key of a decimal', () => {
  it('sorts as the decimal does', () => {
    const order = (a: string, b: string): number => {
      const [x, y] = [parseDecimal(a), parseDecimal(b)];
      if (x === undefined || y === undefined) throw new Error(`${a} or ${b} is no decimal`);
      return compareDecimals(x, y);
    };
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [x, y] = [decimalKey(a) ?? '', decimalKey(b) ?? ''];
        expect(x < y ? -1 : x > y ? 1 : 0).toBe(Math.sign(order(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['0', '-0'],
    ['0', '0.00'],
    ['1.5', '1.50'],
    ['10', '1e1'],
    ['-0.05', '-5e-2'],
    ['007', '7'],
  ])('of %s and %s is one', (a, b) => {
    expect(decimalKey(a)).toBe(decimalKey(b));
  });

  it.each([null, 'abc', '', '1e99999'])('of %s is NULL', (value) => {
    expect(decimalKey(value)).toBeNull();
  });
});

describe('text without its case', () => {
  class WordEndpoint extends RestEndpoint {
    word = field.string({ optional: true });
    static override meta: Meta<WordEndpoint> = { filtering: { fields: ['word'] } };
  }

  it.each([
    ['Ä', 'ä'],
    ['Ж', 'ж'],
    ['Ω', 'ω'],
    ['É', 'e\u0301'],
    ['Å', '\u212b'],
    ['𐐀', '𐐨'],
    ['Ğ', 'ğ'],
  ])('%s is %s, whichever is stored', async (upper, lower) => {
    const { post, get } = await serve({ '/words': WordEndpoint });
    for (const word of [`x${upper}y`, `x${lower}y`, 'xy', null]) await post('/words', { word });
    for (const word of [upper, lower]) {
      const found = await get(`/words?word__icontains=${encodeURIComponent(word)}`);
      expect(found.body.results.map(({ id }) => id)).toEqual([1, 2]);
    }
  });
});
