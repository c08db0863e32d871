/** The two families of mistakes: the program is wrong (found at start), or this request is wrong (has a status). */

/** Every way in which a declaration can be wrong. Each stands in docs/errors.md. */
export type ConfigurationCode =
  | 'bad_address'
  | 'bad_authentication'
  | 'bad_default'
  | 'bad_foreign_key'
  | 'bad_name'
  | 'bad_option'
  | 'bad_route'
  | 'bad_value'
  | 'bad_yaml'
  | 'database_url'
  | 'duplicate_table'
  | 'empty_model'
  | 'late_registration'
  | 'migration_failed'
  | 'redeclared_field'
  | 'reserved_name'
  | 'table_differs'
  | 'unknown_column'
  | 'unknown_key'
  | 'unknown_meta'
  | 'unknown_name'
  | 'unknown_table'
  | 'unmapped_column'
  | 'unset_variable';

/** One mistake: where it is, what it is, and what to do about it. */
export interface ConfigurationProblem {
  readonly code: ConfigurationCode;
  /** The class, and the field where there is one: `BookEndpoint.title`. */
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * The program is wrong. Thrown when the app is built, never during a request, with all mistakes at once.
 *
 * @example
 * ```ts
 * import { ConfigurationError, field, LightApi, RestEndpoint } from 'lightapi';
 *
 * class BookEndpoint extends RestEndpoint {
 *   pages = field.integer({ ge: 10, le: 1 });
 * }
 * const app = new LightApi({ database: 'sqlite:///:memory:' }).register({ '/books': BookEndpoint });
 * const error = await app.build().catch((caught: unknown) => caught);
 * console.assert(error instanceof ConfigurationError && error.problems[0]?.code === 'bad_option');
 * ```
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ where, problem, remedy }) => `  - ${where}: ${problem} ${remedy}`);
    super(
      `${problems.length === 1 ? 'One mistake' : `${problems.length} mistakes`} in the declaration:\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

/** One entry of the error list of a 422 or 409: which value, why, and what it was. */
export interface Problem {
  /** What kind of mistake, as a stable word: `missing`, `string_too_short`, … */
  readonly type: string;
  /** The way to the value: `["title"]`, `["query", "after"]`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  /** The value that was refused, where it is small. */
  readonly input?: unknown;
  /** The limits that it broke: `{ "min_length": 1 }`. */
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** What is wrong with a value, before it is known where it stands. */
export interface Refusal {
  readonly type: string;
  readonly msg: string;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** An input of more than this many characters of JSON is not sent back. */
const echoLimit = 1000;

/** One entry of the error list. The input is said back where it is small; a whole body may be a megabyte. */
export function problem(refusal: Refusal, loc: Problem['loc'], input: unknown): Problem {
  const { type, msg, ctx } = refusal;
  const said = typeof input === 'bigint' ? String(input) : input;
  return { type, loc, msg, ...(isSmall(said) && { input: said }), ...(ctx && { ctx }) };
}

function isSmall(input: unknown): boolean {
  let left = echoLimit;
  const walk = (value: unknown, depth: number): boolean => {
    left -= typeof value === 'string' ? value.length + 2 : 8;
    if (left < 0 || depth > 32) return false;
    if (typeof value !== 'object' || value === null || value instanceof Date) return true;
    return Object.entries(value).every(([key, item]) => walk(key, depth) && walk(item, depth + 1));
  };
  return input !== undefined && walk(input, 0);
}

/** Every way in which a request can be wrong, with its status. Each stands in docs/errors.md. */
const requestErrors = {
  authentication_unavailable: 503,
  body_too_large: 413,
  constraint_violation: 409,
  foreign_key_violation: 409,
  database_busy: 503,
  database_unavailable: 503,
  malformed_json: 400,
  method_not_allowed: 405,
  not_authenticated: 401,
  not_found: 404,
  permission_denied: 403,
  precondition_failed: 412,
  precondition_required: 428,
  too_many_requests: 429,
  unique_violation: 409,
  unsupported_media_type: 415,
  validation_failed: 422,
  version_conflict: 409,
} as const;

export type RequestErrorCode = keyof typeof requestErrors;

/**
 * This request is wrong: it is answered with `status` and `{"detail": …}`. Throw one from your own code to do the same.
 *
 * @example
 * ```ts
 * import { RequestError } from 'lightapi';
 *
 * const error = new RequestError('not_found', 'not found');
 * console.assert(error.status === 404);
 * ```
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  readonly status: number;
  readonly detail: string | readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RequestErrorCode,
    detail: string | readonly Problem[],
    options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(
      typeof detail === 'string'
        ? detail
        : detail.map(({ loc, msg }) => [loc.join('.'), msg].filter(Boolean).join(': ')).join('; '),
      {
        cause: options.cause,
      },
    );
    this.code = code;
    // A code that only a program without types can give must not pass for success.
    this.status = requestErrors[code] ?? 500;
    this.detail = detail;
    this.headers = options.headers ?? {};
  }
}

/** 404: no such route, or no row with this id that the caller may see. */
export const notFound = (): RequestError => new RequestError('not_found', 'not found');

/** 403: the caller is known, and may not do this. */
export const permissionDenied = (): RequestError =>
  new RequestError('permission_denied', 'You do not have permission to perform this action.');

/** 409: the row is no longer at the version that the client read. */
export const versionConflict = (): RequestError => new RequestError('version_conflict', 'version conflict');

/** 422 with the list of what is wrong with each value. */
export const validationFailed = (problems: readonly Problem[]): RequestError =>
  new RequestError('validation_failed', problems);

/** What was thrown, as an `Error`: Hono answers nothing else, and code of a user may throw anything. */
export const toError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(`thrown, and no error: ${String(thrown)}`, { cause: thrown });
