/** Refusals in the words of this project, to name what a reply must be. */
import { expect } from 'vitest';
import type { Row } from './exchange.ts';

export const notFound = { detail: 'not found' };
export const versionConflict = { detail: 'version conflict' };

/** A refusal by validation, where it was something else. */
export const refused = (...detail: readonly Row[]) => ({ status: 422, body: { detail } });

export const notUtf8 = { status: 400, body: { detail: 'the body is not valid JSON: it is not UTF-8' } };
export const malformed = { status: 400, body: { detail: expect.stringMatching(/^the body is not valid JSON: ./) } };
export const notDeclared = { status: 415, body: { detail: 'the Content-Type must be application/json' } };

export const notAnObject = (input: unknown) =>
  refused({
    type: 'model_attributes_type',
    loc: [],
    msg: 'Input should be a valid dictionary or object to extract fields from',
    input,
  });

const mostInJson = Number.MAX_SAFE_INTEGER;

const atLeast = (ge: number) => ({
  type: 'greater_than_equal',
  msg: `Input should be greater than or equal to ${ge}`,
  ctx: { ge },
});
const atMost = (le: number) => ({
  type: 'less_than_equal',
  msg: `Input should be less than or equal to ${le}`,
  ctx: { le },
});

const timeText = (error: string) => ({
  type: 'datetime_from_date_parsing',
  msg: `Input should be a valid datetime or date, ${error}`,
  ctx: { error },
});
const uuidText = (error: string) => ({
  type: 'uuid_parsing',
  msg: `Input should be a valid UUID, ${error}`,
  ctx: { error },
});

/** What can be wrong with a value. */
export const problem = {
  atLeast,
  atMost,
  exactlyAtMost: atMost(mostInJson),
  string: { type: 'string_type', msg: 'Input should be a valid string' },
  stringTooShort: {
    type: 'string_too_short',
    msg: 'String should have at least 1 character',
    ctx: { min_length: 1 },
  },
  tooLong: (most: number) => ({
    type: 'string_too_long',
    msg: `String should have at most ${most} characters`,
    ctx: { max_length: most },
  }),
  integer: { type: 'int_type', msg: 'Input should be a valid integer' },
  integerText: {
    type: 'int_parsing',
    msg: 'Input should be a valid integer, unable to parse string as an integer',
  },
  numberText: { type: 'float_parsing', msg: 'Input should be a valid number, unable to parse string as a number' },
  finite: { type: 'finite_number', msg: 'Input should be a finite number' },
  booleanText: { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' },
  tooManyPlaces: (most: number) => ({
    type: 'decimal_max_places',
    msg: `Decimal input should have no more than ${most} decimal places`,
    ctx: { decimal_places: most },
  }),
  decimalText: { type: 'decimal_parsing', msg: 'Input should be a valid decimal' },
  timeType: { type: 'datetime_type', msg: 'Input should be a valid datetime' },
  timeText,
  timeTooShort: timeText('input is too short'),
  uuidType: { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' },
  uuidText: uuidText('expected 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12'),
  cursor: { type: 'cursor_invalid', msg: 'The cursor is not one of this list in this order' },
  noSuchRow: (table: string, column: string) => ({
    type: 'foreign_key_violation',
    msg: `No row of ${table} has this ${column}`,
  }),
  rowInUse: (table: string, column: string) => ({
    type: 'foreign_key_violation',
    msg: `Rows of ${table} refer to this row in ${column}`,
  }),
};

/** A reply of 500 is as short as in the original, and JSON. */
export const failed = { detail: 'internal server error' };

export const badVersion = (input: unknown) => refused({ ...problem.integer, loc: ['version'], input });

/** A parameter of the query that is refused, as it was sent. */
export const inQuery = (kind: Row, parameter: string, input: string) =>
  refused({ ...kind, loc: ['query', parameter], input });

export const notUnique = (field: string, input: string) => ({
  status: 409,
  body: {
    detail: [{ type: 'unique_violation', loc: [field], msg: `A row with this ${field} already exists`, input }],
  },
});

export const notAuthenticated = { status: 401, body: { detail: 'Authentication credentials invalid.' } };
export const permissionDenied = {
  status: 403,
  body: { detail: 'You do not have permission to perform this action.' },
};
