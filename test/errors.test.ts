import { ConfigurationError, RequestError, type RequestErrorCode } from 'lightapi';
import { describe, expect, it } from 'vitest';

const statuses: Readonly<Record<RequestErrorCode, number>> = {
  malformed_json: 400,
  not_found: 404,
  method_not_allowed: 405,
  foreign_key_violation: 409,
  constraint_violation: 409,
  unique_violation: 409,
  version_conflict: 409,
  not_authenticated: 401,
  permission_denied: 403,
  precondition_failed: 412,
  precondition_required: 428,
  too_many_requests: 429,
  body_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  authentication_unavailable: 503,
  database_busy: 503,
  database_unavailable: 503,
};

describe('a ConfigurationError', () => {
  const problem = (where: string) => ({
    code: 'bad_option' as const,
    where,
    problem: 'is wrong.',
    remedy: 'Change it.',
  });

  it('says one mistake in one line', () => {
    const error = new ConfigurationError([problem('Book.title')]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('ConfigurationError');
    expect(error.message).toBe('One mistake in the declaration:\n  - Book.title: is wrong. Change it.');
  });

  it('says all mistakes, each in its line', () => {
    const error = new ConfigurationError([problem('Book.title'), problem('Book.pages')]);
    expect(error.message).toBe(
      '2 mistakes in the declaration:\n  - Book.title: is wrong. Change it.\n  - Book.pages: is wrong. Change it.',
    );
    expect(error.problems).toHaveLength(2);
  });
});

describe('a RequestError', () => {
  it.each(Object.entries(statuses))('%s has the status %d', (code, status) => {
    expect(new RequestError(code as RequestErrorCode, 'x')).toMatchObject({ name: 'RequestError', code, status });
  });

  it('says its detail as its message', () => {
    expect(new RequestError('not_found', 'gone').message).toBe('gone');
    const list = [
      { type: 'a', loc: ['title'], msg: 'too short' },
      { type: 'b', loc: ['tags', 0], msg: 'no' },
    ];
    expect(new RequestError('validation_failed', list).message).toBe('title: too short; tags.0: no');
  });

  it('keeps its cause and its headers', () => {
    const cause = new Error('why');
    const error = new RequestError('database_busy', 'later', { cause, headers: { 'retry-after': '1' } });
    expect([error.cause, error.headers]).toEqual([cause, { 'retry-after': '1' }]);
    expect(new RequestError('not_found', 'gone').headers).toEqual({});
  });
});
