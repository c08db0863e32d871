import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { dialect } from '../servers.ts';
import { type AnyField, listing, q } from './listing.ts';

const uuids = ['3fa85f64-5717-4562-b3fc-2c963f66afa6', '00000000-0000-4000-8000-000000000000'];
const times = ['2026-11-22T05:15:20.291Z', '2026-11-22T05:15:20.292Z', '2026-11-23T00:00:00Z'];

/** For each type: its rows in ascending order, NULL last of the list, and what queries find among them. */
const types: Record<string, { of: AnyField; values: unknown[]; finds: Record<string, number[]> }> = {
  integer: {
    of: field.integer({ optional: true, ge: -5 }),
    values: [-5, 0, 9007199254740991, null],
    finds: {
      'value=0': [1],
      'value__eq=-5': [0],
      'value__ne=0': [0, 2, 3],
      'value__gt=0': [2],
      'value__gte=0': [1, 2],
      'value__lt=0': [0],
      'value__lte=0': [0, 1],
      'value__in=0,-5': [0, 1],
      'value__nin=0,-5': [2, 3],
      'value__between=-5,0': [0, 1],
      'value__between=1,0': [],
      'value__gte=-9007199254740991': [0, 1, 2],
      'value=9007199254740991': [2],
      'value__isnull=true': [3],
      'value__isnull=0': [0, 1, 2],
      'value__gte=0&value__lt=1': [1],
      'value=0&value=-5': [0],
      'value=0.0': [1],
    },
  },
  number: {
    of: field.number({ optional: true }),
    values: [-0.5, 0.1, 1e300, null],
    finds: {
      'value=0.1': [1],
      'value=.1': [1],
      'value=1e300': [2],
      'value__ne=0.1': [0, 2, 3],
      'value__gt=0.1': [2],
      'value__lte=0.1': [0, 1],
      'value__in=0.1,-0.5': [0, 1],
      'value__between=-1,0.1': [0, 1],
      'value__isnull=yes': [3],
    },
  },
  boolean: {
    of: field.boolean({ optional: true }),
    values: [false, true, null],
    finds: {
      'value=true': [1],
      'value=ON': [1],
      'value=0': [0],
      'value__ne=true': [0, 2],
      'value__in=true,false': [0, 1],
      'value__nin=true': [0, 2],
      'value__isnull=false': [0, 1],
    },
  },
  datetime: {
    of: field.datetime({ optional: true }),
    values: [...times, null],
    finds: {
      [`value=${times[0]}`]: [0],
      [`value=${q('2026-11-22T07:15:20.291+02:00')}`]: [0],
      [`value=${q('2026-11-22 05:15:20.291')}`]: [0],
      [`value__gt=${times[0]}`]: [1, 2],
      'value__gte=2026-11-23': [2],
      'value__lt=2026-11-23': [0, 1],
      [`value__between=${times[0]},${times[1]}`]: [0, 1],
      [`value__in=${times[1]}`]: [1],
      [`value__ne=${times[1]}`]: [0, 2, 3],
      'value__isnull=t': [3],
    },
  },
  date: {
    of: field.date({ optional: true }),
    values: ['0001-01-01', '2026-11-22', null],
    finds: {
      'value=2026-11-22': [1],
      'value__lt=2026-11-22': [0],
      'value__gte=2026-11-22': [1],
      'value__between=0001-01-01,9999-12-31': [0, 1],
      'value__nin=2026-11-22': [0, 2],
      'value__isnull=f': [0, 1],
    },
  },
  decimal: {
    of: field.decimal({ optional: true, decimalPlaces: 2 }),
    values: ['-10.05', '-9.50', '0.10', '9.00', '10.00', '90071992547409931.01', null],
    finds: {
      'value=0.1': [2],
      'value=0.100': [2],
      'value=10': [4],
      'value=1e1': [4],
      'value=0.1000000000000000055': [],
      'value=90071992547409931.01': [5],
      'value=90071992547409931.02': [],
      'value__gt=9': [4, 5],
      'value__gte=9.0': [3, 4, 5],
      'value__lt=-9.5': [0],
      'value__lte=-9.5': [0, 1],
      'value__gt=90071992547409931': [5],
      'value__in=10.000,-9.5': [1, 4],
      'value__nin=10,9': [0, 1, 2, 5, 6],
      'value__ne=10': [0, 1, 2, 3, 5, 6],
      'value__between=-10.05,9': [0, 1, 2, 3],
      'value__isnull=1': [6],
    },
  },
  bigint: {
    of: field.bigint({ optional: true }),
    values: ['-9223372036854775808', '9007199254740992', '9007199254740993', '9223372036854775807', null],
    finds: {
      'value=9007199254740993': [2],
      'value=9007199254740992': [1],
      'value__ne=9007199254740993': [0, 1, 3, 4],
      'value__gt=9007199254740992': [2, 3],
      'value__lte=9007199254740992': [0, 1],
      'value__in=9223372036854775807,-9223372036854775808': [0, 3],
      'value__between=9007199254740993,9223372036854775807': [2, 3],
      'value__isnull=n': [0, 1, 2, 3],
    },
  },
  uuid: {
    of: field.uuid({ optional: true }),
    values: [...uuids, null],
    finds: {
      [`value=${uuids[0]}`]: [0],
      'value=3FA85F6457174562B3FC2C963F66AFA6': [0],
      [`value__in=${uuids.join()}`]: [0, 1],
      [`value__ne=${uuids[0]}`]: [1, 2],
      'value__isnull=true': [2],
    },
  },
  enum: {
    of: field.enum(['a_', 'b%'], { optional: true }),
    values: ['a_', 'b%', null],
    finds: {
      'value=a_': [0],
      'value__in=a_,b%25': [0, 1],
      'value__ne=a_': [1, 2],
      'value__contains=%25': [1],
      'value__icontains=A': [0],
      'value__startswith=b': [1],
      'value__isnull=true': [2],
    },
  },
  json: {
    of: field.json({ optional: true }),
    values: [{ a: 1 }, 'null', null],
    finds: { 'value__isnull=true': [2], 'value__isnull=false': [0, 1], 'value=1': [0, 1, 2], 'value__eq=1': [0, 1, 2] },
  },
};

