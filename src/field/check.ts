/** What can be wrong with the options of one field, each with its remedy. */
import { compareDecimals, parseDecimal } from '../decimal.ts';
import type { ConfigurationCode } from '../errors.ts';
import type { ColumnType } from '../model.ts';
import type { Field, Participation } from './field.ts';

/** A mistake in a field, before it is known in which class it stands. */
interface FieldProblem {
  readonly code: ConfigurationCode;
  readonly problem: string;
  readonly remedy: string;
}

type AnyField = Field<unknown, unknown, Participation>;
type Options = Readonly<Record<string, unknown>>;

const common = [
  ...['optional', 'default', 'exclude', 'description', 'schema', 'readOnly', 'writeOnly', 'immutable', 'set'],
  'renamedFrom',
];
const keyed = [...common, 'unique', 'index', 'foreignKey'];
const ranged = [...keyed, 'gt', 'ge', 'lt', 'le'];

/** The options that each type knows. */
const known: Readonly<Record<ColumnType, readonly string[]>> = {
  string: [...keyed, 'primaryKey', 'minLength', 'maxLength', 'pattern'],
  integer: [...ranged, 'primaryKey', 'multipleOf'],
  number: [...ranged, 'multipleOf'],
  decimal: [...ranged, 'decimalPlaces', 'maxDigits'],
  bigint: [...ranged, 'primaryKey'],
  boolean: keyed,
  datetime: keyed,
  date: keyed,
  uuid: [...keyed, 'primaryKey'],
  enum: [...keyed, 'values'],
  json: common,
};

const bad = (problem: string, remedy: string): FieldProblem => ({ code: 'bad_option', problem, remedy });

function* unknownOptions(field: AnyField): Iterable<FieldProblem> {
  for (const option of Object.keys(field.options)) {
    if (!known[field.type].includes(option)) {
      yield bad(`a ${field.type} field has no option "${option}".`, `It knows ${known[field.type].join(', ')}.`);
    }
  }
}

function* counts(options: Options): Iterable<FieldProblem> {
  for (const option of ['minLength', 'maxLength', 'decimalPlaces', 'maxDigits']) {
    const value = options[option];
    if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) continue;
    yield bad(`${option} is ${String(value)}.`, 'Give a whole number from 0.');
  }
  if (isAbove(options.minLength, options.maxLength)) {
    yield bad(`minLength ${options.minLength} is above maxLength ${options.maxLength}.`, 'No text can be both.');
  }
  if (isAbove(options.decimalPlaces, options.maxDigits)) {
    yield bad('decimalPlaces is above maxDigits.', 'maxDigits counts the digits on both sides of the point.');
  }
}

function* bounds(field: AnyField): Iterable<FieldProblem> {
  const { gt, ge, lt, le, multipleOf } = field.options;
  for (const [option, value] of Object.entries({ gt, ge, lt, le })) {
    if (value !== undefined && !isBound(field.type, value)) {
      yield bad(`${option} is ${String(value)}, which is no ${field.type}.`, 'Give a finite number.');
    }
  }
  const given = Object.entries({ gt, ge, lt, le }).filter(([, value]) => isBound(field.type, value));
  if (isEmptyRange(field.type, Object.fromEntries(given))) {
    const bounds = given.map(([option, value]) => `${option} ${value}`).join(' and ');
    yield bad(`no value is ${bounds}.`, 'Move the bounds apart.');
  }
  if (multipleOf !== undefined && !((multipleOf as number) > 0)) {
    yield bad(`multipleOf is ${String(multipleOf)}.`, 'Give a number above 0.');
  }
}

