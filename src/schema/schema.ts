/** What may come in: a Model compiled to the functions that turn a body into values, or into the list of its mistakes. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { z } from 'zod';
import { type Awaitable, whenReady } from '../awaitable.ts';
import { type Problem, problem, validationFailed } from '../errors.ts';
import type { Column, ColumnType, Model, Values } from '../model.ts';
import { booleanSchema } from './boolean.ts';
import { jsonSchema } from './json.ts';
import { bigintSchema, decimalSchema, integerSchema, numberSchema } from './numeric.ts';
import { refusalOf, refusals } from './problems.ts';
import { enumSchema, stringSchema, uuidSchema } from './text.ts';
import { dateSchema, datetimeSchema } from './time.ts';

const schemas: Readonly<Record<ColumnType, (column: Column) => z.ZodType>> = {
  string: stringSchema,
  integer: integerSchema,
  number: numberSchema,
  boolean: booleanSchema,
  datetime: datetimeSchema,
  date: dateSchema,
  decimal: decimalSchema,
  uuid: uuidSchema,
  json: jsonSchema,
  enum: enumSchema,
  bigint: bigintSchema,
};

/** A value that passed, or what is wrong with it. */
type Checked = { readonly value: unknown } | { readonly problems: readonly Problem[] };
type CheckColumn = (input: unknown) => Awaitable<Checked>;

/** The functions that read a body. Each throws `validation_failed` with every mistake, in the order of the columns. */
export interface BodySchema {
  /** POST: what is required must be there, what is left out takes its default; `filled` says it for one request. */
  readonly create: (body: unknown, filled?: Values) => Awaitable<Values>;
  /** PUT: the same, of what may change. */
  readonly replace: (body: unknown, filled?: Values) => Awaitable<Values>;
  /** PATCH: only what is given, all of it validated. */
  readonly change: (body: unknown) => Awaitable<Values>;
  /** The version that a PUT or PATCH changes. */
  readonly version: (body: unknown) => number;
  /** The body itself, if it is an object. */
  readonly object: (body: unknown) => Readonly<Record<string, unknown>>;
  /** Values that the program gives. Throws `TypeError` where they don't fit: that is no mistake of the request. */
  readonly own: (values: Values, source: string) => Awaitable<Values>;
  /** Columns whose JSON numbers must be read as their own text, since a float would not hold them. */
  readonly exact: ReadonlySet<string>;
}

/** Compiles the checks of one column: its type and limits, then the user's validator, then its result once more. */
export function compileColumn(column: Column): CheckColumn {
  const own = schemas[column.type](column);
  const { schema } = column;
  const check = (input: unknown): Checked => {
    if (input === null && column.nullable) return { value: null };
    const result = own.safeParse(input);
    if (result.success) return { value: result.data };
    return {
      problems: result.error.issues.map((issue) =>
        problem(refusalOf(issue), [column.name, ...path(issue.path)], column.writeOnly ? undefined : input),
      ),
    };
  };
  if (schema === undefined) return check;
  return (input) => {
    const checked = check(input);
    if ('problems' in checked || checked.value === null) return checked;
    return whenReady(schema['~standard'].validate(checked.value), (result) => {
      if (result.issues !== undefined) return { problems: usersProblems(column, checked.value, result.issues) };
      // What the user's validator makes of a value must fit the column as well.
      return result.value === checked.value ? checked : check(result.value);
    });
  };
}

function usersProblems(
  { name, writeOnly }: Column,
  value: unknown,
  issues: readonly StandardSchemaV1.Issue[],
): readonly Problem[] {
  return issues.map(({ message, path: at = [] }) => {
    const keys = at.map((part) => (typeof part === 'object' ? part.key : part));
    return problem({ type: 'value_error', msg: message }, [name, ...path(keys)], writeOnly ? undefined : value);
  });
}

const path = (keys: readonly PropertyKey[]): (string | number)[] =>
  keys.map((key) => (typeof key === 'number' ? key : String(key)));

/** The value of a field that the input leaves out. A default that its own field refuses is the program's mistake. */
function fill(column: Column, check: CheckColumn): Awaitable<Checked> {
  if (column.default === undefined) return { value: null };
  const value = typeof column.default === 'function' ? column.default() : column.default;
  return whenReady(check(value), (checked) => {
    if ('value' in checked) return checked;
    throw new TypeError(`The default of "${column.name}" gave ${String(value)}: ${checked.problems[0]?.msg}`);
  });
}

type Entry = readonly [column: Column, check: CheckColumn];

/** Puts the checked columns together: all values, or all mistakes. */
function assemble(entries: readonly Entry[], results: readonly Checked[]): Values {
  const problems = results.flatMap((result) => ('problems' in result ? result.problems : []));
  if (problems.length > 0) throw validationFailed(problems);
  const values: Record<string, unknown> = {};
  entries.forEach(([{ name }], at) => {
    const result = results[at];
    if (result !== undefined && 'value' in result) values[name] = result.value;
  });
  return values;
}

function checkAll(entries: readonly Entry[], results: readonly Awaitable<Checked>[]): Awaitable<Values> {
  return results.some((result) => result instanceof Promise)
    ? Promise.all(results).then((settled) => assemble(entries, settled))
    : assemble(entries, results as readonly Checked[]);
}

/** A body that may hold a secret is not said back. */
type Echo = (body: unknown) => unknown;

