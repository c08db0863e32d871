/** What a call of the client can end with: an answer that says no, or no answer. */
import type { Problem } from '../errors.ts';

/** What is known of a call that failed. */
interface Failed {
  /** `GET /books/7`: without the query, which may hold what is nobody's business. */
  readonly call: string;
  readonly response: Response;
  /** The body, where it is JSON. */
  readonly body: unknown;
}

/** The text or the list that an error of the API carries; of anything else, the status. */
function detailOf({ response, body }: Failed): string | readonly Problem[] {
  const detail = (body as { readonly detail?: unknown } | null | undefined)?.detail;
  if (typeof detail === 'string' || Array.isArray(detail)) return detail;
  return response.statusText || `status ${response.status}`;
}

/** Seconds, or a date, as seconds from now. */
function secondsUntil(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** The API answered, and said no. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** What the API says: a text, or what is wrong with each value. */
  readonly detail: string | readonly Problem[];
  /** The id of the request, where the reply names one: the line in the server's log has it as well. */
  readonly requestId: string | undefined;
  /** Seconds after which to try again, where the reply says so. */
  readonly retryAfter: number | undefined;

  constructor(failed: Failed) {
    const { status, headers } = failed.response;
    const detail = detailOf(failed);
    const lines =
      typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
    super(`${failed.call}: ${status} ${lines}`);
    this.status = status;
    this.detail = detail;
    this.requestId = headers.get('x-request-id') ?? undefined;
    this.retryAfter = secondsUntil(headers.get('retry-after'));
  }

  /** What is wrong with each value, for a form: `{ title: 'Field required' }`. */
  get messages(): Readonly<Record<string, string>> {
    if (typeof this.detail === 'string') return {};
    return Object.fromEntries(this.detail.map(({ loc, msg }) => [loc.join('.'), msg]));
  }
}

/** 422: the values are not such as the API takes; `messages` says which, and why. */
export class ValidationError extends ApiError {
  override name = 'ValidationError';
}

/** 401: the credentials are missing or no longer good. */
export class AuthenticationError extends ApiError {
  override name = 'AuthenticationError';
}

/** 403: the caller is known, and may not do this. */
export class PermissionError extends ApiError {
  override name = 'PermissionError';
}

/** 404: no such row that the caller may see, or no such route. */
export class NotFoundError extends ApiError {
  override name = 'NotFoundError';
}

/** 409: a unique value is taken, other rows refer to this one, or it has changed: then it is a `VersionConflictError`. */
export class ConflictError extends ApiError {
  override name = 'ConflictError';
}

/** 409 or 412: the row has changed since it was read. Read it again, and decide. */
export class VersionConflictError extends ConflictError {
  override name = 'VersionConflictError';
}

/** 429: too many requests; `retryAfter` says when there may be more. */
export class RateLimitError extends ApiError {
  override name = 'RateLimitError';
}

/** 500 and above: the server could not answer. */
export class ServerError extends ApiError {
  override name = 'ServerError';
}

/** No answer came, or none that can be read; `cause` says why. */
export class NetworkError extends Error {
  override name = 'NetworkError';
}

/** No answer came in time. */
export class TimeoutError extends NetworkError {
  override name = 'TimeoutError';
}

const classes: Readonly<Record<number, typeof ApiError>> = {
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: VersionConflictError,
  422: ValidationError,
  429: RateLimitError,
};

/** The error of its status. */
export function toApiError(failed: Failed): ApiError {
  const { status } = failed.response;
  const isStale = status === 409 && detailOf(failed) === 'version conflict';
  const Type = isStale ? VersionConflictError : (classes[status] ?? (status < 500 ? ApiError : ServerError));
  return new Type(failed);
}