function* shape({ type, options }: AnyField, isFilledIn: boolean): Iterable<FieldProblem> {
  const { pattern, values, foreignKey, schema } = options;
  if (typeof pattern === 'string' && !isPattern(pattern)) {
    yield bad(`pattern "${pattern}" is no regular expression.`, 'Use the syntax of JavaScript with the u flag.');
  }
  if (type === 'enum' && !isEnumeration(values)) {
    yield bad('an enum needs its values: one or more different strings.', "For example field.enum(['draft', 'live']).");
  }
  if (foreignKey !== undefined && !/^\w+\.\w+$/.test(String(foreignKey))) {
    yield {
      code: 'bad_foreign_key',
      problem: `foreignKey "${foreignKey}" names no column.`,
      remedy: 'Write it as "table.column".',
    };
  }
  if (options.renamedFrom !== undefined && !/^\w+$/.test(String(options.renamedFrom))) {
    yield bad(`renamedFrom "${options.renamedFrom}" is no name of a column.`, 'Give the name that the column had.');
  }
  if (options.set !== undefined && typeof options.set !== 'function') {
    yield bad('set is no function.', 'Give a function from the value to the one that is stored.');
  }
  const { primaryKey, optional, writeOnly, exclude } = options;
  if (primaryKey === true && (optional === true || writeOnly === true || exclude === true)) {
    yield bad('a primary key is always there and shown.', 'Remove optional, writeOnly and exclude.');
  }
  if (options.readOnly === true && (options.writeOnly === true || options.set !== undefined)) {
    yield bad('readOnly takes no input, so writeOnly and set mean nothing.', 'Remove one of them.');
  }
  if (options.readOnly === true && options.optional !== true && options.default === undefined && !isFilledIn) {
    yield bad(
      'readOnly takes no input, and nothing else gives a value.',
      'Add a default, make it optional, or give it one in scopeDefaults or beforeCreate.',
    );
  }
  if (schema !== undefined && typeof (schema as { '~standard'?: unknown } | null)?.['~standard'] !== 'object') {
    yield bad('schema is no Standard Schema validator.', 'Give one of Zod, Valibot, ArkType or the like.');
  }
}

/**
 * Everything that is wrong with a field by itself; a default is tried by the one who can validate it. Methods of the
 * class may fill in what no input gives.
 */
export function checkField(field: AnyField, isFilledIn: boolean): readonly FieldProblem[] {
  return [...unknownOptions(field), ...counts(field.options), ...bounds(field), ...shape(field, isFilledIn)];
}

const isAbove = (lower: unknown, upper: unknown): boolean =>
  typeof lower === 'number' && typeof upper === 'number' && lower > upper;

type Bounds = Readonly<Record<string, unknown>>;

/** Whether no value lies between the bounds; whole numbers need one between them. */
function isEmptyRange(type: ColumnType, { gt, ge, lt, le }: Bounds): boolean {
  const order = (lower: unknown, upper: unknown): number => {
    const [a, b] = [parseDecimal(String(lower)), parseDecimal(String(upper))];
    return a === undefined || b === undefined ? -1 : compareDecimals(a, b);
  };
  if (order(ge, le) > 0 || order(gt, le) >= 0 || order(ge, lt) >= 0 || order(gt, lt) >= 0) return true;
  const isWhole = type === 'integer' || type === 'bigint';
  return isWhole && gt !== undefined && lt !== undefined && wholeAbove(gt) >= wholeBelow(lt);
}

/** The whole numbers next to a bound, on the side that it leaves. */
const wholeAbove = (bound: unknown): bigint =>
  (typeof bound === 'bigint' ? bound : BigInt(Math.floor(Number(bound)))) + 1n;
const wholeBelow = (bound: unknown): bigint => (typeof bound === 'bigint' ? bound : BigInt(Math.ceil(Number(bound))));

function isBound(type: ColumnType, value: unknown): boolean {
  if (value === undefined) return false;
  if (type === 'bigint') return typeof value === 'bigint' || Number.isSafeInteger(value);
  if (type === 'decimal' && typeof value === 'string') return /^[+-]?\d+(\.\d+)?$/.test(value);
  return typeof value === 'number' && Number.isFinite(value);
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

function isEnumeration(values: unknown): boolean {
  return (
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => typeof value === 'string') &&
    new Set(values).size === values.length
  );
}