function asObject(body: unknown, echo: Echo): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw validationFailed([problem(refusals.notAnObject, [], echo(body))]);
}

/** A version is a whole number; `true` is 1 as in the original, and a fraction is merely no version that a row has. */
function readVersion(body: unknown, echo: Echo): number {
  const { version } = asObject(body, echo);
  if (version === undefined || version === null) {
    throw validationFailed([{ type: 'missing', loc: ['version'], msg: 'Field required' }]);
  }
  if (typeof version === 'boolean') return Number(version);
  if (typeof version === 'number' && Math.abs(version) <= Number.MAX_SAFE_INTEGER) return version;
  const refusal = { type: 'int_type', msg: 'Input should be a valid integer' };
  throw validationFailed([problem(refusal, ['version'], version)]);
}

type ReadBody = (body: unknown, filled?: Values) => Awaitable<Values>;

/** Runs the `set` functions over values that passed. */
function setting(entries: readonly Entry[], read: ReadBody): ReadBody {
  const setters = entries.flatMap(([{ name, set }]) => (set === undefined ? [] : [[name, set] as const]));
  if (setters.length === 0) return read;
  return async (body, filled) => {
    const values = await read(body, filled);
    const given = setters.filter(([name]) => values[name] !== undefined && values[name] !== null);
    const set = await Promise.all(given.map(async ([name, change]) => [name, await change(values[name])] as const));
    return { ...values, ...Object.fromEntries(set) };
  };
}

/** How a whole body is read: whether it replaces a row, and what of it may be said back. */
interface Whole {
  readonly echo: Echo;
  readonly replaces: boolean;
}

/** What a whole body says of one column, or what stands for it. `undefined`: the column stays as it is. */
type ReadColumn = (given: Readonly<Record<string, unknown>>, filled?: Values) => Awaitable<Checked> | undefined;

function compileRead([column, check]: Entry, { echo, replaces }: Whole): ReadColumn {
  const { name, input, readOnly, writeOnly } = column;
  return (given, filled) => {
    if (!readOnly && Object.hasOwn(given, name)) return check(given[name]);
    if (filled !== undefined && Object.hasOwn(filled, name)) return { value: filled[name] };
    // A client that reads a row and puts it back can't know what was never shown.
    if (replaces && writeOnly) return undefined;
    if (column.hasDatabaseDefault && column.default === undefined) return undefined;
    if (input !== 'required') return fill(column, check);
    // A hook may give it; where none does, the write is refused.
    if (readOnly) return undefined;
    return { problems: [problem(refusals.missing, [name], echo(given))] };
  };
}

/** A whole body: what is required, and defaults for what is left out; a `readOnly` column always takes its default. */
function compileWhole(entries: readonly Entry[], whole: Whole): ReadBody {
  const readers = entries.map((entry) => [entry, compileRead(entry, whole)] as const);
  const read: ReadBody = (body, filled) => {
    const given = asObject(body, whole.echo);
    const taken: Entry[] = [];
    const results: Awaitable<Checked>[] = [];
    for (const [entry, readColumn] of readers) {
      const result = readColumn(given, filled);
      if (result === undefined) continue;
      taken.push(entry);
      results.push(result);
    }
    return checkAll(taken, results);
  };
  return setting(entries, read);
}

/** A part of a body: what is given. */
function compilePart(entries: readonly Entry[], echo: Echo): ReadBody {
  const read = (body: unknown): Awaitable<Values> => {
    const given = asObject(body, echo);
    const present = entries.filter(([column]) => Object.hasOwn(given, column.name));
    return checkAll(
      present,
      present.map(([column, check]) => check(given[column.name])),
    );
  };
  return setting(entries, read);
}

/** Checks what the program itself gives for columns. */
function compileOwn(name: string, entries: readonly Entry[]): BodySchema['own'] {
  const known = new Map(entries.map(([column, check]) => [column.name, check] as const));
  return async (values, source) => {
    const checked = await Promise.all(
      Object.entries(values).map(async ([column, value]) => {
        const result = await known.get(column)?.(value);
        if (result !== undefined && 'value' in result) return [column, result.value] as const;
        const why = result?.problems[0]?.msg ?? `no column of ${[...known.keys()].join(', ')}`;
        throw new TypeError(`${name}.${source} gave "${column}" a value that it can't have: ${why}.`);
      }),
    );
    return Object.fromEntries(checked);
  };
}

/** Compiles what may come in for a Model. Runs once, at start. */
export function compileSchema({ name, columns }: Model): BodySchema {
  const entries = columns
    .filter(({ input }) => input !== 'none')
    .map((column) => [column, compileColumn(column)] as const);
  const hasSecrets = columns.some(({ writeOnly }) => writeOnly);
  const echo: Echo = (body) => (hasSecrets ? undefined : body);
  const changeable = entries.filter(([{ readOnly, immutable }]) => !readOnly && !immutable);
  const exact = new Set(
    entries.flatMap(([column]) => (column.type === 'decimal' || column.type === 'bigint' ? [column.name] : [])),
  );
  return {
    create: compileWhole(entries, { echo, replaces: false }),
    replace: compileWhole(changeable, { echo, replaces: true }),
    change: compilePart(changeable, echo),
    version: (body) => readVersion(body, echo),
    object: (body) => asObject(body, echo),
    own: compileOwn(name, entries),
    exact,
  };
}
