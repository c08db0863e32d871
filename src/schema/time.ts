/** Times in: instants in any notation of RFC 3339 and of the original, and calendar dates. */
import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { coerced } from './coerced.ts';

const instant =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt _](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?(?:\s?([Zz]|[+-]\d{2}:?\d{2}))?)?$/;
const epochText = /^[+-]?\d{1,15}(?:\.\d+)?$/;

/** Above this an epoch number counts milliseconds, below it seconds: the original's rule. */
const epochWatershed = 2e10;

const failed = (kind: string, name: string, error: string): Refusal => ({
  type: kind,
  msg: `Input should be a valid ${name}, ${error}`,
  ctx: { error },
});

/** Year, month, day, hour, minute, second. */
type Parts = readonly [number, number, number, number, number, number];

/** The first part that is out of its range, in words. */
function outOfRange([year, month, day, hour, minute, second]: Parts): string | undefined {
  if (year === 0) return 'year 0 is out of range';
  if (month < 1 || month > 12) return 'month value is outside expected range of 1-12';
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()) {
    return 'day value is outside expected range';
  }
  if (hour > 23) return 'hour value is outside expected range of 0-23';
  if (minute > 59) return 'minute value is outside expected range of 0-59';
  return second > 59 ? 'second value is outside expected range of 0-59' : undefined;
}

/** Minutes east of UTC; a time without a zone is UTC. `undefined` where the zone is a day or more away. */
function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function parseInstant(text: string): Date | string {
  const match = instant.exec(text);
  if (match === null) return text.length < 10 ? 'input is too short' : 'expected RFC 3339, as in 2026-11-22T09:30:00Z';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const error = outOfRange([year, month, day, hour, minute, second]);
  if (error !== undefined) return error;
  const offset = offsetMinutes(match[8]);
  if (offset === undefined) return 'timezone offset must be less than 24 hours';
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')));
  return date;
}

function parseEpoch(value: number): Date | string {
  const date = new Date(Math.abs(value) > epochWatershed ? value : value * 1000);
  return Number.isNaN(date.getTime()) ? 'the epoch number is out of range' : date;
}

/** Four-digit years alone can be written as RFC 3339. */
const isWritable = (date: Date): boolean => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999;

export function datetimeSchema(): z.ZodType {
  return coerced((value, refused) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
    const isEpoch = typeof value === 'number' || (typeof value === 'string' && epochText.test(value));
    if (!isEpoch && typeof value !== 'string') {
      return refused({ type: 'datetime_type', msg: 'Input should be a valid datetime' });
    }
    const parsed = isEpoch ? parseEpoch(Number(value)) : parseInstant(value as string);
    if (typeof parsed !== 'string') {
      return isWritable(parsed) ? parsed : refused(failed('datetime_parsing', 'datetime', 'year is out of range'));
    }
    if (parsed.startsWith('year')) return refused(failed('datetime_parsing', 'datetime', parsed));
    return refused(failed('datetime_from_date_parsing', 'datetime or date', parsed));
  }, z.date());
}

export function dateSchema(): z.ZodType {
  return coerced((value, refused) => {
    if (typeof value !== 'string') return refused({ type: 'date_type', msg: 'Input should be a valid date' });
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) {
      return refused(failed('date_parsing', 'date', 'expected a date as in 2026-11-22'));
    }
    const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
    const error = outOfRange([year, month, day, 0, 0, 0]);
    return error === undefined ? value : refused(failed('date_parsing', 'date', error));
  }, z.string());
}
