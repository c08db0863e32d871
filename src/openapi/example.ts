/** Values that a column takes, as examples of it. */
import type { Column, ColumnType } from '../model.ts';
import { compileColumn } from '../schema/schema.ts';

const patterned = [
  ...['ann@example.com', 'https://example.com/', 'ABC-123', 'abc-123', 'abc', 'ABC', 'a', 'A', '1234', '12345'],
  ...['123456', '0', '10', '+14155550123', '2026-11-22', '09:30', '#a1b2c3', 'EUR', 'DE', 'a1', 'A1', 'abc_1', '1.0.0'],
];

/** A text that says what it stands for, of a length that fits: `Title`. */
function fitted({ name, constraints: { minLength = 0, maxLength } }: Column): string {
  const words = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
  const long = words.length < minLength ? `${words} `.repeat(Math.ceil(minLength / words.length)) : words;
  return long.trimEnd().slice(0, maxLength).padEnd(minLength, 'x');
}

/** Numbers at and between the bounds. */
function* numbers({ constraints }: Column): Iterable<number> {
  const { gt, ge, lt, le, multipleOf: step = 1 } = constraints;
  yield* [step, 0];
  const [from, to] = [ge ?? gt, le ?? lt].map((bound) => (bound === undefined ? undefined : Number(bound)));
  if (from !== undefined) yield* [Math.ceil(from / step) * step, (Math.floor(from / step) + 1) * step];
  if (to !== undefined) yield* [Math.floor(to / step) * step, (Math.ceil(to / step) - 1) * step];
  if (from !== undefined && to !== undefined) yield (from + to) / 2;
}

/** Of longer texts there is no example: nobody would read it. */
const longest = 200;

const candidates: Readonly<Record<ColumnType, (column: Column) => Iterable<unknown>>> = {
  string: (column) => ((column.constraints.minLength ?? 0) > longest ? [] : [fitted(column), ...patterned]),
  integer: numbers,
  number: (column) => [9.5, ...numbers(column)],
  boolean: () => [true, false],
  datetime: () => ['2026-11-22T09:30:00.000Z'],
  date: () => ['2026-11-22'],
  decimal: (column) => ['9.99', '0.5', ...texts(column)],
  uuid: () => ['019aa9d2-6c1f-7d3e-8f52-3b7c1d2e4f60'],
  json: () => [{ key: 'value' }, ['text'], 'text', 1, true],
  enum: ({ constraints: { values = [] } }) => values,
  bigint: (column) => ['9007199254740993', ...texts(column)],
};

/** Numbers as text, in plain notation. */
const texts = (column: Column): readonly string[] =>
  [...numbers(column)].map(String).filter((text) => /^[-\d.]+$/.test(text));

/** A value as JSON has it. */
const asJson = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? String(value) : value;
};

/** The default that replies and descriptions may say; one that a function makes is another each time. */
export function sayableDefault({ default: value, writeOnly }: Column): unknown {
  return writeOnly || typeof value === 'function' ? undefined : asJson(value);
}

/** A value as a body says it, and as a reply shows it. */
export interface Example {
  readonly given: unknown;
  readonly shown: unknown;
}

/** A value that the column's own checks, and the user's, let through; `undefined`: none was found. */
export function exampleOf(column: Column): Example | undefined {
  const preferred = sayableDefault(column);
  if (preferred !== undefined) return { given: preferred, shown: preferred };
  const check = compileColumn(column);
  for (const candidate of candidates[column.type](column)) {
    const checked = attempt(() => check(candidate));
    // A validator that takes its time, or fails, is not for this.
    if (checked === undefined) return undefined;
    if ('value' in checked) return { given: candidate, shown: asJson(checked.value) };
  }
  return undefined;
}

function attempt<T>(work: () => T): Exclude<T, Promise<unknown>> | undefined {
  try {
    const result = work();
    if (!(result instanceof Promise)) return result as Exclude<T, Promise<unknown>>;
    result.catch(() => undefined);
    return undefined;
  } catch {
    return undefined;
  }
}
