/** Which keys a token is verified and signed with: pinned to algorithms that they fit, and strong enough for them. */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { RequestError } from '../errors.ts';

/** A PEM text (SPKI, PKCS #8, X.509) or a JWK. */
export type JWTKey = string | JsonWebKey;

export interface JWTKeyOptions {
  /**
   * The secret of HS256, HS384 or HS512, of at least 32, 48 or 64 bytes. Default: the environment variable
   * `LIGHTAPI_JWT_SECRET`.
   */
  readonly secret?: string;
  /** The key that tokens of others are verified with. */
  readonly publicKey?: JWTKey;
  /** The key that the login signs with; its public half verifies. */
  readonly privateKey?: JWTKey;
  /** Where an issuer publishes its keys; read when it is first needed, and again when a token names a new key. */
  readonly jwksUrl?: string;
  /** In seconds: how long after a reading an unknown key causes no other one. Default 30. */
  readonly jwksCooldown?: number;
  /** The only algorithms that are accepted; the first one signs. Default `['HS256']`. */
  readonly algorithms?: readonly JWTAlgorithm[];
}

/** What verifies a token, and what signs one if anything does. */
export interface JWTKeys {
  readonly verifying: Uint8Array | KeyObject | JWTVerifyGetKey;
  readonly signing?: Uint8Array | KeyObject;
}

/** What is wrong, and what to do about it. */
type Fault = readonly [problem: string, remedy: string];

/** What an algorithm asks of its key (RFC 7518 §3): bytes of a secret, or a type, and the curve of it. */
const demands = {
  HS256: { bytes: 32 },
  HS384: { bytes: 48 },
  HS512: { bytes: 64 },
  RS256: { type: 'rsa' },
  RS384: { type: 'rsa' },
  RS512: { type: 'rsa' },
  PS256: { type: 'rsa' },
  PS384: { type: 'rsa' },
  PS512: { type: 'rsa' },
  ES256: { type: 'ec', curve: 'prime256v1' },
  ES384: { type: 'ec', curve: 'secp384r1' },
  ES512: { type: 'ec', curve: 'secp521r1' },
  EdDSA: { type: 'ed25519' },
  Ed25519: { type: 'ed25519' },
} as const satisfies Record<string, { bytes: number } | { type: string; curve?: string }>;

export type JWTAlgorithm = keyof typeof demands;

export const defaultAlgorithms: readonly JWTAlgorithm[] = ['HS256'];

const isSymmetric = (algorithm: JWTAlgorithm): boolean => 'bytes' in demands[algorithm];

/** Everything that is wrong with the keys. The secret is the one of the options or of the environment. */
export function* keyFaults(options: JWTKeyOptions, secret: string | undefined): Iterable<Fault> {
  const { algorithms = defaultAlgorithms, publicKey, privateKey, jwksUrl } = options;
  const unknown = [...algorithms].filter((algorithm) => !Object.hasOwn(demands, algorithm));
  if (unknown.length > 0 || algorithms.length === 0) {
    const problem = unknown.length > 0 ? `no tokens are signed with ${unknown.join(', ')}.` : 'algorithms is empty.';
    yield [problem, `Algorithms: ${Object.keys(demands).join(', ')}.`];
    return;
  }
  const sources = [options.secret, publicKey ?? privateKey, jwksUrl].filter((source) => source !== undefined);
  if (sources.length > 1) yield ['it has keys of several kinds.', 'Give one of secret, publicKey and jwksUrl.'];
  else if (jwksUrl !== undefined) yield* urlFaults(jwksUrl, algorithms);
  else if (publicKey !== undefined || privateKey !== undefined) yield* pairFaults(options, algorithms);
  else yield* secretFaults(secret, algorithms);
}

function* secretFaults(secret: string | undefined, algorithms: readonly JWTAlgorithm[]): Iterable<Fault> {
  const asymmetric = algorithms.filter((algorithm) => !isSymmetric(algorithm));
  const least = Math.max(0, ...algorithms.map(bytesOf));
  if (asymmetric.length > 0) {
    yield [
      `${asymmetric.join(', ')} needs a public key.`,
      'Give publicKey, privateKey or jwksUrl, and no HS algorithm.',
    ];
  } else if (secret === undefined || secret === '') {
    yield ['the tokens have no secret.', `Set LIGHTAPI_JWT_SECRET to at least ${least} random bytes.`];
  } else if (typeof secret !== 'string' || secret.includes('-----BEGIN')) {
    yield ['the secret is a key of another kind.', 'Give a key as publicKey or privateKey, with its algorithms.'];
  } else if (Buffer.byteLength(secret) < least) {
    const length = Buffer.byteLength(secret);
    yield [`the secret has ${length} bytes and can be guessed.`, `Give at least ${least} random bytes.`];
  }
}

