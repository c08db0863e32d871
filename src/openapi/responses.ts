/** The answers that operations share: errors in their two forms, and what their headers say. */
import type { JsonSchema } from '../model.ts';
import type { Schemas } from './components.ts';
import { refTo } from './components.ts';

type Named = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const anyJson: JsonSchema = {
  type: ['string', 'number', 'boolean', 'object', 'array', 'null'],
  additionalProperties: true,
};

const problem: JsonSchema = {
  type: 'object',
  description: 'What is wrong with one value.',
  required: ['type', 'loc', 'msg'],
  properties: {
    type: { type: 'string', description: 'What kind of mistake, as a stable word.', examples: ['missing'] },
    loc: {
      type: 'array',
      description: 'The way to the value.',
      items: { type: ['string', 'integer'] },
      examples: [['title']],
    },
    msg: { type: 'string', examples: ['Field required'] },
    input: { ...anyJson, description: 'The value that was refused, where it is small and no secret.' },
    ctx: { type: 'object', description: 'The limits that it broke.', additionalProperties: true },
  },
};

/** The schemas of errors. */
export const errorSchemas: Schemas = {
  Problem: problem,
  Error: {
    type: 'object',
    required: ['detail'],
    properties: { detail: { type: 'string', description: 'What is wrong.' } },
  },
  ValidationError: {
    type: 'object',
    required: ['detail'],
    properties: { detail: { type: 'array', items: refTo('Problem') } },
  },
  Refusal: { anyOf: [refTo('Error'), refTo('ValidationError')] },
  RateLimitError: {
    type: 'object',
    required: ['error', 'detail'],
    properties: { error: { type: 'string', const: 'rate_limit_exceeded' }, detail: { type: 'string' } },
  },
};

const header = (description: string, schema: JsonSchema): Readonly<Record<string, unknown>> => ({
  description,
  schema,
});
const count = { type: 'integer', minimum: 0 };

export const headers: Named = {
  ETag: header('The state of the row, for `If-Match` and `If-None-Match`.', { type: 'string', examples: ['"1"'] }),
  'Cache-Status': header('Whether the reply was kept, and for how long it is (RFC 9211).', { type: 'string' }),
  Location: header('The address of the row.', { type: 'string', format: 'uri-reference' }),
  'WWW-Authenticate': header('How to say who calls.', { type: 'string' }),
  'Retry-After': header('Seconds to wait.', count),
  'RateLimit-Limit': header('The requests of a window.', count),
  'RateLimit-Remaining': header('How many of them are left.', count),
  'RateLimit-Reset': header('Seconds until the window ends.', count),
  'X-Request-ID': header('The id of the request, which the log of the server has too.', { type: 'string' }),
};

/** Headers of a response, by name. */
export const withHeaders = (names: readonly string[]): Readonly<Record<string, unknown>> =>
  names.length === 0
    ? {}
    : { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };

export const rateLimitHeaders = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

export const jsonContent = (schema: JsonSchema, example?: unknown): Readonly<Record<string, unknown>> => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});

interface Failure {
  readonly name: string;
  readonly description: string;
  readonly schema: string;
  readonly example: unknown;
  readonly headers?: readonly string[];
}

const missing = { type: 'missing', loc: ['title'], msg: 'Field required', input: {} };
const says = (detail: string) => ({ schema: 'Error', example: { detail } });

/** Every status that a refusal can have. */
const failures = {
  400: { name: 'BadRequest', description: 'The body is no JSON.', ...says('the body is not valid JSON: it is empty') },
  401: {
    name: 'Unauthorized',
    description: 'Nobody is logged in, or the credentials are wrong.',
    ...says('Authentication credentials invalid.'),
    headers: ['WWW-Authenticate'],
  },
  403: {
    name: 'Forbidden',
    description: 'The caller may not do this.',
    ...says('You do not have permission to perform this action.'),
  },
  404: { name: 'NotFound', description: 'There is no such row that the caller may see.', ...says('not found') },
  409: {
    name: 'Conflict',
    description: 'The row has changed since it was read, or the database refuses the change.',
    schema: 'Refusal',
    example: { detail: 'version conflict' },
  },
  412: {
    name: 'PreconditionFailed',
    description: 'The row is not in the state that `If-Match` names.',
    ...says('the row has changed since you read it'),
  },
  413: {
    name: 'ContentTooLarge',
    description: 'The body is too large.',
    ...says('the body is larger than 1048576 bytes'),
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is not declared as JSON.',
    ...says('the Content-Type must be application/json'),
  },
  422: {
    name: 'ValidationFailed',
    description: 'Values are wrong; each is told.',
    schema: 'ValidationError',
    example: { detail: [missing] },
  },
  428: {
    name: 'PreconditionRequired',
    description: 'The request must say which state of the row it is of.',
    ...says('send If-Match with the ETag that you read'),
  },
  429: {
    name: 'TooManyRequests',
    description: 'Too many requests in a window of time.',
    schema: 'RateLimitError',
    example: { error: 'rate_limit_exceeded', detail: 'Too many requests. Please try again later.' },
    headers: ['Retry-After', ...rateLimitHeaders],
  },
  500: {
    name: 'InternalError',
    description: 'The server failed; its log says how.',
    ...says('internal server error'),
    headers: ['X-Request-ID'],
  },
  503: {
    name: 'Unavailable',
    description: 'What the server needs is not there now. Try again.',
    ...says('the database is unavailable, try again'),
    headers: ['Retry-After', 'X-Request-ID'],
  },
} as const satisfies Readonly<Record<number, Failure>>;

export type FailureStatus = keyof typeof failures;

const response = ({ description, schema, example, headers: names = [] }: Omit<Failure, 'name'>) => ({
  description,
  ...withHeaders(names),
  ...jsonContent(refTo(schema), example),
});

/** Where code of the class runs, its refusals may have either form. */
const ownName = (name: string): string => `${name}ByClass`;
const formless: readonly FailureStatus[] = [400, 403, 404, 409, 412, 422, 428];

const ownFailure = 'Refused';

/** The responses of errors by name. */
export const errorResponses: Named = Object.fromEntries([
  ...Object.values<Failure>(failures).map((failure) => [failure.name, response(failure)]),
  ...formless.map((status) => {
    const failure: Failure = failures[status];
    return [ownName(failure.name), response({ ...failure, schema: 'Refusal' })];
  }),
  [ownFailure, { description: 'What the code of the class refuses with.', ...jsonContent(refTo('Refusal')) }],
]);

const responseRef = (name: string) => ({ $ref: `#/components/responses/${name}` });

/** The responses of these statuses; `byClass`: code of the class may refuse as well, with any status. */
export function refusals(statuses: readonly FailureStatus[], byClass: boolean): Readonly<Record<string, unknown>> {
  const named = statuses.map((status) => {
    const { name } = failures[status];
    return [status, responseRef(byClass && formless.includes(status) ? ownName(name) : name)] as const;
  });
  return { ...Object.fromEntries(named), ...(byClass && { default: responseRef(ownFailure) }) };
}
