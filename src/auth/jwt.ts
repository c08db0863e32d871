/** Bearer tokens: JSON Web Tokens verified with pinned algorithms, and signed for the login. */
import type { Context } from 'hono';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import type { AuthenticationBackend, SecurityScheme } from './authentication.ts';
import { headerLimit } from './credentials.ts';
import {
  compileKeys,
  defaultAlgorithms,
  isTokenFault,
  type JWTKeyOptions,
  type JWTKeys,
  keyFaults,
} from './jwt-keys.ts';
import { toClaims, type User } from './user.ts';

export interface JWTOptions extends JWTKeyOptions {
  /** The `iss` that a token must have; of several, the first one is signed with. Default: any. */
  readonly issuer?: string | readonly string[];
  /** The `aud` that a token must have, one of these; signed as it is. Default: a token with an `aud` is refused. */
  readonly audience?: string | readonly string[];
  /** In seconds: how far the clocks of others may be off. Default 0. */
  readonly clockTolerance?: number;
  /** In seconds: how long a token of the login lives. Default 3600. */
  readonly expiresIn?: number;
  /** What of the user goes into the token besides `sub`. Default: all of it. Anyone who holds a token can read it. */
  readonly extraClaims?: readonly string[];
  /** The time. Default: the clock of this machine. */
  readonly clock?: () => Date;
}

const known: Readonly<Record<keyof JWTOptions, true>> = {
  secret: true,
  publicKey: true,
  privateKey: true,
  jwksUrl: true,
  jwksCooldown: true,
  algorithms: true,
  issuer: true,
  audience: true,
  clockTolerance: true,
  expiresIn: true,
  extraClaims: true,
  clock: true,
};

const bearer = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The claims that the signing sets; a user brings none of them. */
const ownClaims: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti']);

/**
 * `Authorization: Bearer` with a JSON Web Token. The claims are the user. `exp` is required, `none` and every algorithm
 * that is not listed are refused.
 *
 * @example
 * ```ts
 * import { JWTAuthentication } from 'lightapi';
 *
 * const backend = new JWTAuthentication({ secret: 'at-least-thirty-two-random-bytes', expiresIn: 900 });
 * const token = await backend.sign({ sub: '7', is_admin: true });
 * console.assert(token.split('.').length === 3);
 * ```
 */
export class JWTAuthentication implements AuthenticationBackend {
  readonly challenge: string = 'Bearer';
  readonly #options: JWTOptions;
  #compiled: { readonly secret: string | undefined; readonly keys: JWTKeys } | undefined;

  constructor(options: JWTOptions = {}) {
    this.#options = options;
  }

  validateCredentials?(username: string, password: string): Awaitable<User | null | undefined | false>;

  /** The login asks the app's `loginValidator` if there is a key to sign with. */
  get usesLoginValidator(): boolean {
    const { publicKey, privateKey, jwksUrl } = this.#options;
    return privateKey !== undefined || (publicKey === undefined && jwksUrl === undefined);
  }

  async authenticate(c: Context): Promise<User | undefined> {
    const header = c.req.header('authorization') ?? '';
    const [, token] = header.length > headerLimit ? [] : (bearer.exec(header) ?? []);
    return token === undefined ? undefined : this.#verify(token);
  }

