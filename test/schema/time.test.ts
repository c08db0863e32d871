import { field } from 'lightapi';
import { describe, expect, it } from 'vitest';
import { column, refusal } from './column.ts';

const failed = (error: string) => ({
  type: 'datetime_from_date_parsing',
  msg: `Input should be a valid datetime or date, ${error}`,
  ctx: { error },
});

describe('a datetime', () => {
  it.each([
    ['"2026-11-22T09:30:00Z"', '2026-11-22T09:30:00.000Z'],
    ['"2026-11-22t09:30:00z"', '2026-11-22T09:30:00.000Z'],
    ['"2026-11-22 09:30:00"', '2026-11-22T09:30:00.000Z'],
    ['"2026-11-22T09:30:00"', '2026-11-22T09:30:00.000Z'],
    ['"2026-11-22T09:30"', '2026-11-22T09:30:00.000Z'],
    ['"2026-11-22"', '2026-11-22T00:00:00.000Z'],
    ['"2026-11-22T09:30:00.5Z"', '2026-11-22T09:30:00.500Z'],
    ['"2026-11-22T09:30:00.123456Z"', '2026-11-22T09:30:00.123Z'],
    ['"2026-11-22T09:30:00.999999999999Z"', '2026-11-22T09:30:00.999Z'],
    ['"2024-05-06T07:08:09+05:30"', '2024-05-06T01:38:09.000Z'],
    ['"2024-05-06T07:08:09-0200"', '2024-05-06T09:08:09.000Z'],
    ['"2024-01-01T00:00:00+00:01"', '2023-12-31T23:59:00.000Z'],
    ['"2024-02-29T23:59:59-23:59"', '2024-03-01T23:58:59.000Z'],
    ['"0001-01-01T00:00:00Z"', '0001-01-01T00:00:00.000Z'],
    ['"0099-12-31T00:00:00Z"', '0099-12-31T00:00:00.000Z'],
    ['"9999-12-31T23:59:59.999Z"', '9999-12-31T23:59:59.999Z'],
    ['"2000-02-29"', '2000-02-29T00:00:00.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000.5', '2023-11-14T22:13:20.500Z'],
    ['-1', '1969-12-31T23:59:59.000Z'],
    ['"1700000000"', '2023-11-14T22:13:20.000Z'],
  ])('P9: takes %s as %s, in UTC', async (json, value) => {
    const { accept } = await column(field.datetime());
    expect(await accept(json)).toBe(value);
  });

  it.each([
    ['"abc"', failed('input is too short')],
    ['""', failed('input is too short')],
    ['"2024-13-01"', failed('month value is outside expected range of 1-12')],
    ['"2024-00-01T00:00:00Z"', failed('month value is outside expected range of 1-12')],
    ['"2024-02-30"', failed('day value is outside expected range')],
    ['"2023-02-29T00:00:00Z"', failed('day value is outside expected range')],
    ['"1900-02-29"', failed('day value is outside expected range')],
    ['"2024-01-00"', failed('day value is outside expected range')],
    [
      '"0000-01-01T00:00:00"',
      {
        type: 'datetime_parsing',
        msg: 'Input should be a valid datetime, year 0 is out of range',
        ctx: { error: 'year 0 is out of range' },
      },
    ],
  ])('refuses %s', async (json, expected) => {
    const { refuse } = await column(field.datetime());
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });

  it.each([
    '"2024-05-06T24:00:00Z"',
    '"2024-05-06T07:60:00Z"',
    '"2024-05-06T07:08:60Z"',
    '"2024-05-06T07:08:09+24:00"',
    '"2024-05-06T07:08:09Z trailing"',
    '"2024/05/06 07:08:09"',
    '"06.05.2024 07:08"',
    '"2024-5-6T07:08:09"',
    '"next tuesday"',
    '"0001-01-01T00:00:00+00:01"',
    '"9999-12-31T23:59:59-00:01"',
    '1e20',
    '-1e20',
    '1e308',
  ])('refuses %s, and says why', async (json) => {
    const { refuse } = await column(field.datetime());
    const problems = (await refuse(json)) as { msg: string; ctx: { error: string } }[];
    expect(problems).toMatchObject([
      { type: expect.stringMatching(/^datetime_(?:from_date_)?parsing$/), loc: ['value'], input: JSON.parse(json) },
    ]);
    expect(problems[0]?.ctx.error).toMatch(/./);
    expect(problems[0]?.msg).toMatch(new RegExp(`, ${problems[0]?.ctx.error}$`));
  });

  it.each(['null', 'true', '[]', '{}'])('refuses %s', async (json) => {
    const { refuse } = await column(field.datetime());
    const expected = { type: 'datetime_type', msg: 'Input should be a valid datetime' };
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });
});

describe('a date', () => {
  it.each(['2026-11-22', '2024-02-29', '0001-01-01', '9999-12-31'])('takes %s as it is', async (date) => {
    const { accept } = await column(field.date());
    expect(await accept(JSON.stringify(date))).toBe(date);
  });

  it.each([
    ['"2023-02-29"', 'day value is outside expected range'],
    ['"2024-13-01"', 'month value is outside expected range of 1-12'],
    ['"0000-01-01"', 'year 0 is out of range'],
    ['"2024-1-1"', 'expected a date as in 2026-11-22'],
    ['"2024-01-01T00:00:00Z"', 'expected a date as in 2026-11-22'],
    ['""', 'expected a date as in 2026-11-22'],
  ])('refuses %s: %s', async (json, error) => {
    const { refuse } = await column(field.date());
    const expected = { type: 'date_parsing', msg: `Input should be a valid date, ${error}`, ctx: { error } };
    expect(await refuse(json)).toEqual(refusal(json, expected));
  });

  it.each(['null', '5', 'true', '[]'])('refuses %s', async (json) => {
    const { refuse } = await column(field.date());
    expect(await refuse(json)).toEqual(refusal(json, { type: 'date_type', msg: 'Input should be a valid date' }));
  });
});
