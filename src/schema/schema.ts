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
  /** POST and PUT: what is required must be there, what is left out takes its default. */
  readonly whole: (body: unknown) => Awaitable<Values>;
  /** PATCH: only what is given, all of it validated. */
  readonly partial: (body: unknown) => Awaitable<Values>;
  /** The version that a PUT or PATCH changes. */
  readonly version: (body: unknown) => number;
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
        problem(refusalOf(issue), [column.name, ...path(issue.path)], input),
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
  { name }: Column,
  value: unknown,
  issues: readonly StandardSchemaV1.Issue[],
): readonly Problem[] {
  return issues.map(({ message, path: at = [] }) => {
    const keys = at.map((part) => (typeof part === 'object' ? part.key : part));
    return problem({ type: 'value_error', msg: message }, [name, ...path(keys)], value);
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

function asObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw validationFailed([problem(refusals.notAnObject, [], body)]);
}

/** A version is a whole number; `true` is 1 as in the original, and a fraction is merely no version that a row has. */
function readVersion(body: unknown): number {
  const { version } = asObject(body);
  if (version === undefined || version === null) {
    throw validationFailed([{ type: 'missing', loc: ['version'], msg: 'Field required' }]);
  }
  if (typeof version === 'boolean') return Number(version);
  if (typeof version === 'number' && Math.abs(version) <= Number.MAX_SAFE_INTEGER) return version;
  const refusal = { type: 'int_type', msg: 'Input should be a valid integer' };
  throw validationFailed([problem(refusal, ['version'], version)]);
}

/** Compiles what may come in for a Model. Runs once, at start. */
export function compileSchema({ columns }: Model): BodySchema {
  const entries = columns
    .filter(({ input }) => input !== 'none')
    .map((column) => [column, compileColumn(column)] as const);
  const whole = (body: unknown): Awaitable<Values> => {
    const given = asObject(body);
    const results = entries.map(([column, check]) => {
      if (Object.hasOwn(given, column.name)) return check(given[column.name]);
      if (column.input === 'required') return { problems: [problem(refusals.missing, [column.name], body)] };
      return fill(column, check);
    });
    return checkAll(entries, results);
  };
  const partial = (body: unknown): Awaitable<Values> => {
    const given = asObject(body);
    const present = entries.filter(([column]) => Object.hasOwn(given, column.name));
    return checkAll(
      present,
      present.map(([column, check]) => check(given[column.name])),
    );
  };
  const exact = new Set(entries.flatMap(([{ name, type }]) => (type === 'decimal' || type === 'bigint' ? [name] : [])));
  return { whole, partial, version: readVersion, exact };
}