  /**
   * A token for this user, which lives for `expiresIn` seconds; default: as the backend says. `sub` is a string in a
   * token, so a number becomes one. Throws where it would be refused.
   */
  async sign(user: User, lifetime: Pick<JWTOptions, 'expiresIn'> = {}): Promise<string> {
    const { algorithms = defaultAlgorithms, issuer, audience, expiresIn = 3600 } = { ...this.#options, ...lifetime };
    const { signing } = this.#keys();
    const [alg] = algorithms;
    if (signing === undefined || alg === undefined) throw new Error('JWTAuthentication has no key to sign with.');
    const jwt = new SignJWT(this.#claims(user));
    if (issuer !== undefined) jwt.setIssuer([issuer].flat()[0] ?? '');
    if (audience !== undefined) jwt.setAudience(typeof audience === 'string' ? audience : [...audience]);
    const token = await jwt
      .setProtectedHeader({ alg, typ: 'JWT' })
      .setExpirationTime(Math.floor(this.#now().getTime() / 1000) + expiresIn)
      .sign(signing);
    if (`Bearer ${token}`.length <= headerLimit) return token;
    throw new Error(`a token of ${token.length} characters would be refused. Name what goes into it as extraClaims.`);
  }

  check(complain: Complain): void {
    const bad = (problem: string, remedy: string): void => complain('bad_authentication', problem, remedy);
    for (const option of Object.keys(this.#options).filter((each) => !Object.hasOwn(known, each))) {
      bad(`JWTAuthentication has no option "${option}".`, `It knows ${Object.keys(known).join(', ')}.`);
    }
    for (const [problem, remedy] of keyFaults(this.#options, this.#secret())) bad(problem, remedy);
    const { expiresIn = 1, clockTolerance = 0, jwksCooldown = 0 } = this.#options;
    if (!isSeconds(expiresIn) || expiresIn === 0) bad(`expiresIn is ${expiresIn}.`, 'Give whole seconds above 0.');
    for (const [option, value] of Object.entries({ clockTolerance, jwksCooldown })) {
      if (!isSeconds(value)) bad(`${option} is ${value}.`, 'Give whole seconds from 0.');
    }
    for (const option of ['issuer', 'audience', 'extraClaims'] as const) {
      if (!areNames(this.#options[option])) bad(`${option} names nothing.`, 'Give one or more names, or leave it out.');
    }
    if (this.validateCredentials !== undefined && !this.usesLoginValidator) {
      bad('validateCredentials can log in, and no key signs the token.', 'Give a privateKey.');
    }
  }

  describe(): SecurityScheme {
    return { name: 'bearerAuth', scheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } };
  }

  async #verify(token: string): Promise<User | undefined> {
    const { verifying } = this.#keys();
    try {
      const options = this.#verifyOptions();
      const { payload } =
        typeof verifying === 'function'
          ? await jwtVerify(token, verifying, options)
          : await jwtVerify(token, verifying, options);
      return this.#isMeantForUs(payload) ? payload : undefined;
    } catch (error) {
      if (isTokenFault(error)) return undefined;
      throw error;
    }
  }

  #verifyOptions(): Parameters<typeof jwtVerify>[2] {
    const { algorithms = defaultAlgorithms, issuer, audience, clockTolerance = 0 } = this.#options;
    return {
      algorithms: [...algorithms],
      clockTolerance,
      currentDate: this.#now(),
      ...(issuer !== undefined && { issuer: [issuer].flat() }),
      ...(audience !== undefined && { audience: [audience].flat() }),
    };
  }

  /** What jose leaves open: a token must end, be none of the future, and not be for others (RFC 7519 §4.1.3). */
  #isMeantForUs({ aud, sub, jti, iat, exp }: JWTPayload): boolean {
    const { audience, clockTolerance = 0 } = this.#options;
    const latest = this.#now().getTime() / 1000 + clockTolerance;
    if (aud !== undefined && audience === undefined) return false;
    if ([sub, jti].some((claim) => claim !== undefined && typeof claim !== 'string')) return false;
    return Number.isFinite(exp) && (iat === undefined || iat <= latest);
  }

  #claims(user: User): JWTPayload {
    const { extraClaims } = this.#options;
    const isSigned = (claim: string): boolean =>
      !ownClaims.has(claim) && (claim === 'sub' || extraClaims === undefined || [extraClaims].flat().includes(claim));
    const claims = Object.fromEntries(Object.entries(toClaims(user)).filter(([claim]) => isSigned(claim)));
    const { sub } = claims;
    if (sub === undefined || typeof sub === 'string') return claims;
    if (typeof sub === 'number') return { ...claims, sub: String(sub) };
    throw new TypeError('The sub of a user is neither text nor number: give one, or leave it out.');
  }

  #now(): Date {
    return this.#options.clock?.() ?? new Date();
  }

  #secret(): string | undefined {
    return this.#options.secret ?? process.env.LIGHTAPI_JWT_SECRET;
  }

  /** Compiled when first used, and again if the secret of the environment is another. */
  #keys(): JWTKeys {
    const secret = this.#secret();
    if (this.#compiled === undefined || this.#compiled.secret !== secret) {
      this.#compiled = { secret, keys: compileKeys(this.#options, secret) };
    }
    return this.#compiled.keys;
  }
}

const isSeconds = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const areNames = (value: unknown): boolean => {
  if (value === undefined) return true;
  const names: unknown[] = [value].flat();
  return names.length > 0 && names.every((name) => typeof name === 'string' && name !== '');
};
