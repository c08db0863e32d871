/** What the input of a column may be, as JSON Schema says it: its form, its limits, and those of the user's validator. */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { z } from 'zod';
import type { Column, ColumnType, Constraints, JsonSchema } from '../model.ts';
import { wireSchema } from './wire.ts';

type Limits = (constraints: Constraints) => JsonSchema;

/** A pattern that every implementation reads alike: of ECMAScript, in its Unicode mode, without other flags. */
function portable(pattern: RegExp | undefined): string | undefined {
  if (pattern === undefined || /[^du]/.test(pattern.flags)) return undefined;
  try {
    return new RegExp(pattern.source, 'u').source;
  } catch {
    return undefined;
  }
}

const stringLimits: Limits = ({ minLength, maxLength, pattern }) => {
  const source = portable(pattern);
  return {
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(source !== undefined && { pattern: source }),
  };
};

const numberLimits: Limits = ({ gt, ge, lt, le, multipleOf }) => ({
  ...(gt !== undefined && { exclusiveMinimum: Number(gt) }),
  ...(ge !== undefined && { minimum: Number(ge) }),
  ...(lt !== undefined && { exclusiveMaximum: Number(lt) }),
  ...(le !== undefined && { maximum: Number(le) }),
  ...(multipleOf !== undefined && { multipleOf }),
});

/** Whether a bound lets nothing below zero through. */
const isAboveZero = ({ gt, ge }: Constraints): boolean =>
  [gt, ge].some((bound) => bound !== undefined && Number(bound) >= 0);

/** The notation of a decimal that keeps its digits; the bounds of a text are told in words. */
const decimalLimits: Limits = (constraints) => {
  const { decimalPlaces: places, maxDigits } = constraints;
  const wholes = maxDigits === undefined ? undefined : maxDigits - (places ?? 0);
  const whole = wholes === undefined ? '\\d+' : wholes === 0 ? '0' : `\\d{1,${wholes}}`;
  const most = places ?? maxDigits;
  const fraction = most === 0 ? '' : most === undefined ? '(?:\\.\\d+)?' : `(?:\\.\\d{1,${most}})?`;
  return { pattern: `^${isAboveZero(constraints) ? '' : '-?'}${whole}${fraction}$` };
};

const bigintLimits: Limits = (constraints) => ({ pattern: `^${isAboveZero(constraints) ? '' : '-?'}\\d{1,19}$` });

const limits: Partial<Readonly<Record<ColumnType, Limits>>> = {
  string: stringLimits,
  integer: numberLimits,
  number: numberLimits,
  decimal: decimalLimits,
  bigint: bigintLimits,
};

const boundWords = { gt: 'above', ge: 'at least', lt: 'below', le: 'at most' } as const;

/** What no keyword says: bounds of numbers that are text, and patterns with flags. */
function inWords({ type, constraints }: Column): string | undefined {
  const { pattern, maxDigits, decimalPlaces } = constraints;
  if (type === 'string') {
    return pattern === undefined || portable(pattern) !== undefined ? undefined : `Matches ${pattern}.`;
  }
  if (type !== 'decimal' && type !== 'bigint') return undefined;
  const bounds = Object.entries(boundWords).flatMap(([name, words]) => {
    const bound = constraints[name as keyof typeof boundWords];
    return bound === undefined ? [] : [`${words} ${bound}`];
  });
  const digits = maxDigits === undefined || decimalPlaces !== undefined ? [] : [`at most ${maxDigits} digits`];
  const said = [...bounds, ...digits].join(', ');
  return said === '' ? undefined : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

type Direction = 'input' | 'output';

/** What a validator of the user's says of itself; `undefined`: nothing that can stand inside of another document. */
export function validatorSchema(schema: StandardSchemaV1 | undefined, direction: Direction): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  try {
    const said = '_zod' in schema ? zodSchema(schema, direction) : standardSchema(schema, direction);
    if (said === undefined || JSON.stringify(said).includes('"$ref"')) return undefined;
    const { $schema: _, $id: __, '~standard': ___, ...rest } = said;
    return rest;
  } catch {
    return undefined;
  }
}

const zodSchema = (schema: object, io: Direction): Record<string, unknown> =>
  z.toJSONSchema(schema as z.ZodType, { io, unrepresentable: 'any', target: 'draft-2020-12' });

function standardSchema(schema: StandardSchemaV1, direction: Direction): Record<string, unknown> | undefined {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1['~standard']>;
  return jsonSchema?.[direction]({ target: 'draft-2020-12' });
}

/** Both of two schemas: in one, unless they say different things under one name. */
function both(one: JsonSchema, other: JsonSchema): JsonSchema {
  const differs = Object.entries(other).some(
    ([name, value]) => name in one && JSON.stringify(one[name]) !== JSON.stringify(value),
  );
  return differs ? { allOf: [one, other] } : { ...one, ...other };
}

/** The same, or null. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (type === undefined || 'allOf' in schema) return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'].flat(), ...(Array.isArray(values) && { enum: [...values, null] }) };
}

/** What a validator sees of these is no JSON. */
const isProgramsOwn = ({ type }: Column): boolean => type === 'datetime' || type === 'bigint';

/** What a body may say of a column. Everything in it is taken, but for what `description` says and no keyword can. */
export function inputSchema(column: Column): JsonSchema {
  const { type, constraints, schema } = column;
  const own = { ...wireSchema(column), ...limits[type]?.(constraints) };
  const users = isProgramsOwn(column) ? undefined : validatorSchema(schema, 'input');
  // Of JSON, a validator says all that there is to say.
  const whole = users === undefined ? own : type === 'json' ? users : both(own, users);
  const description = [column.description, inWords(column)].filter((part) => part !== undefined).join(' ');
  return { ...(column.nullable ? nullable(whole) : whole), ...(description !== '' && { description }) };
}
