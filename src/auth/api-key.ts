/** API keys: a random key in a header, known to the server by its hash alone. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { Awaitable } from '../awaitable.ts';
import type { Complain } from '../complain.ts';
import type { AuthenticationBackend, SecurityScheme } from './authentication.ts';
import { toUser, type User } from './user.ts';

/** Finds the user of a key in a table of yours, by `hashApiKey(key)`. */
type FindByHash = (hash: string) => Awaitable<User | null | undefined>;

export interface ApiKeyOptions {
  /** The users by `hashApiKey(key)`, or the function that finds one. */
  readonly keys: Readonly<Record<string, User>> | FindByHash;
  /** The header that holds the key. Default `X-API-Key`. */
  readonly header?: string;
}

/** In characters: a longer key is none. */
const keyLimit = 512;
const sha256 = /^[0-9a-f]{64}$/;
const token = /^[\w!#$%&'*+.^`|~-]+$/;

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** SHA-256 of a key in hexadecimal: what to keep of it. Enough for random keys, not for passwords. */
export const hashApiKey = (key: string): string => digest(key).toString('hex');

/** A new key of 256 random bits. Show it once, keep its hash. */
export const generateApiKey = (): string => randomBytes(32).toString('base64url');

/**
 * A key in a header. The keys are compared by their hashes and in constant time. `c.get('apiKey')` is the hash of a
 * known one.
 *
 * @example
 * ```ts
 * import { ApiKeyAuthentication, generateApiKey, hashApiKey } from 'lightapi';
 *
 * const key = generateApiKey();
 * const backend = new ApiKeyAuthentication({ keys: { [hashApiKey(key)]: { sub: 'importer' } } });
 * console.assert(backend.header === 'X-API-Key' && key.length === 43);
 * ```
 */
export class ApiKeyAuthentication implements AuthenticationBackend {
  readonly header: string;
  readonly challenge: string;
  readonly #keys: ApiKeyOptions['keys'];
  readonly #find: FindByHash;

  constructor({ keys, header = 'X-API-Key' }: ApiKeyOptions) {
    this.header = header;
    this.challenge = `ApiKey realm="api", header="${header}"`;
    this.#keys = keys;
    this.#find = typeof keys === 'function' ? keys : compileFind(keys);
  }

  async authenticate(c: Context): Promise<User | undefined> {
    const key = c.req.header(this.header) ?? '';
    if (key === '' || key.length > keyLimit) return undefined;
    const hash = hashApiKey(key);
    const user = toUser(await this.#find(hash), 'The finder of API keys');
    if (user !== undefined) c.set('apiKey', hash);
    return user;
  }

  check(complain: Complain): void {
    const bad = (problem: string, remedy: string): void => complain('bad_authentication', problem, remedy);
    if (!token.test(this.header)) bad(`"${this.header}" is no name of a header.`, 'Write it as "X-API-Key".');
    if (typeof this.#keys === 'function') return;
    const hashes = Object.keys(this.#keys);
    if (hashes.length === 0) bad('ApiKeyAuthentication has no keys.', 'Give at least one, as hashApiKey(key).');
    if (!hashes.every((hash) => sha256.test(hash))) {
      bad('a key is not the hash of one.', 'Write the key as hashApiKey(key): the key itself belongs in no source.');
    }
  }

  describe(): SecurityScheme {
    const name = this.header === 'X-API-Key' ? 'apiKeyAuth' : `apiKeyAuth.${this.header.replace(/[^\w.-]/g, '_')}`;
    return { name, scheme: { type: 'apiKey', in: 'header', name: this.header } };
  }
}

/** Compares with every key, so that the time tells nothing of which one fits. */
function compileFind(keys: Readonly<Record<string, User>>): FindByHash {
  const known = Object.entries(keys).map(([hash, user]) => ({ hash: digest(hash), user }));
  return (hash) => {
    const given = digest(hash);
    let found: User | undefined;
    for (const each of known) if (timingSafeEqual(each.hash, given)) found = each.user;
    return found;
  };
}