describe.each(Object.entries(types))('a column of type %s', (_, { of, values, finds }) => {
  it('is compared exactly by each of its operators, and a row without a value is found by ne, nin and isnull', async () => {
    const { find } = await listing(of, values);
    const found: Record<string, number[]> = {};
    for (const query of Object.keys(finds)) found[query] = await find(query);
    expect(found).toEqual(finds);
  });
});

describe('text', () => {
  const values = ['50% off', '50 off', 'a_b', 'aXb', 'C:\\dir', `it's "it"`, 'ÄRGER', 'ärgerlich', '', 'a,b', null];
  const at = (...texts: (string | null)[]): number[] => texts.map((text) => values.indexOf(text));

  it.each([
    ['value=', ''],
    ['value=ÄRGER', 'ÄRGER'],
    [`value=${q('a,b')}`, 'a,b'],
    [`value=${q(`it's "it"`)}`, `it's "it"`],
    ['value__contains=%25', '50% off'],
    ['value__contains=_', 'a_b'],
    ['value__contains=%5C', 'C:\\dir'],
    ['value__contains=%5C%25', null],
    [`value__contains=${q(`'`)}`, `it's "it"`],
    ['value__contains=%22', `it's "it"`],
    ['value__startswith=50%25', '50% off'],
    ['value__startswith=a_', 'a_b'],
    ['value__startswith=off', null],
    ['value__startswith=är', 'ärgerlich'],
    ['value__icontains=C%3A%5CDIR', 'C:\\dir'],
    ['value__contains=RGER', 'ÄRGER'],
  ])('%s finds what holds it literally', async (query, text) => {
    const { find } = await listing(field.string({ optional: true }), values);
    expect(await find(query)).toEqual(text === null ? [] : at(text));
  });

  it('is folded by icontains beyond ASCII, and by nothing else', async () => {
    const { find } = await listing(field.string({ optional: true }), values);
    expect(await find('value__icontains=Ärger')).toEqual(at('ÄRGER', 'ärgerlich'));
    expect(await find('value=ärger')).toEqual([]);
    expect(await find('value__in=ÄRGER,ärger')).toEqual(at('ÄRGER'));
  });

  it('holds the empty text everywhere, but not where there is no value', async () => {
    const { find } = await listing(field.string({ optional: true }), values);
    for (const name of ['contains', 'icontains', 'startswith']) {
      expect(await find(`value__${name}=`)).toEqual(values.slice(0, -1).map((_, index) => index));
    }
  });

  it('is found by lists of values, and by order', async () => {
    const { find } = await listing(field.string(), ['a', 'B', 'c', '']);
    expect(await find('value__in=a,c')).toEqual([0, 2]);
    expect(await find('value__in=')).toEqual([3]);
    expect(await find('value__gte=a')).toEqual([0, 2]);
    expect(await find('value__between=A,b')).toEqual([0, 1]);
  });

  it.skipIf(dialect === 'postgres').each(['\0', 'a\0b', '\0b'])(
    'that holds a NUL is found by it (%j)',
    async (text) => {
      const { find } = await listing(field.string(), [text, 'a', 'b', `x${text}`]);
      expect(await find(`value=${q(text)}`)).toEqual([0]);
      expect(await find(`value__contains=${q(text)}`)).toEqual([0, 3]);
      expect(await find(`value__icontains=${q(text)}`)).toEqual([0, 3]);
      expect(await find(`value__startswith=${q(text)}`)).toEqual([0]);
    },
  );

  it('of any characters finds itself', async () => {
    const texts = ['😀', '\u{10FFFF}', 'a\u0301', '%', '\\', "';--", '\n', '\u2028', '+ &=#?'];
    const { find } = await listing(field.string(), texts);
    for (const [index, text] of texts.entries()) {
      for (const name of ['eq', 'contains', 'startswith', 'in']) {
        expect(await find(`value__${name}=${q(text)}`), `${name} ${text}`).toContain(index);
      }
    }
  });
});