function bytesOf(algorithm: JWTAlgorithm): number {
  const demand = demands[algorithm];
  return 'bytes' in demand ? demand.bytes : 0;
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function* urlFaults(jwksUrl: string, algorithms: readonly JWTAlgorithm[]): Iterable<Fault> {
  const url = URL.parse(jwksUrl);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  if (!isSafe)
    yield [`jwksUrl "${jwksUrl}" is no https address.`, 'Keys that anyone on the way can change prove nothing.'];
  yield* symmetricFaults(algorithms);
}

function* symmetricFaults(algorithms: readonly JWTAlgorithm[]): Iterable<Fault> {
  const symmetric = algorithms.filter(isSymmetric);
  if (symmetric.length > 0) {
    yield [
      `${symmetric.join(', ')} takes a secret, and is given a public key.`,
      "Name the algorithms of the key, as in algorithms: ['RS256'].",
    ];
  }
}

function* pairFaults(options: JWTKeyOptions, algorithms: readonly JWTAlgorithm[]): Iterable<Fault> {
  yield* symmetricFaults(algorithms);
  const pair = readPair(options);
  if ('fault' in pair) {
    yield pair.fault;
    return;
  }
  const { verifying, signing } = pair;
  for (const algorithm of algorithms.filter((each) => !isSymmetric(each) && !fits(verifying, each))) {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = verifying;
    yield [
      `the key (${type} ${details?.namedCurve ?? details?.modulusLength ?? ''}) is none for ${algorithm}.`,
      remedies.fit,
    ];
  }
  if (signing !== undefined && !createPublicKey(signing).equals(verifying)) {
    yield ['publicKey and privateKey are no pair.', 'Leave publicKey out: privateKey holds it.'];
  }
}

const remedies = {
  fit: 'RS and PS take an RSA key of 2048 bits or more, ES256 one on P-256, ES384 P-384, ES512 P-521, EdDSA Ed25519.',
  format: 'Give a PEM text or a JWK.',
} as const;

function fits({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, algorithm: JWTAlgorithm): boolean {
  const demand = demands[algorithm];
  if (!('type' in demand) || demand.type !== asymmetricKeyType) return false;
  if (demand.type === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  return !('curve' in demand) || demand.curve === asymmetricKeyDetails?.namedCurve;
}

type Pair = { readonly verifying: KeyObject; readonly signing?: KeyObject };

function readPair({ publicKey, privateKey }: JWTKeyOptions): Pair | { readonly fault: Fault } {
  try {
    if (privateKey === undefined) return { verifying: createPublicKey(toInput(publicKey)) };
    const signing = createPrivateKey(toInput(privateKey));
    return { signing, verifying: createPublicKey(publicKey === undefined ? signing : toInput(publicKey)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: [`a key can't be read: ${reason}.`, remedies.format] };
  }
}

const toInput = (key: JWTKey | undefined): string | { key: JsonWebKey; format: 'jwk' } =>
  typeof key === 'object' ? { key, format: 'jwk' } : (key ?? '');

/** What jose says of a token that is wrong; of the rest, the server or the issuer is to blame. */
const tokenFaults: ReadonlySet<string> = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
]);

/** Whether an error of jose's says that a token is wrong. */
export const isTokenFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError && tokenFaults.has(error.code);

/** The keys that an issuer publishes. Throws `authentication_unavailable` where they can't be had. */
function publishedKeys(url: URL, cooldown: number): JWTVerifyGetKey {
  const published = createRemoteJWKSet(url, { cooldownDuration: cooldown * 1000 });
  return async (header, token) => {
    try {
      return await published(header, token);
    } catch (cause) {
      if (isTokenFault(cause)) throw cause;
      throw new RequestError('authentication_unavailable', "credentials can't be checked now, try again", {
        headers: { 'retry-after': '1' },
        cause,
      });
    }
  };
}

/** The keys, ready for use. Throws where anything is wrong with them: nothing is ever verified with a weak key. */
export function compileKeys(options: JWTKeyOptions, secret: string | undefined): JWTKeys {
  const [fault] = keyFaults(options, secret);
  if (fault !== undefined) throw new Error(`JWTAuthentication: ${fault.join(' ')}`);
  const { jwksUrl, jwksCooldown = 30 } = options;
  if (jwksUrl !== undefined) return { verifying: publishedKeys(new URL(jwksUrl), jwksCooldown) };
  if (options.publicKey !== undefined || options.privateKey !== undefined) {
    const pair = readPair(options);
    if (!('fault' in pair)) return pair;
  }
  const bytes = new TextEncoder().encode(secret);
  return { verifying: bytes, signing: bytes };
}
