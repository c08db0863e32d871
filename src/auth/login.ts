/** The login routes: a user name and a password in, the user and a token out. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { type Problem, RequestError, validationFailed } from '../errors.ts';
import { readJson } from '../http/body.ts';
import { json } from '../http/reply.ts';
import { refusals } from '../schema/problems.ts';
import type { AuthenticationBackend } from './authentication.ts';
import {
  type Credentials,
  type CredentialValidator,
  credentialLimits,
  isBasic,
  isPlainText,
  parseBasic,
  validate,
} from './credentials.ts';
import { toClaims, type User } from './user.ts';

/** What a limiter says of one more call under a key. */
interface Consumed {
  readonly allowed: boolean;
  /** Calls in a window, and how many are left of them. */
  readonly limit: number;
  readonly remaining: number;
  /** Until there are more. */
  readonly resetSeconds: number;
}

interface LoginLimiter {
  consume(key: string): Promise<Consumed>;
}

interface LoginOptions {
  /** The backends of all endpoints, in the order of registration. */
  readonly backends: Iterable<AuthenticationBackend>;
  readonly loginValidator?: CredentialValidator | undefined;
  /** Counts the calls of a client, and those for a user name. */
  readonly limiter: LoginLimiter;
  /** The address of the client, as far as the app trusts it. */
  readonly clientOf: (c: Context) => string;
}

export interface LoginDescription {
  /** Characters of a user name and a password, at most. */
  readonly limits: typeof credentialLimits;
  /** Whether a login gives a token: where no backend signs one, the user alone. */
  readonly token: 'always' | 'sometimes' | 'never';
}

/** One way to log in: who is asked, and who signs the token, if anyone. */
interface Door {
  readonly validator: CredentialValidator;
  readonly sign?: ((user: User) => Promise<string> | string) | undefined;
}

const bodyRules = { limit: 16_384, exact: new Set<string>() };

/**
 * Compiles the handler of `POST {auth_path}/login` and `/token`; `undefined` where no backend takes a password. Throws
 * `not_authenticated`, `too_many_requests`, `validation_failed` and what a bad body does.
 */
export function compileLogin(options: LoginOptions): ((c: Context) => Promise<Response>) | undefined {
  const doors = compileDoors(options);
  if (doors.length === 0) return undefined;
  const limit = compileLimit(options.limiter);
  return async (c) => {
    await limit(`login:client:${options.clientOf(c)}`);
    const credentials = await readCredentials(c);
    await limit(`login:user:${userKey(credentials.username)}`);
    for (const { validator, sign } of doors) {
      const user = await validate(validator, credentials);
      if (user === undefined) continue;
      const token = await sign?.(user);
      return json({ token, user: toClaims(user) }, 200, { 'cache-control': 'no-store' });
    }
    throw invalid();
  };
}

/** What the login takes and gives, as it is told to machines; `undefined` where there is none. */
export function describeLogin(
  options: Pick<LoginOptions, 'backends' | 'loginValidator'>,
): LoginDescription | undefined {
  const doors = compileDoors(options);
  if (doors.length === 0) return undefined;
  const signing = doors.filter(({ sign }) => sign !== undefined).length;
  return { limits: credentialLimits, token: signing === doors.length ? 'always' : signing > 0 ? 'sometimes' : 'never' };
}

const invalid = (): RequestError => new RequestError('not_authenticated', 'Invalid credentials');

/** Each validator once: a backend's own, and the app's, which the first backend signs for. Those that sign go first. */
function compileDoors({
  backends,
  loginValidator,
}: Pick<LoginOptions, 'backends' | 'loginValidator'>): readonly Door[] {
  const doors = new Map<unknown, Door>();
  const isSigning = (backend: AuthenticationBackend): boolean => backend.sign !== undefined;
  for (const backend of [...new Set(backends)].sort((a, b) => Number(isSigning(b)) - Number(isSigning(a)))) {
    const own = backend.validateCredentials?.bind(backend);
    const validator = own ?? (backend.usesLoginValidator === true ? loginValidator : undefined);
    const key = own === undefined ? loginValidator : backend;
    if (validator !== undefined && !doors.has(key)) doors.set(key, { validator, sign: backend.sign?.bind(backend) });
  }
  return [...doors.values()];
}

function compileLimit(limiter: LoginLimiter): (key: string) => Promise<void> {
  return async (key) => {
    const { allowed, limit, remaining, resetSeconds } = await limiter.consume(key);
    if (allowed) return;
    const seconds = String(Math.max(1, Math.ceil(resetSeconds)));
    throw new RequestError('too_many_requests', 'Too many requests. Please try again later.', {
      headers: {
        'retry-after': seconds,
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': String(Math.max(0, remaining)),
        'ratelimit-reset': seconds,
      },
    });
  };
}

/** One bucket for all spellings of a user name, of one length, and without the name in the store. */
const userKey = (username: string): string =>
  createHash('sha256').update(username.normalize('NFKC').trim().toLowerCase()).digest('base64url');

async function readCredentials(c: Context): Promise<Credentials> {
  const header = c.req.header('authorization');
  if (!isBasic(header)) return parseBody(await readJson(c.req, bodyRules).catch(unquoted));
  const credentials = parseBasic(header);
  if (credentials === undefined) throw invalid();
  return credentials;
}

/** What `JSON.parse` says of a mistake quotes the text around it. */
function unquoted(error: unknown): never {
  const isQuoting = error instanceof RequestError && error.cause instanceof SyntaxError;
  throw isQuoting ? new RequestError('malformed_json', 'the body is not valid JSON: it is malformed') : error;
}

/** The mistakes of a body say no input: wherever it is, it may be the password. */
function parseBody(body: unknown): Credentials {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw validationFailed([{ ...refusals.notAnObject, loc: [] }]);
  }
  const { username, password } = body as { readonly username?: unknown; readonly password?: unknown };
  const problems = [...partProblems('username', username), ...partProblems('password', password)];
  if (problems.length > 0) throw validationFailed(problems);
  return { username, password } as Credentials;
}

function* partProblems(part: keyof Credentials, value: unknown): Iterable<Problem> {
  const loc = [part];
  const most = credentialLimits[part];
  if (value === undefined) yield { ...refusals.missing, loc };
  else if (typeof value !== 'string') yield { type: 'string_type', loc, msg: 'Input should be a valid string' };
  else if (value === '') yield { ...refusals.tooShort(1), loc };
  else if (value.length > most) yield { ...refusals.tooLong(most), loc };
  else if (!isPlainText(value)) {
    yield { type: 'string_unicode', loc, msg: 'Input should be a valid string without control characters' };
  }
}
