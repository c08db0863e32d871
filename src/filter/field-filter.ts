/** `?status=live`, `?price__gte=10`, `?status__in=a,b`: comparisons of the fields that an endpoint lets be filtered. */
import type { Condition } from '../database/conditions.ts';
import { type RequestError, validationFailed } from '../errors.ts';
import type { Column, JsonSchema, Query, QueryParameter } from '../model.ts';
import { wireSchema } from '../schema/wire.ts';
import type { Asked, CompiledFilter, Filterable, FilterBackend } from './filter.ts';
import { asShown } from './moment.ts';
import { type Coerce, compileCoerce, inQuery } from './value.ts';

/** A list of values has at most so many. */
const listLimit = 100;
/** A query has at most so many comparisons. */
const comparisonLimit = 50;

/** What one operator makes of the text behind it. */
type Compile = (column: Column, coerce: Coerce) => (text: string, parameter: string) => Condition;

const comparing =
  (is: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'): Compile =>
  (column, coerce) =>
  (text, parameter) => ({ column, is, value: coerce(text, parameter) });

const matching =
  (is: 'contains' | 'icontains' | 'startswith'): Compile =>
  (column) =>
  // Every text holds the empty one.
  (value) =>
    value === '' ? { column, is: 'notnull' } : { column, is, value };

const among =
  (is: 'in' | 'nin'): Compile =>
  (column, coerce) =>
  (text, parameter) => ({ column, is, values: split(text, parameter).map((part) => coerce(part, parameter)) });

function split(text: string, parameter: string): readonly string[] {
  const parts = text.split(',');
  if (parts.length <= listLimit) return parts;
  const refusal = {
    type: 'too_long',
    msg: `List should have at most ${listLimit} values`,
    ctx: { max_length: listLimit },
  };
  throw validationFailed([inQuery(refusal, parameter, undefined)]);
}

const between: Compile = (column, coerce) => (text, parameter) => {
  const [from, to, ...more] = text.split(',');
  if (from === undefined || to === undefined || more.length > 0) {
    const refusal = { type: 'value_error', msg: 'Give two values: from,to' };
    throw validationFailed([inQuery(refusal, parameter, text)]);
  }
  const bounds = [
    { column, is: 'gte', value: coerce(from, parameter) },
    { column, is: 'lte', value: coerce(to, parameter) },
  ] as const;
  return { all: bounds };
};

const isnull: Compile = (column) => {
  const coerce = compileCoerce({ ...column, type: 'boolean', constraints: {} });
  return (text, parameter) => ({ column, is: coerce(text, parameter) === true ? 'null' : 'notnull' });
};

const operators: Readonly<Record<string, Compile>> = {
  eq: comparing('eq'),
  ne: comparing('ne'),
  gt: comparing('gt'),
  gte: comparing('gte'),
  lt: comparing('lt'),
  lte: comparing('lte'),
  in: among('in'),
  nin: among('nin'),
  contains: matching('contains'),
  icontains: matching('icontains'),
  startswith: matching('startswith'),
  isnull,
  between,
};

const textOperators = ['contains', 'icontains', 'startswith'];
const orderOperators = ['gt', 'gte', 'lt', 'lte', 'between'];

/** The operators that mean something for a column: text is looked into, JSON is only there or not. */
function operatorsOf({ type }: Column): readonly string[] {
  if (type === 'json') return ['isnull'];
  const isText = type === 'string' || type === 'enum';
  const hasOrder = type !== 'boolean' && type !== 'uuid';
  return Object.keys(operators).filter(
    (name) => (isText || !textOperators.includes(name)) && (hasOrder || !orderOperators.includes(name)),
  );
}

type Read = (text: string, parameter: string) => Condition;

/** What operators ask of a field, in words. */
const meanings: Readonly<Record<string, string>> = {
  eq: 'is this',
  ne: 'is not this',
  gt: 'is more than this',
  gte: 'is this or more',
  lt: 'is less than this',
  lte: 'is this or less',
  in: 'is one of these, between commas',
  nin: 'is none of these, between commas',
  contains: 'holds this text',
  icontains: 'holds this text in any case',
  startswith: 'starts with this text',
  isnull: 'has no value',
  between: 'lies between these two, with a comma',
};

/** What is asked of text is text; the others have the column's type, or are lists of it. */
function schemaOf(operator: string, column: Column): JsonSchema {
  if (operator === 'isnull') return { type: 'boolean' };
  if (textOperators.includes(operator)) return { type: 'string' };
  const items = wireSchema(column);
  if (operator === 'between') return { type: 'array', items, minItems: 2, maxItems: 2 };
  return operator === 'in' || operator === 'nin' ? { type: 'array', items, minItems: 1, maxItems: listLimit } : items;
}

interface Parameter extends QueryParameter {
  readonly read: Read;
}

/** The parameters of an endpoint, each with what it means: `price`, `price__gte`, … */
function compileParameters({ fields }: Filterable): readonly Parameter[] {
  return fields.flatMap((column) => {
    const coerce = compileCoerce(column);
    const parameter = (name: string, operator: string): readonly Parameter[] => {
      const read = operators[operator]?.(column, coerce);
      const description = `Rows whose ${column.name} ${meanings[operator]}.`;
      return read === undefined ? [] : [{ name, description, schema: schemaOf(operator, column), read }];
    };
    const named = operatorsOf(column).flatMap((operator) => parameter(`${column.name}__${operator}`, operator));
    return column.type === 'json' ? named : [...parameter(column.name, 'eq'), ...named];
  });
}

/**
 * Filters by the fields in `meta.filtering.fields`: `?field=value`, and with an operator `?field__gte=value`. Each
 * value is coerced by the column's type; nonsense is 422.
 */
export class FieldFilter implements FilterBackend {
  compile(filterable: Filterable): CompiledFilter {
    const compiled = compileParameters(filterable);
    const parameters = new Map(compiled.map(({ name, read }) => [name, read]));
    const read = (query: Query): Partial<Asked> => {
      const asked = [...query].filter(([name]) => parameters.has(name));
      if (asked.length > comparisonLimit) throw tooMany(asked[0]?.[0] ?? '');
      const where = asked.flatMap(([name, values]) => {
        const condition = parameters.get(name)?.(values.at(-1) ?? '', name);
        return condition === undefined ? [] : [asShown(condition)];
      });
      return { where };
    };
    return { parameters: compiled.map(({ read: _, ...parameter }) => parameter), read };
  }
}

const tooMany = (parameter: string): RequestError => {
  const refusal = { type: 'too_long', msg: `A query should compare at most ${comparisonLimit} times` };
  return validationFailed([inQuery(refusal, parameter, undefined)]);
};
